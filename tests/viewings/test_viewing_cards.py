"""Cards of viewings: whatever a pack and members write, Discord takes them, and what is cut can be read in full."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from msgspec import convert

from bot.chat import limits
from bot.chat.cards import Card
from bot.chat.pictures import Picture
from bot.packs.model import Framework, Guide, Pack
from bot.packs.shelf import Shelf
from bot.viewings import cards, phrases
from bot.viewings.answering import cards as answering
from bot.viewings.answering.forms import text_form, why_form
from bot.viewings.answering.rules import Answer, Content, Finding
from bot.viewings.answering.views import Note, Revealed, SavedAnswer, Shown
from bot.viewings.joining import cards as joining
from bot.viewings.joining.views import Standing, Whereabouts
from bot.viewings.programme import programme_of
from bot.viewings.records.cards import summary_card
from bot.viewings.records.summary import summed_up
from bot.viewings.rules import Cue, Mode, Phase, Secrecy, State, Viewing, cues_of
from bot.viewings.status import Counts, ViewingStatus, status_of
from tests.fits import assert_fits
from tests.viewings.evening import ADA, PROMPTS, RUNTIME, START, VOICES_AT, hive

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
    cues = tuple(replace(cue, state=State.OPEN, turn=cue.number) for cue in cues_of(programme))
    return Viewing(
        id=BIG, guild_id=BIG, mode=mode, secrecy=Secrecy.UNNAMED, facilitator_id=BIG, programme=programme, cues=cues,
        place=0, phase=phase, direct=mode is Mode.SOLO, created_at=START, thread_id=BIG, channel_id=BIG,
        orphaned=filled(sign, 400), version=BIG, scheduled_for=START,
        ended_at=START if phase is Phase.CLOSED else None, **more,
    )  # fmt: skip


def stands(viewing: Viewing) -> ViewingStatus:
    return status_of(viewing, Counts(999, {0: 999}, 999), ("no longer " * 40, "could not " * 40), START)


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
    kept = SavedAnswer(viewing=viewing, cue=cue, answer=answer, replaced=True, joined=True, answered=999)
    shown = Revealed(cue=replace(cue, state=State.REVEALED), answers=(Shown(answer, BIG),) * 3)
    assert_fits(cards.viewing_card(stands(viewing), START, private=True, leader_note=note))
    assert_fits(cards.opening_card(viewing, timedelta(hours=1)))
    assert_fits(cards.prompt_card(viewing, cue, RUNTIME))
    standing = Standing(added=False, pinged=True, refused="the thread is full: it takes 1,000 members")
    there = Whereabouts(status=stands(viewing), standing=standing, newest=cue, newest_message_id=BIG)
    for told in (joining.joined_card(there, again=True), joining.where_card(there, START), joining.ended_card(there)):
        assert_fits(told)
    assert_fits(cards.direct_card(viewing, cue))
    assert_fits(cards.status_card(stands(viewing), START))
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


@pytest.mark.parametrize("draw", [cards.aside_card, "whole"], ids=["note", "question"])
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
    long = cards.viewing_card(stands(viewing), START, private=True, leader_note=filled("a b ", 8_000))
    assert {"Whole question", "Whole note"} <= set(labels(long))
    assert "Whole note" not in labels(cards.viewing_card(stands(viewing), START, leader_note="Wait."))
    assert "Whole question" in labels(cards.prompt_card(viewing, viewing.cues[0]))


@pytest.mark.parametrize("mode", Mode)
def test_what_the_pack_warns_of_stands_on_the_card_until_the_film_starts(mode: Mode) -> None:
    shelf = Shelf([hive(content_note="A *wasp* attacks the hive.")])
    film = shelf.find("bees/the-hive")
    assert film
    programme = programme_of(shelf, film)
    before = replace(longest_viewing("x", mode, Phase.BEFORE), programme=programme, cues=cues_of(programme), place=None)
    warned = "**Content note:** A \\*wasp\\* attacks the hive."
    assert warned in said(cards.viewing_card(stands(before), START))
    assert warned in said(cards.opening_card(before))
    assert "Content note" not in said(cards.viewing_card(stands(replace(before, phase=Phase.DURING)), START))


@pytest.mark.parametrize(("seconds", "late"), [(0, False), (14, False), (15, True), (600, True)])
def test_t02_a_prompt_that_comes_after_its_moment_says_so(seconds: int, late: bool) -> None:
    shelf = Shelf([hive()])
    film = shelf.find("bees/the-hive")
    assert film
    programme = programme_of(shelf, film)
    cue: Cue = replace(cues_of(programme)[3], state=State.OPEN, film_time=VOICES_AT + timedelta(seconds=seconds))
    assert ("-# Meant for 5:00 of the film; it comes late." in phrases.question(cue, programme, 7)) is late


def test_t02_a_prompt_asked_in_time_but_posted_late_says_so_too() -> None:
    viewing = replace(longest_viewing("x", Mode.GROUP, Phase.DURING), facilitator_id=ADA.id)
    cue = replace(viewing.cues[1], at=VOICES_AT, film_time=VOICES_AT)
    assert "late" not in said(cards.prompt_card(viewing, cue, VOICES_AT))
    assert "Meant for 5:00 of the film; it comes late." in said(
        cards.prompt_card(viewing, cue, VOICES_AT + timedelta(minutes=3))
    )


@pytest.mark.parametrize("sign", SIGNS.values(), ids=SIGNS)
def test_a_form_shows_its_question_whole_where_it_has_room_and_never_too_much(sign: str) -> None:
    viewing = longest_viewing(sign, Mode.GROUP, Phase.BEFORE)
    cue = viewing.cues[0]
    for form in (text_form(viewing, cue, None), why_form(viewing, cue, cue.prompt.probe or "", None)):
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
