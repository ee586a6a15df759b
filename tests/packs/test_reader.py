"""Reading YAML: what gets through the guard, what does not, and where a problem is said to be."""

import time
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from bot.packs.reading import events
from bot.packs.reading.reader import read_bytes, read_pack, read_texts
from tests.packs.sample import GOOD, problems, read, spoiled, warnings, where


def _nine(name: str) -> str:
    return ",".join([f"*{name}"] * 9)


BOMBS = {
    "merge keys": (
        "a: &a {k: v}\n" + "".join(f"{b}: &{b} {{<<: [{_nine(a)}]}}\n" for a, b in pairwise("abcdefghi")),
        "anchors",
    ),
    "billion laughs": (
        "a: &a [x]\n" + "".join(f"{b}: &{b} [{_nine(a)}]\n" for a, b in pairwise("abcdefghij")),
        "anchors",
    ),
    "brackets": ("[" * 100_000 + "]" * 100_000, "nested more than 20 levels deep"),
    "braces": ("{a: " * 50_000, "nested more than 20 levels deep"),
    "dashes": ("- " * 100_000, "nested more than 20 levels deep"),
    "indentation": ("".join(" " * n + "a:\n" for n in range(1_000)), "nested more than 20 levels deep"),
    "items": ("films:\n" + "- a\n" * 400_000, "more than 400,000 pieces"),
    "keys": ("".join(f"k{n}: v\n" for n in range(800_000)), "larger than 5 MiB"),
    "a long text": ("title: " + "a" * 4_000_000, "4,000,000 characters long"),
    "a long number": ("format: " + "9" * 5_000, "`format` expects"),
    "a time of many parts": ("title: " + ":".join(["1"] * 150_000), "299,999 characters long"),
}
"""What explodes, nests or never ends in an ordinary reader, and why it is refused here; the first two are tiny."""


@pytest.fixture(params=["C", "Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both parsers: the one in C, and the one that stands in where it is missing."""
    monkeypatch.setattr(events, "LOADER", yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader)
    return request.param


def test_a_sound_pack_is_read_whole(parser: str) -> None:
    reading = read(GOOD)
    assert (reading.lines, reading.warnings) == ((), ())
    assert reading.pack
    assert reading.pack.films[0].year == 2019
    assert reading.pack.films[0].about is True
    assert reading.pack.checked == date(2026, 11, 23)
    assert [entry.id for entry in reading.pack.entries()][:3] == ["begin-here", "what-a-hive-is", "winter"]


def test_what_was_read_can_be_read_again_from_its_texts() -> None:
    reading = read(GOOD)
    assert read_texts(reading.texts).pack == reading.pack


@pytest.mark.parametrize(("text", "why"), BOMBS.values(), ids=BOMBS)
def test_i01_a_yaml_bomb_is_refused_with_its_place_at_little_cost(text: str, why: str) -> None:
    begun = time.process_time()
    reading = read(text)
    assert time.process_time() - begun < 5  # five times what it may take
    assert reading.pack is None
    assert reading.lines[0].startswith("bees.yaml:")
    assert why in "\n".join(reading.lines)


def test_i01_a_bomb_spread_over_many_files_is_counted_as_one_pack(tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"f{number}.yaml").write_text("films:\n" + "- a\n" * 10_000)
    assert read_pack(tmp_path).lines[0].endswith("the pack has more than 400,000 pieces; split it")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("year: " + "9" * 5_000, "`year` expects a whole number"),
        ("year: 9999999999", "`year` expects a whole number"),
        ("year: 1e3", "`year` expects a whole number"),
        ("year: 1_9", "`year` expects a whole number"),
        ("year: ２０１９", "`year` expects a whole number"),
        ("year: 1066", "`year` expects 1878 or more; found `1066`"),
        ("runtime: 1:99", "`runtime` expects minutes:seconds"),
        ("runtime: 1:01:01:01:01", "`runtime` is 13 characters long and 9 fit"),
        ("about: yes", "`about` expects `true` or `false`; found `yes`"),
        ("makers: [a]", "`makers` expects text; found a list"),
        ("makers: {a: b}", "`makers` expects text; found keys with values"),
        ("languages: Chinese", "`languages` expects a list, such as `[one, two]`; found `Chinese`"),
        ("watch: [https://a.example]", "item 1 of `watch` expects keys with their values"),
    ],
)
def test_i02_a_value_of_the_wrong_kind_is_a_problem_with_its_place(text: str, problem: str) -> None:
    spoilt = spoiled(("    year: 2019\n    runtime: 27:14\n    about: true\n", f"    {text}\n"))
    (found,) = [line for line in problems(spoilt) if problem in line]
    assert found.split(":")[0] == where(spoilt, text).split(":")[0]


@pytest.mark.parametrize("day", ["2026-13-45", "2026-02-30", "20261123", "2026-11-23T00:00:00Z", "1700000000", "now"])
def test_i02_an_impossible_day_is_a_problem(day: str) -> None:
    assert problems(spoiled(("2026-11-23", day))) == [
        f"9:10: `checked` expects a day such as `2026-11-23`; found `{day}`"
    ]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "x.yaml:1:1: is empty; begin with `format: 1`"),
        (b" \n\n", "x.yaml:1:1: is empty; begin with `format: 1`"),
        (b"# nothing\n", "x.yaml:1:1: a pack file holds keys with values, such as `format: 1`; found nothing"),
        (b"just words", "x.yaml:1:1: a pack file holds keys with values, such as `format: 1`; found something else"),
        (GOOD.encode("utf-16"), "x.yaml:1:1: is written in UTF-16; save it as UTF-8"),
        ("title: 蜂\nx: \ud800".encode("utf-8", "surrogatepass"), "x.yaml:2:4: is not text in UTF-8; save it as UTF-8"),
        ("title: é".encode("latin-1"), "x.yaml:1:8: is not text in UTF-8; save it as UTF-8"),
        (bytes(range(256)) * 10, "x.yaml:3:115: is not text in UTF-8; save it as UTF-8"),
        (b"\x7fELF\x01\x01" + b"\x00" * 500, "x.yaml:1:1: is not text; a pack is YAML in UTF-8"),
        (
            b"a: b\nb: \x00",
            "x.yaml:2:4: the character U+0000 (a control character) cannot be seen or turns text around",
        ),
        (b"\xef\xbb\xbftitle: \x1b[31m", "x.yaml:1:8: the character U+001B (a control character) cannot be seen"),
    ],
)
def test_i02_bytes_that_are_no_yaml_are_a_problem(data: bytes, line: str, parser: str) -> None:
    reading = read_bytes("x.yaml", data)
    assert reading.pack is None
    assert reading.lines[0].startswith(line)


@pytest.mark.parametrize("escape", [r"\0", r"\x1b", r"\e", r"\u202E", r"\N", r"\L", r"\a", r"\ud800", r"\U000E0041"])
def test_i02_an_escape_cannot_smuggle_in_what_is_refused(escape: str, parser: str) -> None:
    text = spoiled(("title: The Hive", f'title: "The {escape} Hive"'))
    (found,) = problems(text)
    assert found.split(":")[0] == where(text, escape).split(":")[0]


def test_i02_a_byte_order_mark_and_crlf_change_nothing(parser: str) -> None:
    assert read_bytes("x.yaml", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).pack == read(GOOD).pack
    assert read_bytes("x.yaml", GOOD.replace("\n", "\r").encode()).pack == read(GOOD).pack


def test_i03_a_duplicate_key_is_refused_with_both_places(parser: str) -> None:
    text = spoiled(("    year: 2019\n", "    year: 2019\n    year: 2020\n"))
    first = where(text, "year: 2019").split(":")[0]
    assert problems(text) == [
        f"{where(text, 'year: 2020')}: the key `year` stands already in line {first}; keep one of them"
    ]


@pytest.mark.parametrize(
    ("value", "column", "says"),
    [
        ("&x Bees", 8, "anchors (`&name`) are not part of the format"),
        ("*x", 8, "aliases (`*name`) are not part of the format"),
        ("!!str Bees", 8, "tags (`!name`) are not part of the format"),
        ("!<tag:yaml.org,2002:python/object/apply:os.system> [ls]", 8, "tags (`!name`) are not part of the format"),
    ],
)
def test_i03_anchors_aliases_and_tags_are_refused(value: str, column: int, says: str, parser: str) -> None:
    (found,) = problems(spoiled(("title: Bees on film", f"title: {value}")))
    assert found.startswith(f"4:{column}: {says}")


def test_i03_a_second_document_is_refused(parser: str) -> None:
    text = GOOD + "---\nformat: 2\n"
    assert problems(text) == [
        f"{where(text, '---')}: a file holds one document; take this `---` out or use a second file"
    ]
    assert problems("---\n" + GOOD) == []


def test_i03_merge_keys_are_refused_even_without_an_alias(parser: str) -> None:
    text = spoiled(("    year: 2019\n", "    <<: {year: 2019}\n"))
    assert problems(text) == [f"{where(text, '<<')}: merge keys (`<<`) are not part of the format; write the keys out"]


def test_i03_a_key_that_is_no_word_is_refused(parser: str) -> None:
    text = spoiled(("    year: 2019\n", "    [year]: 2019\n"))
    assert problems(text)[0].startswith(f"{where(text, '[year]')}: a key has to be a word")


def test_i03_words_stay_words(parser: str) -> None:
    words = ["no", "on", "yes", "12:30", "010", "0x1F", "1e5", "2024-01-02", "3.10", "True"]
    reading = read(spoiled(("    options: [yes, no]", f"    options: [{', '.join(words)}]")))
    assert reading.pack
    assert list(reading.pack.polls[0].options) == words


def test_i03_an_unknown_key_is_told_with_the_nearest_known(parser: str) -> None:
    text = spoiled(("      - name: Work", "      - naem: Work"))
    assert problems(text) == [
        f"{where(text, 'naem')}: `name` is missing; add it, for instance `name: Growing up`",
        f"{where(text, 'naem')}: unknown key `naem`; did you mean `name`?",
    ]
    text = spoiled(("    year: 2019\n", "    wwwwwwww: 2019\n"))
    (found,) = problems(text)
    assert found.startswith(f"{where(text, 'wwwwwwww')}: unknown key `wwwwwwww`; known here: `id`, `title`,")


def test_a_claim_is_not_taken_by_its_name_in_python() -> None:
    text = spoiled(("    against:\n", "    supporting:\n"))
    (found,) = problems(text)
    assert found.startswith(f"{where(text, 'supporting')}: unknown key `supporting`; known here: `id`, `claim`,")


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL"])
def test_a_key_without_a_value_is_told_once(nothing: str, parser: str) -> None:
    text = spoiled(("    year: 2019\n", f"    makers: {nothing}\n"))
    (found,) = problems(text)
    assert found.endswith("`makers` has no value; write one or take it out")
    assert found.split(":")[0] == where(text, "makers").split(":")[0]
    assert len(problems(spoiled(("      - heading: Who lives there", f"      - heading: {nothing}")))) == 1
    assert (
        len(problems(spoiled(("    misconceptions: [bees-sleep]", f"    misconceptions:\n      - {nothing}\n")))) == 1
    )


def test_a_quoted_word_may_look_like_nothing() -> None:
    reading = read(spoiled(("    options: [yes, no]", '    options: ["null", "~"]')))
    assert reading.pack
    assert reading.pack.polls[0].options == ("null", "~")


@pytest.mark.parametrize(
    ("old", "new", "piece", "says"),
    [
        (
            "title: The Hive",
            "title: The Hive: a year",
            ": a year",
            "a text with a colon and a space in it needs quotation",
        ),
        ("    year: 2019", "\tyear: 2019", "\tyear", "a tab stands where spaces are expected"),
        ("    year: 2019", "   year: 2019", "year: 2019", "the indentation does not fit the lines above"),
        ("title: The Hive", 'title: "The Hive', "", "a quotation mark is"),
        ("title: The Hive", 'title: "The \\Hive"', "\\Hive", "a backslash means something in double quotes"),
        ("title: The Hive", "title: @Hive", "@", "a text that begins with this character needs quotation marks"),
        ("claims: [bees-sleep]", "claims: [bees-sleep", "", "a list in [ ] is not closed"),
        ("    year: 2019", "    year 2019", "", "a colon is missing after a key"),
        ("title: The Hive", 'title: "The" Hive', "Hive\n", "the indentation does not fit the lines above, or a quot"),
    ],
)
def test_a_mistake_of_yaml_is_told_with_its_place_and_what_to_do(old: str, new: str, piece: str, says: str) -> None:
    text = spoiled((old, new))
    (found,) = problems(text)
    assert found.startswith(where(text, piece) if piece else "")
    assert f": not valid YAML: {says}" in found


def test_columns_count_characters_also_outside_the_basic_plane() -> None:
    text = spoiled(("    options: [yes, no]", "    options: [🐝🐝, 蜂, yes, 蜂]"))
    assert problems(text) == [f"{where(text, '蜂]')}: `蜂` is there twice; keep one"]


def test_texts_are_composed_so_that_the_same_word_is_the_same_text() -> None:
    reading = read(spoiled(("term: royal jelly", "term: gele\u0301e")))
    assert reading.pack
    assert reading.pack.glossary[0].term == "gelée"


def test_ten_different_mistakes_give_ten_lines_with_their_places() -> None:
    text = spoiled(
        ("version: 1.0.0", "version: one"),
        ("    kind: scholar", "    kind: schollar"),
        ("    aliases: [beehive]", "    alias: [beehive]"),
        ("    terms: [royal-jelly]", "    terms: [royal-jely]"),
        ("    status: verified", "    status: seen"),
        ("      - text: Too short on disease.\n        sources: [B1]", "      - text: Too short on disease."),
        ("https://buzz.example/the-hive", "ftp://buzz.example/the-hive"),
        ("        at: 12:30", "        at: 99:99"),
        ("    options: [yes, no]", "    options: [yes]"),
        ("    term: royal jelly", "    term: royal\u200b jelly"),
    )
    assert [line.split(": ", 1)[0] for line in problems(text)] == [
        where(text, piece)
        for piece in (
            "one\n", "schollar", "alias: ", "royal-jely", "seen\n", "ftp", "text: Too", "99:99", "[yes]", "\u200b",
        )
    ]  # fmt: skip


def test_mistakes_of_every_floor_are_told_at_once() -> None:
    text = spoiled(
        ("year: 2019", "yaer: 2019"), ("sources: [B1, B2]", "sources: [B1, B9]"), ("labels: [", "options: [")
    )
    assert [line.split(": ")[0] for line in problems(text)] == [
        where(text, piece) for piece in ("B9]", "yaer", "[none")
    ]


def test_a_hundred_problems_are_listed_and_the_rest_counted() -> None:
    reading = read(GOOD + "".join(f"key{n}: x\n" for n in range(250)))
    assert len(reading.problems) == 100
    assert reading.problem_count == 250
    assert reading.lines[-1] == "… and 150 more"
    assert len(reading.lines) == 101


def test_a_problem_knows_the_path_to_what_is_wrong() -> None:
    text = spoiled(("    claims: [bees-sleep]", "    claims: [bees-sleep, bees-swim]"))
    (problem,) = read(text).problems
    assert problem.path == "films[0].claims[1]"
    assert f"{problem.line}:{problem.column}" == where(text, "bees-swim")
    assert problem.severity == "error"
    for old, new, path in (
        ("    year: 2019\n", "    year:\n", "films[0].year"),
        ("    claims: [bees-sleep]\n", "    claims: [bees-sleep, ~]\n", "films[0].claims[1]"),
        ("        text: Who does what.\n", "        text: a\n        text: b\n", "films[0].themes[0].text"),
        ("  - id: lost-reel\n", "  - id: lost-reel\n    watch:\n      - label:\n        url: https://a.example\n",
         "films[1].watch[0].label"),
        ("  sift:\n", "  x: {}\n  sift:\n", "frameworks.x.name"),
    ):  # fmt: skip
        assert [problem.path for problem in read(spoiled((old, new))).problems] == [path]


def test_a_warning_leaves_the_pack_readable() -> None:
    text = spoiled(("lead: A hive is a home for bees.", "lead: A hive is a **home** for bees."))
    assert read(text).pack
    assert warnings(text) == ["23:11: `**home**` will be shown as it is written: texts have no Markdown"]


def test_what_cannot_be_opened_is_a_problem(tmp_path: Path) -> None:
    assert read_pack(tmp_path / "none").lines == (f"{tmp_path}/none:1:1: cannot be read: No such file or directory",)


def test_progress_is_told_up_to_the_review(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(GOOD)
    shares: list[float] = []
    read_pack(tmp_path, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert shares[-1] < 1
