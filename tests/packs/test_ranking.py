"""A search ranks entries by the words that were typed and shows where they stand; without one nothing matches."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import convert
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from bot.chat import limits
from bot.chat.cards import Card
from bot.errors import Refusal
from bot.library.cards import found_card, found_lines, found_title
from bot.packs.format.model import Kind, Pack
from bot.packs.search.excerpts import excerpt
from bot.packs.search.kin import family
from bot.packs.search.pack_index import texts_of
from bot.packs.search.ranking import Ranked
from bot.packs.search.word_forms import SMALL, fold, seen, stem
from bot.packs.shelf.shelves import Item, Shelf, search_offer
from bot.packs.shelf.shipped import read_shipped
from tests.fits import assert_fits
from tests.samples import ants, bees

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def shipped() -> Shelf:
    return asyncio.run(read_shipped(CONTENT)).of(None)


WARNED = "Water rises when rain falls on frozen ground. Then towns are warned."
POACHER = "Rights go with the bank. Laolai is what a poacher was called."


def rivers(**changes: Any) -> Pack:
    """A pack whose names and texts share words."""
    return convert(
        {
            "format": 1,
            "id": "rivers",
            "version": "1.0.0",
            "title": "Rivers on film",
            "films": [
                {
                    "id": "long-water",
                    "title": "Long Water",
                    "status": "verified",
                    "makers": "Ina Holm",
                    "summary": "A year on Norway's longest river.",
                },
                {
                    "id": "the-dam",
                    "title": "The Dam",
                    "status": "verified",
                    "summary": "Long before, water ran here. See long pictures of water.",
                },
            ],
            "explainers": [
                {"id": "floods", "title": "Why rivers flood", "lead": WARNED},
                {"id": "fish", "title": "Fishing rights", "aliases": ["who may fish"], "lead": POACHER},
            ],
            "glossary": [
                {
                    "id": "laolai",
                    "term": "Bad payer",
                    "native": "老赖",
                    "reading": "lǎolài",
                    "definition": "Somebody who does not pay.",
                },
                {"id": "oxbow", "term": "Ox bow lake", "definition": "A bend that was cut off."},
            ],
            "claims": [
                {
                    "id": "drink",
                    "claim": "You can drink Norway's rivers.",
                    "verdict": "partly",
                    "note": "Not below towns.",
                }
            ],
        }
        | changes,
        Pack,
    )


def card(shelf: Shelf, query: str, ranked: Ranked[Item]) -> Card:
    title = found_title(query)
    return found_card(shelf, ranked, title, found_lines(shelf, ranked, title))


def found(shelf: Shelf, typed: str) -> list[str]:
    return [item.entry.id for item in shelf.search_all(typed).things]


def shows(shelf: Shelf, typed: str, limit: int = 200) -> list[str]:
    ranked = shelf.search_all(typed)
    return [excerpt(item.entry, ranked.patterns, limit) for item in ranked.things]


def test_i26_a_name_that_holds_the_words_comes_before_texts_that_do() -> None:
    assert found(Shelf([rivers()]), "long water")[:2] == ["long-water", "the-dam"]


def test_i26_whole_questions_find_what_answers_them() -> None:
    shelf = Shelf([rivers(), bees()])
    for question, answer in {
        "who made long water": "long-water",
        "What is the Long Water about?": "long-water",
        "why do rivers flood": "floods",
        "can you drink from norways river": "drink",
        "what does laolai mean": "laolai",
        "how are towns warned": "floods",
    }.items():
        assert found(shelf, question)[0] == answer, question


def test_i26_small_words_neither_find_anything_nor_count_against_a_name() -> None:
    shelf = Shelf([rivers()])
    assert found(shelf, "what is the") == []
    assert found(shelf, "who") == []
    assert found(shelf, "what is the fishing of it all about") == found(shelf, "fishing")


def test_a_name_of_small_words_alone_is_found_by_it_whole() -> None:
    us = {"films": [{"id": "us", "title": "Us", "status": "verified", "summary": "Two families."}]}
    assert found(Shelf([rivers(**us)]), "Us") == ["us"]


def test_i26_syllables_that_were_split_are_joined_and_joined_ones_split() -> None:
    shelf = Shelf([rivers()])
    assert found(shelf, "lao lai")[0] == "laolai"
    assert found(shelf, "oxbow lake")[0] == "oxbow"
    assert found(shelf, "fishingrights")[0] == "fish"
    assert found(shelf, "老赖") == ["laolai"]


def test_i26_claims_and_terms_are_found_by_their_aliases() -> None:
    aliased = {
        "claims": [{"id": "eels", "claim": "Eels climb dams.", "aliases": ["fish ladders", "ålar"]}],
        "glossary": [{"id": "weir", "term": "Weir", "reading": "wir", "aliases": ["low barrage"]}],
    }
    shelf = Shelf([rivers(**aliased)])
    assert found(shelf, "what is a fish ladder")[0] == "eels"
    assert found(shelf, "alar") == ["eels"]
    assert found(shelf, "barrages")[0] == "weir"
    assert [item.entry.id for item in shelf.search("low bar", Kind.TERM)] == ["weir"]


def test_i26_a_date_comes_after_an_entry_whose_name_holds_the_words_as_well() -> None:
    opened = {"id": "opened", "date": "1991", "text": "The Dam opens."}
    assert found(Shelf([rivers(timeline=[opened])]), "the dam opens in 1991")[0] == "opened"
    assert found(Shelf([rivers(timeline=[opened])]), "what is the dam")[:2] == ["the-dam", "opened"]


def test_i26_what_only_asks_comes_after_what_answers_unless_it_is_asked_for() -> None:
    poll = {"id": "ladder", "question": "Fishing rights for all?", "options": ["All", "None"]}
    shelf = Shelf([rivers(polls=[poll])])
    assert found(shelf, "fishing rights") == ["fish", "ladder"]
    assert found(shelf, "poll about fishing rights")[0] == "ladder"
    assert found(shelf, "fishing rights for all")[0] == "ladder"


def test_i26_a_question_of_what_should_be_finds_the_poll_that_asks_it() -> None:
    dams = {
        "explainers": [{"id": "gone", "title": "Why the old dams of the north may go"}],
        "polls": [{"id": "go", "question": "Should old dams go?", "options": ["Yes", "No"]}],
    }
    shelf = Shelf([rivers(**dams)])
    assert found(shelf, "why old dams went")[0] == "gone"
    assert found(shelf, "should old dams be taken away")[0] == "go"


def test_i26_a_small_word_that_a_name_has_decides_between_names_that_hold_the_others() -> None:
    claims = [
        {"id": "some", "claim": "Eels like dams."},
        {"id": "same", "claim": "Eels like the same dams."},
        {"id": "true", "claim": "Eels like a dam of true size."},
    ]
    shelf = Shelf([rivers(claims=claims)])
    assert found(shelf, "eels and dams")[0] == "some"
    assert found(shelf, "is it the same dam for the eels")[0] == "same"
    assert found(shelf, "is the dam of the eels real")[0] == "true"


def test_i26_a_question_of_the_packs_own_words_finds_what_is_about_nothing_else() -> None:
    about = [
        {"id": "norwegian", "title": "Rivers of Norway on film, an overview", "lead": "Rivers, rivers, rivers."},
        {"id": "river", "title": "What a river is", "lead": "Water that runs."},
    ]
    assert found(Shelf([rivers(explainers=about)]), "whats a river")[0] == "river"


def test_i26_a_word_that_grew_out_of_another_finds_it_in_a_name() -> None:
    shelf = Shelf([rivers(glossary=[{"id": "debt", "term": "Debtor"}, {"id": "county", "term": "County"}])])
    assert found(shelf, "what are debts")[0] == "debt"
    assert found(shelf, "debtors") == ["debt"]


def test_i26_a_word_finds_a_name_in_which_people_use_another_for_it() -> None:
    claims = [{"id": "young", "claim": "Children may fish."}, {"id": "old", "claim": "Grown men may fish."}]
    shelf = Shelf([rivers(claims=claims)])
    assert found(shelf, "can kids fish")[0] == "young"
    assert found(shelf, "movie about water")[0] == found(shelf, "film about water")[0]


def test_i26_a_question_of_yes_or_no_is_answered_by_a_claim_first() -> None:
    eels = {
        "explainers": [{"id": "about-eels", "title": "Eels at dams"}],
        "claims": [{"id": "like", "claim": "Eels like dams."}],
    }
    shelf = Shelf([rivers(**eels)])
    assert found(shelf, "eels and dams")[0] == "about-eels"
    assert found(shelf, "so are eels near dams")[0] == "like"
    german = Shelf([rivers(language="de", **eels)])
    assert found(german, "was eels dams")[0] == "about-eels"


def test_i26_a_question_of_when_is_answered_by_a_date_first() -> None:
    weir = {
        "explainers": [{"id": "building", "title": "A weir built of stones, wood and clay"}],
        "timeline": [{"id": "built", "date": "1991", "text": "A weir built."}],
    }
    shelf = Shelf([rivers(**weir)])
    assert found(shelf, "how is a weir built")[0] == "building"
    assert found(shelf, "when was a weir built")[0] == "built"


def test_i26_a_film_is_found_by_its_year() -> None:
    films = [
        {"id": "first", "title": "The Weir", "status": "verified", "year": 1960, "summary": "Water."},
        {"id": "second", "title": "The Weir", "status": "verified", "year": 1991, "summary": "Water."},
    ]
    shelf = Shelf([rivers(films=films)])
    assert found(shelf, "the weir 1991")[0] == "second"
    assert found(shelf, "the weir 1960")[0] == "first"


@pytest.mark.parametrize(
    ("one", "other"),
    [("movie", "movies"), ("country", "countries"), ("policy", "policies"), ("take", "taken"), ("child", "children")],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_that_differ_by_a_last_letter_alone_are_two() -> None:
    assert stem("party") != stem("part")


def test_i26_a_film_is_found_by_who_made_it() -> None:
    named = {"id": "holm", "title": "Interviews", "lead": "Ina Holm, Ina Holm and Ina Holm again."}
    assert found(Shelf([rivers(explainers=[named])]), "ina holm")[0] == "long-water"


def test_i26_plurals_and_possessives_find_the_same(shipped: Shelf) -> None:
    shelf = Shelf([rivers()])
    for typed in ("norway", "norways", "Norway's", "Norway\u2019s"):
        assert set(found(shelf, typed)) == {"long-water", "drink"}, typed
    for typed in ("flooding", "floods", "flooded"):
        assert found(shelf, typed) == ["floods"], typed
    assert "perks-loans" in found(shipped, "loan")


def test_i26_a_slip_in_one_word_of_a_question_does_no_harm(shipped: Shelf) -> None:
    assert found(shipped, "who made totl trust")[0] == "total-trust"
    assert found(shipped, "what is the kuleshow efect")[0] == "kuleshov-effect"


@pytest.mark.parametrize(
    "typed", ["", "🎬🐝", "!?§ %", "\u200b\u2060", "\ud800", "_", "\n", "zeppelin xyzzy", "x" * 2_000]
)
def test_i26_what_shares_no_letters_or_words_with_anything_matches_nothing(typed: str, shipped: Shelf) -> None:
    assert shipped.search_all(typed).things == []
    assert shipped.about(typed).things == []
    if typed.strip():
        assert shipped.search(typed, Kind.FILM) == []


def test_zero_width_text_inside_of_a_word_does_not_part_it(shipped: Shelf) -> None:
    assert found(shipped, "total tru\u200bst\ufeff")[0] == "total-trust"
    assert seen("\u202etotal\u200b \n trust\ud800") == "total trust"


def test_i26_each_result_shows_the_sentence_in_which_the_words_stand_with_the_words_marked() -> None:
    shelf = Shelf([rivers()])
    assert shows(shelf, "towns warned")[0] == "Then **towns** are **warned**."
    assert shows(shelf, "long water")[1] == "**Long** before, **water** ran here."
    assert shows(shelf, "who may fish")[0] == "Also: who may **fish**"
    assert shows(shelf, "frozen ground")[0] == "Water rises when rain falls on **frozen ground**."
    assert shows(shelf, "老赖") == ["Also: **老赖**"]


def test_what_a_sentence_holds_is_text_and_nothing_else() -> None:
    odd = "See *all* of [this](https://rivers.example/water) > @everyone, the water_mark || `water`."
    explainers = [{"id": "odd", "title": "Marks", "lead": odd}]
    (shown,) = shows(Shelf([rivers(explainers=explainers, films=[])]), "water")
    assert shown == (
        r"See \*all\* of \[this\](https://rivers.example/water) \> @everyone, the **water**\_mark \|\| \`**water**\`."
    )


def test_a_long_sentence_is_cut_around_its_words_and_keeps_to_its_room() -> None:
    lead = f"{'On and on it goes ' * 30}until the heron comes, {'and on and on it goes ' * 30}."
    shelf = Shelf([rivers(explainers=[{"id": "long", "title": "Long", "lead": lead}])])
    (shown,) = shows(shelf, "heron", 80)
    assert "**heron**" in shown
    assert shown.startswith("… ")
    assert shown.endswith("…")
    assert len(shown) <= 80


def test_25_results_with_texts_that_must_be_escaped_fit_a_card(shipped: Shelf) -> None:
    assert_fits(card(shipped, "social credit", shipped.search_all("social credit in china")))
    stars = [
        {"id": f"s{n}", "title": f"{'*_' * 48} {n}", "status": "unverified", "summary": f"star {'*|_`~ ' * 300}."}
        for n in range(30)
    ]
    shelf = Shelf([rivers(films=stars)])
    ranked = shelf.search_all("star")
    assert len(ranked.things) == 25
    assert_fits(card(shelf, "*" * 100, ranked))


def test_a_message_is_explained_by_the_names_in_it_first(shipped: Shelf) -> None:
    def about(text: str) -> list[str]:
        return [item.entry.id for item in shipped.about(text).things]

    assert about("We saw Total Trust yesterday. People there talk of loans and trains and a score.")[0] == "total-trust"
    assert about("The Kuleshov effect: an edit changes what we see in the face.")[0] == "kuleshov-effect"
    assert about("See you at eight, bring crisps") == []
    text = " ".join(item.entry.name for item in shipped.items)
    assert len(about(text)) == 10
    assert_fits(card(shipped, text, shipped.about(text)))


def test_one_word_of_another_name_does_not_make_a_message_be_about_an_entry() -> None:
    claims = [{"id": "eels", "claim": "Eels climb dams.", "aliases": ["old fish ladders", "silver eel"]}]
    shelf = Shelf([rivers(claims=claims, glossary=[], explainers=[])])
    assert [item.entry.id for item in shelf.about("We bought a ladder.").things] == []
    assert [item.entry.id for item in shelf.about("We met a silver eel.").things] == ["eels"]


def test_i26_a_film_that_nobody_has_is_not_answered_with_one_that_shares_nothing(shipped: Shelf) -> None:
    with pytest.raises(Refusal) as refused:
        shipped.choose("Oppenheimer", Kind.FILM)
    assert "none with a name like it" in str(refused.value)
    assert "nearest" not in str(refused.value)
    assert refused.value.offer == ("Search for “Oppenheimer”", "search:Oppenheimer")
    with pytest.raises(Refusal) as refused:
        shipped.choose("totaltrsut", Kind.FILM)
    assert str(refused.value).endswith("The nearest: **Total Trust**.")
    assert refused.value.offer is None
    with pytest.raises(Refusal) as refused:
        shipped.choose("a low score", Kind.CLAIM)
    assert ".**" not in str(refused.value), "a claim is named within a sentence, without its full stop"


@pytest.mark.parametrize("typed", ["Weathering With You", "Inception", "Barbie", "Titanic", "Casablanca"])
def test_i26_the_name_of_a_film_that_nobody_has_is_no_slip_for_words_of_texts(typed: str, shipped: Shelf) -> None:
    assert found(shipped, typed) == []


def test_what_has_no_letters_is_told_so_and_nothing_is_offered(shipped: Shelf) -> None:
    for typed in ("🎬", "\u200b", "?"):
        with pytest.raises(Refusal, match="no letters") as refused:
            shipped.choose(typed, Kind.TERM)
        assert refused.value.offer is None


@given(st.text(max_size=300))
def test_the_offer_to_search_fits_a_button_whatever_was_typed(typed: str) -> None:
    if offer := search_offer(seen(typed)):
        label, custom_id = offer
        assert 1 <= limits.length(label) <= limits.BUTTON_LABEL
        assert limits.length(custom_id) <= limits.CUSTOM_ID


SHELF = Shelf([bees(), ants(), rivers()])
SAID = sorted({word for item in SHELF.items for word in fold(item.entry.name).split()})
TYPED = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(st.sampled_from([*SAID, *sorted(SMALL)[::20]]), st.text(max_size=8)), max_size=12).map(" ".join),
)


@given(TYPED)
@example("00:UNIT")  # people who say "united" mean "together"
def test_i26_a_result_always_shares_a_word_or_one_near_it_with_what_was_typed(typed: str) -> None:
    ranked = SHELF.search_all(typed)
    for item in ranked.things:
        assert shares(item, typed), (typed, item.value)
        assert limits.length(excerpt(item.entry, ranked.patterns, 100)) <= 100
    if ranked.things:
        assert_fits(card(SHELF, seen(typed), ranked))


@given(TYPED)
def test_looking_up_any_text_ends_in_an_entry_or_a_sentence(typed: str) -> None:
    SHELF.about(typed)
    SHELF.search(typed, Kind.FILM)
    for kind in Kind:
        try:
            SHELF.choose(typed, kind)
        except Refusal as refused:
            assert limits.length(str(refused)) <= limits.CONTENT  # noqa: PT017 - either outcome is right


def shares(item: Item, typed: str) -> bool:
    """Whether an entry holds a word that was typed or joined, one used for it, one it is part of, or one like it."""
    held = {word for text in (*texts_of(item.entry), item.entry.id, item.pack.title) for word in fold(text).split()}
    words = fold(typed).split()
    wanted = {*words, *map("".join, pairwise(words))} - SMALL
    if any(near(word, other) for word in wanted for other in held):
        return True
    whole = "".join(words)
    names = (fold(name).replace(" ", "") for name in (item.entry.name, *item.entry.other_names, item.entry.id))
    return any(fuzz.partial_ratio(whole, name) >= 60 for name in names)


def near(word: str, other: str) -> bool:
    alike = OSA.normalized_similarity(stem(word), stem(other)) >= 0.6 or stem(other) in family(stem(word))
    return alike or other.startswith(word) or (len(other) > 1 and word.startswith(stem(other)))
