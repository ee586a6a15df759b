"""What texts may hold: what can be seen, links that lead where they seem to, and nothing that acts in a message."""

import unicodedata

import pytest

from bot.packs.format.characters import suspects
from bot.packs.format.problems import Findings, Place, shown, spelled
from bot.packs.reading.reader import read_bytes
from tests.packs.sample import GOOD, problems, read, spoiled, warnings, where

HIDDEN = [
    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\u200b", "\u200e", "\u2060", "\ufeff",
    "\U000e0041", "\u3164", "\u2800", "\u115f", "\u00ad", "\u034f", "\ue000", "\u061c", "\uffa0", "\ufff9",
]  # fmt: skip


@pytest.mark.parametrize("character", HIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_i07_what_is_invisible_or_turns_text_around_is_refused_at_its_place(character: str) -> None:
    text = spoiled(("summary: A year in one hive.", f"summary: A year{character} in one hive."))
    (problem,) = read(text).problems
    assert f"{problem.line}:{problem.column}" == where(text, character)
    assert problem.path == "films[0].summary"
    assert f"U+{ord(character):04X}" in problem.message
    assert problem.message.isprintable()


def test_i07_a_hidden_character_in_a_comment_is_refused_too() -> None:
    text = GOOD + "# all is well \u202e# llew si lla\n"
    assert problems(text)[0].startswith(where(text, "\u202e"))


@pytest.mark.parametrize("length", [49_990, 50_000, 120_000])
def test_i07_it_is_found_however_far_down_the_file(length: int) -> None:
    text = GOOD.replace("note: They rest at night.", "note: See discord.gg/abc \u200b or so.")
    front = "# é\n" + "#" * (length - text.index("discord")) + "\n"
    assert sum("U+200B" in line or "an invite" in line for line in problems(front + text)) == 2


def test_i07_accents_piled_up_are_refused() -> None:
    text = spoiled(("title: The Hive", "title: The H" + "\u0301" * 20 + "ive"))
    (found,) = problems(text)
    assert found.endswith("accents stand on one letter; take them out")


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦", "🏳️‍🌈", "❤️", "1️⃣", "👍🏽", "👩🏽‍🚀", "☎︎", "©️", "می‌خواهم", "क्‍ष", "Việt Nam", "e\u0301", "naïve",
        "“quoted” – dash…", "a\u00a0b", "全角　空白", "עברית", "العربية", "ภาษาไทย", "한국어",
    ],
)  # fmt: skip
def test_i07_emoji_and_scripts_of_the_world_pass(text: str) -> None:
    assert list(suspects(text)) == []
    assert problems(spoiled(("summary: A year in one hive.", f"summary: A year {text} in one hive."))) == []


@pytest.mark.parametrize("text", ["a\u200db", "a\ufe0fb", "\u200d", "🐝\u200d", "🐝\u200da", "蜂\u200c蜂", "\ufe0f"])
def test_i07_joiners_outside_emoji_and_spelling_are_refused(text: str) -> None:
    assert len(list(suspects(text))) == 1


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "ftp://a.example", "//a.example", "a.example",
        "https://", "https://localhost/x", "https://user@a.example/", "https://user:pass@a.example/",
        "https://a b.example",
        "http://169.254.169.254/latest", "http://[::1]/", "http://2130706433/", "https://аpple.example/",
        "HTTPS://A.EXAMPLE",        "https://a.example/<script>", "https://a.example/`x`", "discord://-/invite/x", "https://a.example:port/",
    ],
)  # fmt: skip
def test_i06_i11_only_public_web_addresses_are_links(url: str) -> None:
    text = spoiled(("url: https://buzz.example/the-hive", f"url: '{url}'"))
    (found,) = problems(text)
    assert found.startswith(where(text, f"'{url}'"))
    assert "`url` expects a public web address such as" in found


def test_i11_a_link_of_ten_thousand_characters_is_refused() -> None:
    (found,) = problems(spoiled(("https://buzz.example/the-hive", "https://buzz.example/" + "a" * 7_000)))
    assert "is 7,021 characters long and 500 fit" in found


@pytest.mark.parametrize(
    "link", ["https://discord.gg/abc", "discord.gg/abc", "https://discord.com/invite/abc", "DISCORDAPP.COM/invite/abc"]
)
def test_i06_invites_are_refused_wherever_they_stand(link: str) -> None:
    (found,) = problems(spoiled(("note: They rest at night.", f"note: See {link} for more.")))
    assert "an invite to a Discord server has no place in a pack" in found


def test_i11_a_link_to_a_file_in_discord_is_refused_with_advice() -> None:
    link = "https://cdn.discordapp.com/attachments/1/2/hive.png?ex=1&is=2&hm=3"
    (found,) = problems(spoiled(("https://buzz.example/the-hive", link)))
    assert "a link to a file in Discord stops working after a day; link to its first place" in found


@pytest.mark.parametrize(
    "label", ["buzz.example", "www.buzz.example", "Watch at Buzz.Example", "Buzz Films", "Part 1.5"]
)
def test_i06_a_label_may_name_the_host_that_it_leads_to(label: str) -> None:
    assert problems(spoiled(("label: Buzz Films", f"label: {label}"))) == []


@pytest.mark.parametrize("label", ["youtube.com", "https://www.bbc.co.uk/film", "not-buzz.example", "example.evil"])
def test_i06_a_label_that_names_another_host_is_refused(label: str) -> None:
    (found,) = problems(spoiled(("label: Buzz Films", f"label: {label}")))
    assert "but leads elsewhere" in found


@pytest.mark.parametrize(
    "text",
    ["**bold** words", "__under__ lined", "a `code` word", "[label](https://evil.example)", "~~gone~~", "||dark||"],
)
def test_i05_markdown_is_warned_about_because_it_is_shown_as_it_stands(text: str) -> None:
    spoilt = spoiled(("note: They rest at night.", f'note: "{text}"'))
    assert problems(spoilt) == []
    assert "will be shown as it is written: texts have no Markdown" in warnings(spoilt)[0]


@pytest.mark.parametrize(
    "text", ["@everyone", "<@&123>", "```", "# H", "-# small", "{0.__class__}", "%s", "$x", "'; DROP TABLE x; --", "{}"]
)
def test_i05_i12_a_text_is_taken_as_it_stands(text: str) -> None:
    reading = read(spoiled(("note: They rest at night.", f'note: "{text}"')))
    assert reading.pack
    assert reading.pack.claims[0].note == text


@pytest.mark.parametrize(
    "text", ["@everyone", "`x`", "\\e[31mred", "\\n\\nid: x", "{0.__class__}", "\\u202e", "a" * 4_000]
)
def test_i05_i13_what_a_problem_quotes_stays_on_one_harmless_line(text: str) -> None:
    for spoilt in (spoiled(("note:", f'"{text}":')), spoiled(("verdict: false", f'verdict: "{text}"'))):
        for line in problems(spoilt):
            assert line.isprintable()
            assert line.count("`") % 2 == 0
            assert len(line) < 500


def test_i13_a_name_of_a_file_cannot_forge_a_line() -> None:
    for name in ("a\nb.yaml", "\x1b[31m.yaml", "x\u202e.yaml", "`.yaml", "a" * 9_000 + ".yaml"):
        (line,) = read_bytes(name, b"format").lines
        assert line.isprintable()
        assert len(line) < 400


def test_paths_are_spelled_as_people_write_them() -> None:
    assert spelled(("films", 2, "claims", 0)) == "films[2].claims[0]"
    assert spelled(("sources", "A6", "url")) == "sources.A6.url"
    assert spelled(()) == ""
    assert shown("x" * 61) == "x" * 59 + "…"


def test_one_problem_told_twice_is_listed_once() -> None:
    findings = Findings()
    for _ in range(2):
        findings.error(Place("a.yaml", 2, 1), (), "wrong")
    findings.error(Place("a.yaml", 1, 9), (), "wrong")
    assert [str(problem) for problem in findings.listed("error")] == ["a.yaml:1:9: wrong", "a.yaml:2:1: wrong"]


def test_the_samples_here_are_what_they_say() -> None:
    assert {unicodedata.category(character) for character in HIDDEN} <= {"Cf", "Lo", "So", "Mn", "Co"}
