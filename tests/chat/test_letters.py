"""What members and packs write can be read: nothing unseen, nothing that turns around, nothing piled up."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.letters import STRETCH, check_letters, suspects
from bot.errors import Refusal
from bot.packs.mistakes.service import Mistakes
from bot.polls.ballots import ballot_of
from bot.polls.drafts import Draft, checked
from bot.polls.terms import Ballot, Reason, Terms
from bot.viewings.answering import rules as answering
from bot.viewings.checking.rules import Sheet
from bot.viewings.checking.rules import checked as checked_sheet

SEEN_FORMATS = {*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD}
"""Signs around numbers and words, which Unicode counts among the format characters although they are drawn."""
BLANKS = [*"\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0", "\U0001d159", "\ufe00", "\ufe0f", "\U000e0100"]
ENGLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


def test_i20_format_characters_of_every_block_are_refused_at_their_place() -> None:
    every = map(chr, range(sys.maxunicode + 1))
    formats = [each for each in every if unicodedata.category(each) == "Cf" and ord(each) not in SEEN_FORMATS]
    assert len(formats) >= 150
    missed = [f"U+{ord(each):04X}" for each in (*formats, *BLANKS) if list(suspects(f"ab{each}c")) != [(2, each)]]
    assert missed == []


MARKS = [chr(c) for c in range(0x300, 0x1F000) if unicodedata.category(chr(c)) in ("Mn", "Me")]


def test_i20_marks_of_every_script_stacked_are_refused() -> None:
    known = [mark for mark in MARKS if not list(suspects(f"a{mark}"))]
    assert len(known) > 1_500
    missed = [f"U+{ord(mark):04X}" for mark in known if not list(suspects(f"a{mark * 20}b"))]
    assert missed == []


@given(st.lists(st.sampled_from(MARKS), min_size=11, max_size=40))
def test_i20_any_pile_of_marks_is_refused(marks: list[str]) -> None:
    assert list(suspects(f"a{''.join(marks)}"))


@pytest.mark.parametrize("pile", ["ྐྑྒྒྷྔ", "ְֱֲֳִ", "ًٌٍَُ"])
def test_i20_what_one_script_needs_is_no_room_for_piles_on_letters_of_another(pile: str) -> None:
    assert list(suspects(f"a{pile}"))
    assert list(suspects(f"a{pile[:2]}\u0301\u0e49\u0902"))


@pytest.mark.parametrize("mark", ["\u302e", "\U0001d165", "\U0001d16e"])
def test_i20_spacing_marks_that_take_no_space_are_counted_too(mark: str) -> None:
    assert list(suspects(f"a{mark * 20}"))
    assert not list(suspects(f"가{mark}"))


@pytest.mark.parametrize("between", ["\u200d", "\u200c", "\ufe0f"])
def test_i20_joiners_hide_no_pile(between: str) -> None:
    assert any(len(found) > 1 for _, found in suspects("क" + between.join("\u0301\u0302\u0303\u0304\u0305\u0306")))


@pytest.mark.parametrize(
    "text",
    [
        "Tiếng Việt: Nguyễn, ệ, ở", "ก็ที่น้ำ ปั๊ม", "בְּרֵאשִׁ֖ית שָׁלוֹם", "लड़कों र्ँ श्री", "བསྒྲུབས་ ཨོཾ་མ་ཎི་པདྨེ་ཧཱུྃ", "عَلَيْهِمُ ٱلسَّلَامُ اللّٰه",
        "လျှို့ဝှက်", "ស្ត្រី ខ្មែរ", "ᠮᠣᠩᠭᠣᠯ ᠪᠠᠢ᠌ᠨ᠎ᠠ", "葛\U000e0100城", "می‌خواهم", "ශ්‍රී", "ന്‍", "ه‍",
        ENGLAND, f"{ENGLAND} 🏴‍☠️", "👩‍👩‍👧‍👦 🏳️‍🌈 ⛹🏻‍♂️ 👁️‍🗨️", "1️⃣ #️⃣ ❤️ ☎︎ ↔️ 〰️", "Ελληνικά ΐ ᾧ", "Ǘ ṩ",
    ],
)  # fmt: skip
def test_i20_what_scripts_and_emoji_need_passes_composed_and_taken_apart(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert list(suspects(unicodedata.normalize(form, text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f3f4\U000e0075\U000e0073\U000e0074\U000e0078\U000e007f", "\U0001f3f4\U000e0067", "x\U000e0067\U000e007f",
        ",\ufe0f", "2\ufe00", "a\u180b", "ab\u200d", "蜂\u200d", "٣\u200d", "e\u200c", "葛\U000e0100\U000e0101",
    ],
)  # fmt: skip
def test_i20_tags_selectors_and_joiners_out_of_place_are_refused(text: str) -> None:
    assert list(suspects(text))


def test_i20_a_pile_at_the_edge_of_a_stretch_is_found_whole() -> None:
    for before in range(STRETCH - 6, STRETCH + 2):
        assert [at for at, _ in suspects("é" * before + "\u0302\u0303\u0304\u0305\u0306")] == [before]


HIDDEN = "as I said\u200b, so\u2066 be it"


def test_i20_members_are_told_the_character_and_where_it_stands() -> None:
    with pytest.raises(Refusal, match=r"Your text .*U\+200B \(zero width space\) as character 10\."):
        check_letters(HIDDEN, "Your text")
    with pytest.raises(Refusal, match=r"U\+E000 \(a private character\)"):
        check_letters("a\ue000", "Your text")
    with pytest.raises(Refusal, match="5 marks on one letter, from character 2 on"):
        check_letters("a\u0301\u0302\u0303\u0304\u0305", "Your text")


def test_i20_every_text_that_members_write_is_looked_at() -> None:
    for question, options in ((HIDDEN, ("a", "b")), ("Why?", ("a", HIDDEN))):
        with pytest.raises(Refusal, match=r"U\+200B"):
            checked(Draft(question=question, options=options))
    terms = Terms(question="Why?", options=("a", "b"), reason=Reason.OPTIONAL)
    for write in (
        lambda: ballot_of(terms, Ballot((0,), reason=HIDDEN)),
        lambda: answering.checked_reason(HIDDEN),
        lambda: answering.checked_note(HIDDEN, None),
        lambda: checked_sheet(Sheet(trace=HIDDEN)),
    ):
        with pytest.raises(Refusal, match=r"U\+200B"):
            write()


async def test_i20_a_report_of_a_mistake_is_looked_at_too() -> None:
    with pytest.raises(Refusal, match=r"Your report .*U\+200B"):
        await Mistakes(None).report(1, None, HIDDEN, 2)  # type: ignore[arg-type]
