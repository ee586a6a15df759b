"""Texts from people: cleaned, wrapped, and shown by fonts that have them."""

import subprocess
import sys
import unicodedata

import pytest

from bot.charts import fonts
from bot.charts.canvas import LABEL
from bot.charts.lettering import font, width, wrapped
from bot.charts.phrases import clean, clock, counted, fitting, shorten
from bot.chat.limits import length


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        (" one\n two\r\n\tthree\u3000four ", "one two three four"),
        ("ab\u202edc\u202c\u2066\u200e\ufeff", "abdc"),
        ("<:pizza:123456789012345678> or <a:dance:123456789012345678>", ":pizza: or :dance:"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\ud800\ue000b\x00", "ab"),
        ("\u200b \n", "–"),
        ("é" * 300, "é" * 199 + "…"),
    ],
)
def test_text_becomes_one_line_without_controls(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_marks_are_bounded_and_letters_after_them_stay() -> None:
    assert clean("x" + "\u0301" * 2_000 + "y") == "x" + "\u0301" * 4 + "y"


def test_what_is_shortened_says_so() -> None:
    assert shorten("one, two", 6) == "one…"
    assert shorten("one", 3) == "one"


def test_labels_shrink_until_an_alt_text_fits() -> None:
    said = fitting(lambda cut: " ".join([cut("ä" * 80)] * 25))
    assert said.count("ä…") == 25
    assert length(said) <= 1_024


def test_an_alt_text_is_cut_only_where_nothing_else_helps() -> None:
    assert length(fitting(lambda _: "👍" * 2_000)) <= 1_024


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (754, "12:34"), (3_750, "1:02:30"), (-5, "0:00")])
def test_times_read_like_a_player_shows_them(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown


def test_one_is_singular() -> None:
    assert counted(1, "vote") == "1 vote"
    assert counted(12_000, "vote") == "12,000 votes"


@pytest.mark.parametrize("text", ["one two three four five", "社会信用体系是一个由政府主导的", "W" * 90])
def test_every_line_fits_and_no_letter_is_lost(text: str) -> None:
    lines = wrapped(text, LABEL, 200, 99)
    assert all(width(line, LABEL) <= 200 for line in lines)
    assert "".join(lines).replace(" ", "") == fonts.legible(text).replace(" ", "")


def test_what_has_too_many_lines_ends_with_dots() -> None:
    lines = wrapped("one two three four five six seven eight", LABEL, 120, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert width(lines[1], LABEL) <= 120


def test_a_mark_stays_on_its_letter() -> None:
    lines = wrapped("e\u0323\u0301" * 60, LABEL, 100, 99)
    assert all(unicodedata.combining(line[0]) == 0 for line in lines)


def test_chinese_is_shown_where_a_font_for_it_is_installed() -> None:
    chinese = {"Noto Sans CJK SC", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback", "PingFang SC"}
    installed = chinese & set(fonts._installed())
    assert fonts.legible("社会 credit") == ("社会 credit" if installed else "[Chinese text] credit")


def test_what_no_font_has_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda: (fonts.BASE,))
    monkeypatch.setattr(fonts, "picture", lambda _sign, _size: None)
    for remembered in (fonts.legible, fonts.runs, fonts._family):
        remembered.cache_clear()
    try:
        assert fonts.legible("社会， ok") == "[Chinese text] ok"
        assert fonts.legible("தமிழ்") == "[Tamil text]"
        assert fonts.legible("👍🏽 Yes") == "[thumbs up sign] Yes"
        assert fonts.legible("\U0001e8d0") == "–", "a lone mark is nothing to tell"
    finally:
        for remembered in (fonts.legible, fonts.runs, fonts._family):
            remembered.cache_clear()


def test_letters_that_the_bold_font_lacks_are_set_in_the_normal_one() -> None:
    regular, bold = (set(fonts._face(fonts.BASE, bold=weight).get_charmap()) for weight in (False, True))
    lacking = chr(min(regular - bold))
    assert font("abc", 20, bold=True).get_weight() == "bold"
    assert font("abc" + lacking, 20, bold=True).get_weight() == "normal"


def test_arrows_stay_letters_and_faces_become_pictures_where_they_can() -> None:
    assert fonts.runs("A → B") == (("A ", False), ("→", False), (" B", False))
    assert "".join(piece for piece, _ in fonts.runs("👨‍👩‍👧 ok 🇨🇳")) == "👨‍👩‍👧 ok 🇨🇳"


def test_importing_the_charts_does_not_import_what_draws_them() -> None:
    names = "alluvial, availability, bars, big, canvas, distribution, emoji, fonts, rounds, scores, studio, time_line"
    heavy = {"matplotlib", "numpy", "PIL", "discord"}
    code = f"from bot.charts import {names}; import sys; print({heavy} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "set()"
