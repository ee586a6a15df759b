"""What can be asked of a pack: it never shows its answer, has a source, and stays the same item in every version."""

from dataclasses import replace
from functools import cache

import pytest

from bot.chat import limits
from bot.packs.format.model import Claim, Kind, Pack, Term, Verdict
from bot.packs.search.word_forms import fold
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.finding import find_item, items_about, items_of, items_to_learn, items_to_learn_of, to_review
from bot.quizzes.items.kinds import KINDS
from bot.quizzes.items.kinds.terms import BLANK, without_own_words
from bot.quizzes.items.model import QuizItem, Way
from bot.quizzes.items.phrases import answer_text, option_label, question_text, slips_text
from bot.quizzes.items.rules import placed
from tests.budgets import budget
from tests.quizzes.packs import made_up, shipped


@cache
def packs() -> tuple[Pack, ...]:
    return *shipped(), *(made_up(seed) for seed in range(budget(60, 2_000)))


def with_claim(verdict: Verdict | None, **more: object) -> Pack:
    claim = Claim(id="c", claim="Bees sleep.", verdict=verdict, note="They rest.", sources=("X210",))
    return replace(shipped()[1], claims=(replace(claim, **more),), explainers=(), questions=(), glossary=())


def asked_as(pack: Pack, kind: str) -> QuizItem:
    (item,) = [item for item in items_of(pack) if item.kind == kind]
    return item


def test_the_packs_that_ship_can_be_asked_in_every_kind() -> None:
    for kind in KINDS:
        assert any(item.kind == kind for pack in shipped() for item in items_of(pack)), kind


def test_every_answer_has_a_reason_and_a_source_of_its_pack() -> None:
    for pack in packs():
        for item in items_of(pack):
            assert item.reason, item.id
            assert item.sources, item.id
            assert set(item.sources) <= pack.sources.keys(), item.id


def test_every_item_has_an_answer_to_choose_or_to_remember() -> None:
    for pack in packs():
        for item in items_of(pack):
            assert item.answer
            assert bool(item.options) == (item.way is not Way.RECALL)
            assert item.is_right(item.right)
            assert len(item.right) == (1 if item.way is Way.ONE else len(item.right))


def test_no_item_shows_its_answer() -> None:
    for pack in packs():
        for item in items_of(pack):
            told = f" {fold(item.text)} "
            if isinstance(item.entry, Term):
                assert f" {fold(item.entry.term)} " not in told, item.id
                assert all(f" {fold(name)} " not in told for name in item.entry.other_names if item.kind == "meaning")
            elif item.kind == "question" and item.way is not Way.ORDER:
                right = [item.options[place].text for place in item.right] or [item.answer]
                wrong = [option.text for option in item.options if not option.right]
                shows = [all(f" {fold(text)} " in told for text in texts) for texts in (right, wrong)]
                assert shows != [True, False] or not wrong, item.id


def test_ids_are_all_different_and_lead_back_to_their_item() -> None:
    for pack in packs():
        items, shelf = items_of(pack), Shelf([pack])
        assert len({item.id for item in items}) == len(items)
        for item in items:
            found = find_item(shelf, item.id)
            assert found
            assert (found.id, found.digest, found.text) == (item.id, item.digest, item.text)


@pytest.mark.parametrize(
    "item_id", ["", "x", "a/b", "made-up/c0/verdict-1", "made-up/c0/made-up", "a/b/c/d", "//", "-"]
)
def test_an_id_that_nobody_made_leads_nowhere(item_id: str) -> None:
    assert find_item(Shelf([made_up(3)]), item_id) is None


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_asked_as_one_of_four(verdict: Verdict) -> None:
    item = asked_as(with_claim(verdict), "verdict")
    assert [option.text for option in item.options] == ["Holds", "Partly", "Does not hold", "Not known or contested"]
    assert len(item.right) == 1


def test_what_is_misleading_counts_as_partly() -> None:
    item = asked_as(with_claim(Verdict.MISLEADING), "verdict")
    assert item.answer == "Partly (verdict: misleading)"


def test_only_the_four_clear_verdicts_are_asked_with_yes_or_no() -> None:
    asked = {v for v in Verdict if any(item.kind == "holds" for item in items_of(with_claim(v)))}
    assert asked == {Verdict.TRUE, Verdict.MOSTLY_TRUE, Verdict.MOSTLY_FALSE, Verdict.FALSE}


def test_a_claim_without_a_verdict_or_without_any_source_is_not_asked() -> None:
    assert items_of(with_claim(None)) == []
    assert items_of(with_claim(Verdict.TRUE, sources=())) == []


def test_a_digest_changes_with_the_fact_and_with_nothing_else() -> None:
    item = asked_as(with_claim(Verdict.FALSE), "verdict")
    same = asked_as(with_claim(Verdict.FALSE, claim="Bees sleep", searched="Everywhere."), "verdict")
    assert (item.id, item.digest) == (same.id, same.digest)
    assert asked_as(with_claim(Verdict.MOSTLY_FALSE), "verdict").digest != item.digest
    assert asked_as(with_claim(Verdict.FALSE, note="They rest at night."), "verdict").digest != item.digest
    assert asked_as(with_claim(Verdict.MOSTLY_FALSE), "verdict").in_short == "mostly false"


def test_a_term_says_nothing_of_itself_nor_of_its_other_names() -> None:
    term = Term(
        id="t", term="Staging", native="舞台", aliases=("set-up scenes",),
        definition="Staged scenes, or set-up scenes (舞台), are arranged so that they can be filmed by a staging team.",
    )  # fmt: skip
    told = without_own_words(term)
    assert told
    assert told.count(BLANK) == 4
    assert "tag" not in told.lower()
    assert "舞" not in told


def test_a_term_of_which_nothing_would_be_left_is_not_asked() -> None:
    assert without_own_words(Term(id="t", term="Hive law", definition="The laws of hives.")) is None


def test_a_term_has_three_others_beside_it_and_is_to_be_remembered_where_there_are_fewer() -> None:
    pack = shipped()[1]
    assert {len(item.options) for item in items_of(pack) if item.kind == "meaning"} == {4}
    few = replace(pack, glossary=pack.glossary[:3])
    assert {item.way for item in items_of(few) if item.kind == "meaning"} == {Way.RECALL}


def test_the_other_options_of_a_term_are_real_terms_of_its_pack() -> None:
    for pack in packs():
        terms = {term.term for term in pack.glossary}
        for item in items_of(pack):
            if item.kind in ("meaning", "script"):
                assert {option.text for option in item.options} <= terms


def test_a_fact_is_reviewed_once_however_it_was_asked() -> None:
    for pack in packs():
        kept = items_to_learn_of(pack)
        assert not {item.kind for item in kept} & {"holds", "point"}
        assert {item.id for item in to_review(items_of(pack)) if item.kind != "point"} == {item.id for item in kept}


def test_an_entry_is_learned_by_its_questions_claims_and_terms() -> None:
    shelf = Shelf(shipped())
    explainer = shelf.of_kind(Kind.EXPLAINER, shipped()[1].id)[0]
    assert {item.kind for item in items_to_learn(shelf, explainer)} >= {"question", "verdict", "meaning"}
    claim = shelf.of_kind(Kind.CLAIM)[0]
    assert [item.kind for item in items_to_learn(shelf, claim)] == ["verdict"]
    path = shelf.of_kind(Kind.PATH, shipped()[1].id)[0]
    assert len(items_to_learn(shelf, path)) > len(items_to_learn(shelf, shelf.linked(path)[0]))


def test_what_is_asked_about_an_entry_is_about_it() -> None:
    for pack in shipped():
        shelf = Shelf([pack])
        for named in shelf.items:
            items = list(items_about(shelf, named))
            assert len({item.id for item in items}) == len(items)


@pytest.mark.parametrize("seed", range(3))
def test_every_text_about_an_item_fits_a_card(seed: int) -> None:
    for pack in packs():
        for item in items_of(pack):
            shown = placed(item, seed)
            slips = slips_text(item, range(len(item.options)))
            assert limits.length("\n".join((question_text(shown), answer_text(item), slips))) < 3_700, item.id
            labels = [option_label(shown, place) for place in range(len(shown.order))]
            assert len(set(labels)) == len(labels)
            assert all(0 < len(label) <= limits.BUTTON_LABEL for label in labels)


def test_what_is_longest_in_a_pack_still_fits() -> None:
    long = "_" * 8_000
    item = asked_as(with_claim(Verdict.FALSE, claim="*" * 300, note=long), "verdict")
    shown = placed(item, 0)
    assert limits.length(question_text(shown) + answer_text(item)) < 3_700
