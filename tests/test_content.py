"""The packs that ship are sound, and every card of them fits Discord."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from discord import ui

from bot.chat.cards import Card
from bot.library import cards
from bot.library.sheets import sheet_of
from bot.packs.citing import reference
from bot.packs.format.model import Guide, Kind, Question, Verdict
from bot.packs.search.ranking import Ranked
from bot.packs.shelf.shelves import Item, Shelf
from bot.packs.shelf.shipped import read_shipped
from tests.fits import assert_fits

CONTENT = Path(__file__).parents[1] / "content"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    shelves = asyncio.run(read_shipped(CONTENT))
    assert shelves.problems == ()
    return shelves.of(None)


def test_both_packs_are_on_the_shelf(shelf: Shelf) -> None:
    assert set(shelf.packs) == {"social-credit-on-film", "how-documentaries-persuade"}


def test_every_card_of_every_entry_fits(shelf: Shelf) -> None:
    seen = 0
    for item in shelf.items:
        for card in every_card(item, shelf):
            assert_fits(card)
            seen += 1
    assert seen > 2 * len(shelf.items)


def every_card(item: Item, shelf: Shelf) -> Iterator[Card]:
    sheet = sheet_of(item, shelf)
    for leaf in range(len(sheet.leaves)):
        for by in (None, 2**62):
            yield cards.sheet_card(sheet, shelf, leaf, shared_by=by, note="This stays private. " * 4)


def test_every_comparison_and_browsing_card_fits(shelf: Shelf) -> None:
    films = shelf.of_kind(Kind.FILM)
    for first in films:
        for second in films:
            if first is not second:
                for page in range(3):
                    assert_fits(cards.compare_card(shelf, first, second, page))
    assert_fits(cards.packs_card(shelf, 0, ("a problem " * 30,) * 9))
    for pack in shelf.packs.values():
        assert_fits(cards.pack_card(shelf, pack, ("a problem " * 30,) * 9))
        for kind in Kind:
            assert_fits(cards.kind_card(shelf, pack, kind, 0))
    found, title = Ranked(list(shelf.items[:25]), {" the ": 1.0}), cards.found_title("x" * 100)
    assert_fits(cards.found_card(shelf, found, title, cards.found_lines(shelf, found, title)))


def test_every_link_between_entries_leads_somewhere(shelf: Shelf) -> None:
    for item in shelf.items:
        for other in sheet_of(item, shelf).related:
            assert shelf.find(other.value) is other


def test_the_larger_pack_has_what_learning_needs(shelf: Shelf) -> None:
    pack = shelf.packs["social-credit-on-film"]
    assert len(pack.questions) >= 40
    assert pack.paths
    assert pack.statements
    assert pack.timeline
    assert any(explainer.timeline for explainer in pack.explainers)
    assert all(2 <= len(explainer.goals) <= 3 for explainer in pack.explainers)


def test_a_guide_that_fits_any_film_ships(shelf: Shelf) -> None:
    guides = [item.entry for item in shelf.of_kind(Kind.GUIDE)]
    assert any(isinstance(guide, Guide) and guide.any_film for guide in guides)
    for guide in guides:
        assert isinstance(guide, Guide)
        assert guide.film or any(prompt.again for prompt in guide.prompts), guide.id


def test_the_first_pack_holds_what_the_article_and_an_evening_need(shelf: Shelf) -> None:
    pack = shelf.packs["social-credit-on-film"]
    assert [film.status for film in pack.films].count("unverified") == 3
    assert len(pack.films) >= 3 + 8
    assert len(pack.explainers) >= 12
    assert len(pack.glossary) >= 16
    assert len(pack.polls) >= 10
    assert len({guide.film for guide in pack.guides if guide.film}) >= 4
    assert len([guide for guide in pack.guides if not guide.film]) >= 3


def test_the_second_pack_looks_beyond_old_and_western_films(shelf: Shelf) -> None:
    pack = shelf.packs["how-documentaries-persuade"]
    assert len(pack.questions) >= 20
    assert len([film for film in pack.films if (film.year or 0) > 2010]) >= 3
    assert pack.paths
    assert pack.statements
    triumph = next(film for film in pack.films if film.id == "triumph-of-the-will")
    assert triumph.guide in {guide.id for guide in pack.guides if guide.film == triumph.id}


def test_at_least_a_quarter_of_the_claims_hold_or_mostly_hold(shelf: Shelf) -> None:
    verdicts = [claim.verdict for pack in shelf.packs.values() for claim in pack.claims]
    assert None not in verdicts
    hold = [verdict for verdict in verdicts if verdict in (Verdict.TRUE, Verdict.MOSTLY_TRUE)]
    assert len(hold) >= len(verdicts) / 4


def test_the_library_begins_with_the_first_path_of_each_pack_and_says_whose_it_is(shelf: Shelf) -> None:
    begin = next(text for text in texts(cards.packs_card(shelf, 0)) if text.startswith("**New to this? Start here**"))
    firsts = [f"- **{pack.paths[0].title} — {pack.title}** · " for pack in shelf.packs.values()]
    assert [line[: len(first)] for line, first in zip(begin.splitlines()[1:], firsts, strict=False)] == firsts
    for pack in shelf.packs.values():
        assert any(f"- **{pack.paths[0].title}** · " in text for text in texts(cards.pack_card(shelf, pack)))


def texts(card: Card) -> list[str]:
    return [child.content for child in card.walk_children() if isinstance(child, ui.TextDisplay)]


def test_every_guide_can_be_short_opens_the_film_and_asks_something_again(shelf: Shelf) -> None:
    for pack in shelf.packs.values():
        for guide in pack.guides:
            phases = Counter(prompt.phase for prompt in guide.prompts)
            assert min(phases[phase] for phase in ("before", "during", "after")) >= 4, guide.id
            assert len(guide.short) == 5, guide.id
            short = {prompt.phase for prompt in guide.prompts if prompt.id in guide.short}
            assert short == {"before", "during", "after"}, guide.id
            assert any(prompt.at == "0:00" for prompt in guide.prompts), guide.id
            assert any(prompt.again for prompt in guide.prompts), guide.id


def test_the_result_of_a_poll_before_the_film_does_not_colour_the_one_after(shelf: Shelf) -> None:
    pairs = [poll for pack in shelf.packs.values() for poll in pack.polls if poll.pair]
    assert len(pairs) >= 5
    assert {poll.results for poll in pairs} == {"after_close"}


STRATEGIES: dict[str, Callable[[int, str], float]] = {
    "the first": lambda at, _text: -at,
    "the last": lambda at, _text: at,
    "the longest": lambda _at, text: len(text),
    "the shortest": lambda _at, text: -len(text),
    "the most words": lambda _at, text: len(text.split()),
    "the most hedged": lambda _at, text: len(HEDGES.findall(text)),
}
HEDGES = re.compile(
    r"\b(?:may|might|could|can|some|sometimes|often|mostly|most|partly|about|perhaps|usually|many|few|seems?|likely|"
    r"mainly|not always|in part|at least|at first|local|reported|announced|known)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_questions_are_not_answered_by_the_looks_of_their_options(shelf: Shelf, strategy: str) -> None:
    for pack in shelf.packs.values():
        questions = [question for question in pack.questions if question.kind == "one"]
        found = sum(share_of_right(question, STRATEGIES[strategy]) for question in questions)
        chance = sum(1 / len(question.options) for question in questions)
        assert (found - chance) / len(questions) <= 0.1, pack.id


def share_of_right(question: Question, liking: Callable[[int, str], float]) -> float:
    """How far somebody who picks the option they like best is right; where they like several, one of them by lot."""
    likes = [liking(at, option.text) for at, option in enumerate(question.options)]
    liked = [option for option, like in zip(question.options, likes, strict=True) if like == max(likes)]
    return sum(bool(option.right) for option in liked) / len(liked)


def test_every_wrong_option_says_what_whoever_takes_it_mistakes(shelf: Shelf) -> None:
    for pack in shelf.packs.values():
        for question in pack.questions:
            if question.kind in ("one", "several"):
                assert [option.text for option in question.options if not option.right and not option.because] == []
            assert question.about, question.id
            assert question.sources, question.id


def test_no_text_holds_two_spaces_or_an_exclamation_mark(shelf: Shelf) -> None:
    for item in shelf.items:
        for leaf in sheet_of(item, shelf).leaves:
            assert "  " not in leaf.text + leaf.foot, item.value
            assert "!" not in leaf.text.replace("](", ""), item.value


def test_no_two_sources_of_a_pack_read_alike(shelf: Shelf) -> None:
    for pack in shelf.packs.values():
        told = Counter(reference(source, 100) for source in pack.sources.values())
        assert [label for label, count in told.items() if count > 1] == []
