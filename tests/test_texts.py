"""Every text that a member can meet is found, can be printed (`make texts`), and keeps to the tone of the house."""

import os
import re
from pathlib import Path

from tests.command_list import PLACE
from tests.packs.sample import GOOD, read
from tests.samples import bees
from tests.texts import drawn, said, texts

"""Texts of every sort of place."""
PLACES = {
    "a refusal": "These are the same film. Pick two different ones for `first` and `second`.",
    "a refusal with a hole": "`{option}`: {_quoted(text)} is not in the future. Try {EXAMPLES}.",
    "a constant": "This poll is closed.",
    "a description of a command": "Put two films side by side.",
    "a description of an option": "Show it to everyone in this channel",
    "a label of a button": "Report a mistake",
    "a label of a table": "Ask who is ready",
    "a placeholder": "Go to a section",
    "a field of a form": "Options, one a line",
    "a word in a hole": "Change the reason",
    "what is kept": "Until 30 days after the poll has closed",
    "a notice": "{waiting} for a moderator, in {listing(packs + more)}. `/pack info` shows them.",
    "a picture": "Nobody ranked anything.",
    "a problem of a pack": "this guide has no prompts",
}


def test_texts_of_every_sort_of_place_are_found() -> None:
    found = {text for _, _, text in texts()}
    assert {place: text for place, text in PLACES.items() if text not in found} == {}
    assert "[Share to channel]" in drawn(bees())
    assert "**The short version**" in drawn(bees())


def test_what_speaks_of_the_code_is_not_taken_for_a_text() -> None:
    found = [text for _, _, text in texts()]
    assert not [text for text in found if "SELECT" in text or "(?P<" in text or text.startswith("guild_id")]
    assert not [text for text in found if text.endswith("raises Refusal.")]


def test_texts_keep_to_the_tone_of_the_house() -> None:
    """Plain and calm: no exclamation marks, no slang, no words that one has to look up; marks as they are printed."""
    faults = {
        r"(?<!begins with )!(?!--)": "an exclamation mark",
        r"\.\.\.": "three full stops for an ellipsis",
        r"\w'(?:\w|\s)\w*'": "straight quotation marks",
        r"(?i)\b(please|sorry|oops|hey|guys|awesome|cool)\b": "slang, or what nobody needs",
        r"(?i)\b(anew|thereof|whilst|hither|amongst|mend)\b": "a word that one has to look up",
        r"(?i)\b(utili[sz]e|leverage|in order to|functionality)\b": "a word of offices",
        r"(?i)\b(invalid|illegal|abort|fatal|failed to|payload|boolean|string)\b": "a word of programmers",
        r"(?i)\bthe bot (could|cannot|can|may|does)\b": "the bot says I of itself",
        r"\S  ": "two spaces",
        r"(?i)\b(\w+) \1\b": "a word twice",
    }
    found = [
        f"{file}:{line}: {fault}: {text}"
        for file, line, text in texts()
        for pattern, fault in faults.items()
        if re.search(pattern, re.sub(r"`[^`]*`", "§", said(text, "§")))
    ]
    assert found == []


def test_all_of_them_are_printed_where_that_is_asked_for() -> None:
    place = os.environ.get("WRITE_TEXTS")
    sample = read(GOOD).pack
    assert sample
    lines = [f"{file}:{line}\t{text!r}" for file, line, text in texts()]
    lines += ["", "On cards that are drawn of two small packs:", *drawn(bees(), sample)]
    lines += ["", PLACE.read_text(encoding="utf-8")]
    if place:
        Path(place).write_text("\n".join(lines), encoding="utf-8")
    assert len(lines) > 1_000
