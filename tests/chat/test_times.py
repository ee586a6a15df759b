"""T01 and T05: what members may write for a time, and what is asked back or refused."""

from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import times
from bot.errors import Refusal

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 19, 30, tzinfo=UTC)
MINUTE, MONTH = timedelta(minutes=1), timedelta(days=32)


def read(text: str, now: datetime = MONDAY, zone: tzinfo = UTC, most: timedelta = MONTH) -> str:
    at = times.moment(text, option="closes", now=now, zone=zone, least=MINUTE, most=most)
    assert at.tzinfo is UTC
    return f"{at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("90m", "2026-11-23 21:00"),
        ("1m", "2026-11-23 19:31"),
        ("2h30m", "2026-11-23 22:00"),
        ("2d", "2026-11-25 19:30"),
        ("32d", "2026-12-25 19:30"),
        ("1d 25h", "2026-11-25 20:30"),
        (" 2D\t1H ", "2026-11-25 20:30"),
        ("20:00", "2026-11-23 20:00"),
        ("19:30", "2026-11-24 19:30"),
        ("9:05", "2026-11-24 09:05"),
        ("fri 18:00", "2026-11-27 18:00"),
        ("Friday 18:00", "2026-11-27 18:00"),
        ("wednesday 18:00", "2026-11-25 18:00"),
        ("mon 20:00", "2026-11-23 20:00"),
        ("mon 18:00", "2026-11-30 18:00"),
        ("2026-11-30 18:00", "2026-11-30 18:00"),
        ("2026-11-30 18:00+02:00", "2026-11-30 16:00"),
        ("90 min", "2026-11-23 21:00"),
        ("1h30", "2026-11-23 21:00"),
        ("2 days", "2026-11-25 19:30"),
        ("1w", "2026-11-30 19:30"),
        ("18.00", "2026-11-24 18:00"),
        ("6pm", "2026-11-24 18:00"),
        ("6:30 pm", "2026-11-24 18:30"),
        ("tomorrow 18:00", "2026-11-24 18:00"),
        ("friday 6pm", "2026-11-27 18:00"),
        ("<t:1795802400>", "2026-11-27 18:00"),
    ],
)
def test_what_product_promises_is_read(text: str, at: str) -> None:
    assert read(text) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [("18:00", "2026-11-24 17:00"), ("21:00", "2026-11-23 20:00"), ("2026-12-01 0:00", "2026-11-30 23:00")],
)
def test_t01_times_of_day_are_those_of_the_servers_zone(text: str, at: str) -> None:
    assert read(text, zone=BERLIN) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("６：３０ ＰＭ", "2026-11-24 18:30"),
        ("6 P.M.", "2026-11-24 18:00"),
        ("12am", "2026-11-24 00:00"),
        ("12 pm", "2026-11-24 12:00"),
        ("noon", "2026-11-24 12:00"),
        ("midnight", "2026-11-24 00:00"),
        ("today 9.30 pm", "2026-11-23 21:30"),
        ("Tomorrow, at noon", "2026-11-24 12:00"),
        ("8pm tomorrow", "2026-11-24 20:00"),
        ("18:00 on Thurs", "2026-11-26 18:00"),
        ("2026-11-30T18:00Z", "2026-11-30 18:00"),
        ("2\u202f\u200bdays", "2026-11-25 19:30"),
        ("２ｄ", "2026-11-25 19:30"),
        ("in 2 hours and 5 minutes", "2026-11-23 21:35"),
        ("1 week, 1 day", "2026-12-01 19:30"),
        ("24h", "2026-11-24 19:30"),
        ("18h30m", "2026-11-24 14:00"),
        ("<t:1795802400:R>", "2026-11-27 18:00"),
    ],
)
def test_i23_times_are_read_as_people_write_them(text: str, at: str) -> None:
    assert read(text) == at


@pytest.mark.parametrize(("text", "clock", "span"), [("18h", "18:00", "18 hours"), ("20 H 15", "20:15", "20h15m")])
def test_i23_what_is_a_clock_to_some_and_a_span_to_others_is_asked_back(text: str, clock: str, span: str) -> None:
    with pytest.raises(Refusal, match=f"`closes`: .*Write `{clock}` .*`{span}`"):
        read(text)
    assert read(clock).endswith(clock)
    assert read(span) > read("12h")


@pytest.mark.parametrize("day", ["tomorrow", "friday", "2026-11-30"])
def test_i23_a_day_without_a_time_is_answered_with_one_that_has_both(day: str) -> None:
    with pytest.raises(Refusal, match=f"A day needs a time too, such as `{day} 18:00`"):
        read(day)
    assert read(f"{day} 18:00")


LOST = times.LostZone("Europe/Nowhere")


@pytest.mark.parametrize("text", ["90m", "2 days", "<t:1795802400:f>", "2026-11-30 18:00+01:00"])
def test_i23_what_needs_no_zone_is_read_where_the_zone_is_lost(text: str) -> None:
    assert read(text, zone=LOST) == read(text)
    assert not times.needs_zone(text)


@pytest.mark.parametrize("text", ["18:00", "6pm", "fri 18.00", "tomorrow noon", "2026-11-30 18:00"])
def test_i23_what_needs_the_zone_says_what_to_do_where_it_is_lost(text: str) -> None:
    assert times.needs_zone(text)
    with pytest.raises(Refusal, match=r"^`closes`: .*Europe/Nowhere.*`/settings set time_zone:`.*`90m`"):
        read(text, zone=LOST)


def test_i23_a_lost_zone_is_told_however_it_is_used() -> None:
    with pytest.raises(Refusal, match="Europe/Nowhere"):
        MONDAY.astimezone(LOST)


@given(
    st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(0, 12), st.integers(1, 59)),
    st.sampled_from([("w", "d", "h", "m"), (" weeks", " days", " hours", " minutes"), ("wk", "day", "hr", "min")]),
    st.sampled_from(["", " ", ", ", " and "]),
)
def test_i23_a_span_is_read_back_in_every_spelling(
    numbers: tuple[int, int, int, int], units: tuple[str, ...], between: str
) -> None:
    weeks, days, hours, minutes = numbers
    written = between.join(f"{number}{unit}" for number, unit in zip(numbers, units, strict=True) if number)
    meant = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    assert times.moment(written, option="when", now=MONDAY, least=MINUTE, most=MONTH) == MONDAY + meant


@given(
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(["{:%H:%M}", "{:%H.%M}", "{:%I:%M %p}", "{:%I.%M%p}", "AT {:%H:%M}"]),
    st.sampled_from(["{}", "tomorrow {}", "{} tomorrow", "tue {}", "2026-11-24 {}"]),
    st.sampled_from([BERLIN, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/St_Johns"), UTC]),
)
def test_i23_a_time_of_day_is_read_back_in_every_spelling(clock: time, form: str, day: str, zone: tzinfo) -> None:
    now = datetime(2026, 11, 23, 12, 0, tzinfo=zone)
    at = times.moment(day.format(form.format(clock)), option="when", now=now, zone=zone, least=MINUTE, most=MONTH)
    assert at.astimezone(zone).time() == clock
    assert at.astimezone(zone).day == 24 or (day == "{}" and clock > now.time())


def test_a_weekday_is_that_of_the_servers_zone() -> None:
    tokyo_tuesday = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
    assert read("tue 2:00", tokyo_tuesday, ZoneInfo("Asia/Tokyo")) == "2026-11-23 17:00"


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("2026-03-29 02:30", datetime(2026, 3, 20, tzinfo=UTC)),
        ("2:30", datetime(2026, 3, 28, 12, 0, tzinfo=UTC)),
        ("sun 2:30", datetime(2026, 3, 26, 12, 0, tzinfo=UTC)),
    ],
)
def test_t01_a_time_that_the_clocks_skip_is_refused_with_two_that_exist(text: str, now: datetime) -> None:
    with pytest.raises(Refusal, match=r"2026-03-29 .*Europe/Berlin go forward and skip 02:30") as refused:
        read(text, now, BERLIN)
    assert "`2026-03-29 01:30` or `2026-03-29 03:30`" in str(refused.value)


@pytest.mark.parametrize(
    ("text", "now"),
    [
        ("2026-10-25 02:30", datetime(2026, 10, 20, tzinfo=UTC)),
        ("02:30", datetime(2026, 10, 24, 12, 0, tzinfo=UTC)),
        ("sun 02:30", datetime(2026, 10, 24, 12, 0, tzinfo=UTC)),
    ],
)
def test_t01_a_time_that_the_clocks_repeat_is_asked_back_and_both_answers_are_read(text: str, now: datetime) -> None:
    with pytest.raises(Refusal, match="twice") as refused:
        read(text, now, BERLIN)
    first, second = str(refused.value).split("`")[3::2]
    assert (first, second) == ("2026-10-25 02:30+02:00", "2026-10-25 02:30+01:00")
    assert read(first, now, BERLIN) == "2026-10-25 00:30"
    assert read(second, now, BERLIN) == "2026-10-25 01:30"


def test_t01_between_the_two_the_second_is_meant() -> None:
    assert read("02:30", datetime(2026, 10, 25, 0, 45, tzinfo=UTC), BERLIN) == "2026-10-25 01:30"


UNREADABLE = [
    "", "0", "-1", "1e18", "10 years", "soon", "18", "d", "18:60", "25:00", "24:00", "xyz 18:00", "2026-02-30 18:00",
    "1.5h", "2h90", "13pm", "0am", "18:00 pm", "fri midnight", "1m 1h",
    "6p", "18:00\n19:00:00", "18:00+15:00", "9" * 5000,
]  # fmt: skip


@pytest.mark.parametrize("text", UNREADABLE)
def test_t05_what_cannot_be_read_is_refused_with_examples_that_work(text: str) -> None:
    with pytest.raises(Refusal, match=r"`closes`: .* is not a time that I can read\. Try `90m`") as refused:
        read(text)
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0m", "is not in the future"),
        ("0d0h0m", "is not in the future"),
        ("2026-11-23 19:30", "is not in the future"),
        ("2020-01-01 18:00", "is not in the future"),
        ("33d", "is too far away; at most 32 days from now"),
        ("999999d", "is too far away; at most 32 days from now"),
        ("99999999999999999999d", "is too far away; at most 32 days from now"),
        (f"{'9' * 90}w", "is too far away; at most 32 days from now"),
        ("<t:99999999999999999999:R>", "is too far away; at most 32 days from now"),
        ("9999-12-31 23:59-14:00", "is too far away; at most 32 days from now"),
        ("<t:-99999999999999999999>", "is not in the future"),
        ("1900-01-01 18:00", "is not in the future"),
        ("<t:0:R>", "is not in the future"),
        ("0001-01-01 0:00+14:00", "is not in the future"),
        ("today 18:00", "is not in the future"),
        ("2027-11-30 18:00", "is too far away; at most 32 days from now"),
    ],
)
def test_t05_times_outside_the_limits_are_refused_with_the_limit(text: str, reason: str) -> None:
    with pytest.raises(Refusal, match=f"`closes`: .*{reason}"):
        read(text)


def test_the_least_is_told() -> None:
    with pytest.raises(Refusal, match="too soon; at least 1 minute from now"):
        read("19:31", MONDAY + timedelta(seconds=30))


def test_a_year_is_readable_where_a_year_is_allowed() -> None:
    assert read("364d", most=timedelta(days=365)) == "2027-11-22 19:30"


def test_what_was_typed_is_quoted_without_its_markdown() -> None:
    with pytest.raises(Refusal) as refused:
        read("**@everyone** `x`")
    assert r"“\*\*@everyone\*\* \`x\`”" in str(refused.value)


@given(st.integers(0, 365 * 24 * 60), st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "UTC"]))
def test_a_full_date_and_time_comes_back_as_the_same_local_time(minutes: int, name: str) -> None:
    zone, now = ZoneInfo(name), datetime(2025, 12, 1, tzinfo=UTC)
    local = datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE
    try:
        at = times.moment(
            f"{local:%Y-%m-%d %H:%M}", option="when", now=now, zone=zone, least=MINUTE, most=timedelta(days=1000)
        )
    except Refusal as refused:
        assert (local.month, local.hour) in {(3, 2), (10, 2)}, refused  # noqa: PT017 - only change days may refuse
    else:
        assert f"{at.astimezone(zone):%Y-%m-%d %H:%M}" == f"{local:%Y-%m-%d %H:%M}"


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        at = times.moment(text, option="closes", now=MONDAY, zone=BERLIN, least=MINUTE, most=MONTH)
    except Refusal:
        return
    assert MONDAY + MINUTE <= at <= MONDAY + MONTH
