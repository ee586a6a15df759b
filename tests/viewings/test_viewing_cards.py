"""Cards of viewings: whatever a pack and members write, Discord takes them, and what is cut can be read in full."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from msgspec import convert

from bot.chat import limits
from bot.chat.cards import Card
from bot.chat.pictures import Picture
from bot.chat.place import NO_SERVER
from bot.packs.format.model import Framework, Guide, Kind, Pack
from bot.packs.shelf.shelves import Shelf
from bot.threads.joining.views import Answered, Membership
from bot.viewings import cards, phrases
from bot.viewings.alone.cards import alone_card, prompt_card
from bot.viewings.answering import cards as answering
from bot.viewings.answering.forms import text_form, why_form
from bot.viewings.answering.rules import Answer, Content, Finding
from bot.viewings.answering.views import Note, Revealed, SavedAnswer, Shown
from bot.viewings.film_time import FilmClock
from bot.viewings.joining import cards as joining
from bot.viewings.joining.views import Whereabouts
from bot.viewings.lines import Line, Said
from bot.viewings.panel import cards as panel
from bot.viewings.panel import questions as panel_questions
from bot.viewings.programme import programme_of
from bot.viewings.records.cards import summary_card
from bot.viewings.records.summary import summed_up
from bot.viewings.rules import Cue, Mode, Phase, Secrecy, State, Viewing, cues_of
from bot.viewings.status import Counts, ViewingStatus, status_of
from tests.fits import assert_fits
from tests.viewings.evening import ADA, BEN, MIRA, PROMPTS, RUNTIME, START, VOICES_AT, hive

BIG = 2**62
SIGNS = {"words": "words and more ", "stars": "*", "emoji": "🐝"}


def filled(sign: str, length: int) -> str:
    """A text of that many characters as Discord counts them."""
    return (sign * length).encode("utf-16-le")[: 2 * length].decode("utf-16-le", "ignore").strip()


def longest(sign: str) -> Pack:
    """The longest texts that a pack may have."""
    text, title = filled(sign, 8_000), filled(sign, 100)
    prompt = PROMPTS[0] | {"ask": text, "probe": text, "facilitator_note": text, "framework": "ways"}
    pack = hive(title=title, content_note=text)
    prompts = [prompt | {"id": f"p-{phase}", "phase": phase} for phase in ("before", "during", "after")]
    guide = {"id": "through-the-hive", "title": title, "film": "the-hive", "prompts": prompts}
    return replace(pack, guides=(convert(guide, Guide),), frameworks={"ways": Framework(name=title)})


def longest_viewing(sign: str, mode: Mode, phase: Phase, **more: Any) -> Viewing:
    shelf = Shelf([longest(sign)])
    film = shelf.find("bees/the-hive")
    assert film
    programme = programme_of(shelf, film)
    cues = tuple(replace(cue, state=State.OPEN, turn=cue.place + 1) for cue in cues_of(programme))
    return Viewing(
        id=BIG, guild_id=BIG, mode=mode, secrecy=Secrecy.UNNAMED, facilitator_id=BIG, programme=programme, cues=cues,
        place=0, phase=phase, direct=mode is Mode.SOLO, created_at=START, thread_id=BIG, channel_id=BIG,
        orphaned=filled(sign, 400), version=BIG, scheduled_for=START,
        ended_at=START if phase is Phase.CLOSED else None, **more,
    )  # fmt: skip


def stands(viewing: Viewing) -> ViewingStatus:
    return status_of(viewing, Counts(999, {0: 999}, 999), ("no longer " * 40, "could not " * 40), START)


def noted(viewing: Viewing, note: str) -> Viewing:
    """With this note of the guide on every prompt."""
    notes = {cue.place: note for cue in viewing.cues}
    return replace(viewing, programme=replace(viewing.programme, facilitator_notes=notes))


def said(card: Card) -> str:
    return "\n".join(part["content"] for part in _walk(card.to_components()) if part["type"] == 10)


def labels(card: Card) -> list[str]:
    return [part["label"] for part in _walk(card.to_components()) if part["type"] == 2]


def _walk(components: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from _walk(component.get("components", []))


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("phase", Phase)
def test_the_cards_of_the_longest_viewings_fit(sign: str, mode: Mode, phase: Phase) -> None:
    viewing = longest_viewing(sign, mode, phase)
    cue, note = viewing.cues[0], filled(sign, 8_000)
    content = Content(text=filled(sign, 4_000), evidence=filled(sign, 4_000), source=Finding.UNSURE, confidence=5)
    answer = Answer(place=0, content=content, reason=filled(sign, 4_000), answered_at=START, later=True)
    kept = SavedAnswer(viewing=viewing, cue=cue, answer=answer, replaced=True, joined=True)
    shown = Revealed(cue=replace(cue, state=State.REVEALED), answers=(Shown(answer, BIG),) * 3)
    standing = Membership(added=False, pinged=True, refused="the thread is full: it takes 1,000 members")
    there = Whereabouts(status=stands(viewing), standing=standing, newest=cue, newest_message_id=BIG)
    for told in (joining.joined_card(there, again=True), joining.where_card(there, START), joining.ended_card(there)):
        assert_fits(told)
    if mode is Mode.SOLO:
        assert_fits(alone_card(stands(viewing), START))
        for guild_id, newest in product((1, NO_SERVER), (cue.place, cue.place + 1)):
            asked = replace(viewing, guild_id=guild_id, place=newest)
            assert_fits(prompt_card(stands(asked), cue.place, START))
    else:
        assert_fits(cards.head_card(stands(viewing), START, private=True, said=filled(sign, 400)))
        assert_fits(panel.panel_card(stands(noted(viewing, note)), START, BIG, filled(sign, 400)))
        assert_fits(panel.more_card(stands(noted(viewing, note)), START, 1))
        assert_fits(panel_questions.start_card(viewing, filled(sign, 400)))
        assert_fits(cards.opening_card(viewing, 999, late=timedelta(hours=1), summary_id=BIG))
        assert_fits(cards.prompt_card(viewing, cue, Answered(999, 999), film_time=RUNTIME))
    assert_fits(cards.said_card(phrases.status(stands(viewing), START)))
    assert_fits(answering.kept_card(kept))
    assert_fits(answering.kept_card(replace(kept, earlier=answer)))
    assert_fits(answering.mine_card(viewing, cue, answer))
    assert_fits(answering.claims_card(viewing, cue, answer))
    notes = [Note(timedelta(minutes=minute), filled(sign, 4_000), START, BIG) for minute in range(3)]
    summary = summed_up(viewing, (shown,), notes, 999)
    offers = [(f"bees/poll-{n}", filled(sign, 300)) for n in range(30)]
    for page in (0, 1, 7, 99):
        assert_fits(answering.answers_card(viewing, shown, page))
        assert_fits(summary_card(summary, offers, page, Picture(b"", filled(sign, 5_000))))


@pytest.mark.parametrize("draw", [panel.note_card, "whole"], ids=["note", "question"])
@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_every_word_of_a_long_note_and_of_a_long_question_can_be_read(draw: Any, sign: str) -> None:
    viewing = longest_viewing(sign, Mode.GROUP, Phase.BEFORE)
    cue, note = viewing.cues[0], filled(sign, 8_000)
    read, page = "", 0
    while True:
        card = cards.whole_card(viewing, cue, page) if draw == "whole" else draw(viewing, cue, note, page)
        assert_fits(card)
        read += said(card).split("\n", 2)[-1]
        page += 1
        if page == int(said(card).split(" of ")[1].split("\n")[0]):
            break
    assert read.replace("\\", "").replace(" ", "").replace("\n", "") == note.replace(" ", "")


def test_a_note_that_is_cut_leads_to_the_whole_and_a_short_one_does_not() -> None:
    viewing = longest_viewing(SIGNS["words"], Mode.GROUP, Phase.BEFORE)
    waiting = replace(viewing, cues=cues_of(viewing.programme), place=None)
    more = panel.more_card(stands(noted(waiting, filled("a b ", 8_000))), START, BIG)
    assert "Whole note" in labels(more)
    assert "Whole note" not in labels(panel.more_card(stands(noted(waiting, "Wait.")), START, BIG))
    assert "Whole question" in labels(cards.prompt_card(viewing, viewing.cues[0], Answered()))


def open_viewing(phase: Phase = Phase.BEFORE, **more: Any) -> Viewing:
    """A group that Ada leads, whose first prompt is open."""
    programme = programme_of(Shelf([hive()]), Shelf([hive()]).choose("The Hive", Kind.FILM))
    made = Viewing(
        id=7, guild_id=100, mode=Mode.GROUP, facilitator_id=ADA.id, programme=programme, cues=cues_of(programme),
        phase=phase, created_at=START, thread_id=11, channel_id=10,
    )  # fmt: skip
    first = replace(made.cues[0], state=State.OPEN, turn=1, asked_at=START)
    return replace(made.with_cue(first), place=0, **more)


LEADING = {"Ask it", "Skip", "Reveal", "Reveal all", "Start the film", "Pause", "Resume", "Jump", "Film is over", "End"}


@pytest.mark.parametrize("phase", Phase)
def test_nothing_that_everybody_sees_leads_a_viewing(phase: Phase) -> None:
    viewing = open_viewing(phase, ended_at=START if phase is Phase.CLOSED else None)
    status = stands(viewing)
    line = Line(2, Said.READY, START, timedelta(0))
    for card in (
        cards.head_card(status, START),
        cards.opening_card(viewing, 3, summary_id=9),
        cards.prompt_card(viewing, viewing.cues[0], Answered(1, 2)),
        cards.line_card(viewing, line, Answered(1, 2), START),
    ):
        assert not LEADING & set(labels(card))


def test_the_head_card_has_five_buttons_and_a_second_row_that_leads_to_the_film() -> None:
    film = {"watch": [{"label": "On the web", "url": "https://example.org/hive"}]}
    shelf = Shelf([hive(**film)])
    viewing = replace(open_viewing(), programme=programme_of(shelf, shelf.choose("The Hive", Kind.FILM)))
    shown = labels(cards.head_card(stands(viewing), START))
    assert shown == [
        "Join", "Answer", "Note this moment", "Where are we?", "Lead", "Where to watch", "About this film",
    ]  # fmt: skip
    unasked = replace(viewing, cues=cues_of(viewing.programme), place=None)
    assert "Answer" not in labels(cards.head_card(stands(unasked), START))


def test_a_prompt_says_its_number_its_minute_and_how_many_have_answered() -> None:
    viewing = open_viewing(Phase.DURING)
    voices = replace(viewing.cues[3], state=State.OPEN, turn=2, at=VOICES_AT, film_time=VOICES_AT)
    viewing = replace(viewing.with_cue(voices), place=3)
    shown = said(cards.prompt_card(viewing, voices, Answered(2, 3)))
    assert shown.startswith("### Prompt 2 of 7 · 5:00\n")
    assert "answered 2 of 3\n" in shown
    assert "everybody has answered" in said(cards.prompt_card(viewing, voices, Answered(3, 3)))
    assert "everybody" not in said(cards.prompt_card(viewing, voices, Answered(0, 0)))


def test_only_the_newest_prompt_leads_to_the_panel() -> None:
    viewing = open_viewing(Phase.DURING)
    older = viewing.cues[0]
    assert "Lead" in labels(cards.prompt_card(viewing, older, Answered()))
    asked = replace(viewing.cues[1], state=State.OPEN, turn=2, asked_at=START + timedelta(minutes=1))
    newer = replace(viewing.with_cue(asked), place=1)
    assert "Lead" not in labels(cards.prompt_card(newer, older, Answered()))
    assert labels(cards.prompt_card(newer, newer.cues[1], Answered())) == ["Answer", "Note this moment", "Lead"]


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("running", [True, False])
def test_the_panel_has_two_rows_of_short_buttons_and_one_select(phase: Phase, running: bool) -> None:
    viewing = open_viewing(
        phase, clock=FilmClock(timedelta(minutes=4), START if running and phase is Phase.DURING else None),
        ended_at=START if phase is Phase.CLOSED else None,
    )  # fmt: skip
    for cue in viewing.cues[1:4]:
        viewing = viewing.with_cue(replace(cue, state=State.OPEN, turn=cue.place + 1))
    viewing = replace(viewing.with_cue(replace(viewing.cues[4], state=State.SKIPPED, turn=5)), place=3)
    for card in (
        panel.panel_card(stands(noted(viewing, "Hush.")), START, ADA.id),
        panel.more_card(stands(viewing), START, BEN.id),
        panel_questions.start_card(viewing),
    ):
        rows = [part["components"] for part in _walk(card.to_components()) if part["type"] == 1]
        buttons = [row for row in rows if row[0]["type"] == 2]
        assert len(buttons) <= 2
        assert len(rows) - len(buttons) <= 1
        assert all(len(row) <= 5 for row in buttons)
        assert all(len(label) < 25 for label in labels(card))


def test_once_everybody_has_answered_the_panel_begins_with_reveal() -> None:
    viewing = open_viewing()
    some = panel.panel_card(status_of(viewing, Counts(2, {0: 1}, 0), (), START), START, ADA.id)
    everybody = panel.panel_card(status_of(viewing, Counts(2, {0: 2}, 0), (), START), START, ADA.id)
    assert labels(some)[:3] == ["Ask it", "Skip", "Reveal"]
    assert labels(everybody)[:3] == ["Reveal", "Ask it", "Skip"]


def test_the_panel_shows_the_next_prompt_before_it_is_asked_and_its_note_to_the_facilitator_alone() -> None:
    viewing = noted(open_viewing(), "Hush-hush.")
    shown = said(panel.panel_card(stands(viewing), START, ADA.id))
    assert "**Next: 2 of 7**" in shown
    assert "How do you feel?" in shown
    assert "**For you:** Hush-hush." in shown
    assert "Hush-hush" not in said(panel.panel_card(stands(viewing), START, MIRA.id))


@pytest.mark.parametrize(("said_", "tells"), [
    (Said.PAUSED, "Paused at 12:30. <t:1763920800:R>"),
    (Said.GOES_ON, "Goes on at 12:30: press play. <t:1763920800:R>"),
    (Said.JUMPED, "Jumped to 12:30. <t:1763920800:R>\nMove your film there; `Where are we?` tells the minute."),
    (Said.OVER, "The film is over at 12:30. 2 prompts for after the film."),
    (Said.PRESS_PLAY, "### Press play at <t:1763920800:T>\n<t:1763920800:R>"),
])  # fmt: skip
def test_each_line_says_what_is_so_with_its_minute(said_: Said, tells: str) -> None:
    at = datetime(2025, 11, 23, 18, 0, tzinfo=UTC)
    line = Line(4, said_, at, timedelta(minutes=12, seconds=30))
    card = cards.line_card(open_viewing(Phase.DURING), line, Answered(), at - timedelta(seconds=9))
    assert said(card) == tells
    assert "Where are we?" in labels(card)


@pytest.mark.parametrize(("said_", "waits"), [
    (Said.READY, True), (Said.PAUSED, True), (Said.OVER, True), (Said.LEADS, True), (Said.CALLED_OFF, True),
    (Said.PRESS_PLAY, False), (Said.GOES_ON, False), (Said.JUMPED, False),
])  # fmt: skip
def test_a_line_after_which_the_group_waits_for_the_facilitator_leads_to_the_panel(said_: Said, waits: bool) -> None:
    line = Line(4, said_, START, timedelta(minutes=12, seconds=30))
    assert ("Lead" in labels(cards.line_card(open_viewing(Phase.DURING), line, Answered(), START))) is waits


def test_a_start_that_is_posted_late_says_that_it_has_passed() -> None:
    line = Line(4, Said.PRESS_PLAY, START, timedelta(0))
    assert "has passed" in said(cards.line_card(open_viewing(Phase.DURING), line, Answered(), START))


@pytest.mark.parametrize("mode", Mode)
def test_what_the_pack_warns_of_stands_on_the_card_until_the_film_starts(mode: Mode) -> None:
    shelf = Shelf([hive(content_note="A *wasp* attacks the hive.")])
    film = shelf.find("bees/the-hive")
    assert film
    programme = programme_of(shelf, film)
    before = replace(longest_viewing("x", mode, Phase.BEFORE), programme=programme, cues=cues_of(programme), place=None)
    warned = "**Content note:** A \\*wasp\\* attacks the hive."
    draw = cards.head_card if mode is Mode.GROUP else alone_card
    assert warned in said(draw(stands(before), START))
    assert warned in said(cards.opening_card(before, 0))
    assert "Content note" not in said(draw(stands(replace(before, phase=Phase.DURING)), START))


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (14, False), (15, True), (600, True)])
def test_t02_a_prompt_that_comes_after_its_moment_says_so(seconds: int, late: bool) -> None:
    shelf = Shelf([hive()])
    film = shelf.find("bees/the-hive")
    assert film
    programme = programme_of(shelf, film)
    cue: Cue = replace(cues_of(programme)[3], state=State.OPEN, film_time=VOICES_AT + timedelta(seconds=seconds))
    viewing = replace(open_viewing(Phase.DURING), programme=programme)
    assert ("-# Meant for 5:00 of the film; it comes late: the film is at" in phrases.question(viewing, cue)) is late


def test_t02_a_prompt_asked_in_time_but_posted_late_says_so_too() -> None:
    viewing = replace(longest_viewing("x", Mode.GROUP, Phase.DURING), facilitator_id=ADA.id)
    cue = replace(viewing.cues[1], at=VOICES_AT, film_time=VOICES_AT)
    assert "late" not in said(cards.prompt_card(viewing, cue, Answered(), film_time=VOICES_AT))
    assert "Meant for 5:00 of the film; it comes late: the film is at 8:00." in said(
        cards.prompt_card(viewing, cue, Answered(), film_time=VOICES_AT + timedelta(minutes=3))
    )


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_form_shows_its_question_whole_where_it_has_room_and_never_too_much(sign: str) -> None:
    viewing = longest_viewing(sign, Mode.GROUP, Phase.BEFORE)
    cue = viewing.cues[0]
    for form in (text_form(viewing, cue, None), why_form(viewing, cue, None)):
        above, label = form.to_dict()["components"]
        assert 2_900 < limits.length(above["content"]) <= 3_000
        assert "description" not in label
    ask = filled(sign, 100)
    short = replace(cue, prompt=replace(cue.prompt, ask=ask))
    [label] = text_form(viewing, short, None).to_dict()["components"]
    assert label["description"] == ask
    middle = replace(cue, prompt=replace(cue.prompt, ask=filled("some words ", 300)))
    above, _ = text_form(viewing, middle, None).to_dict()["components"]
    assert above["content"] == filled("some words ", 300)
