"""Made-up packs of any size: valid, linked, with titles in three scripts; the same seed gives the same pack."""

from pathlib import Path
from random import Random

_ADJECTIVES = [
    "quiet",
    "early",
    "narrow",
    "distant",
    "golden",
    "hidden",
    "restless",
    "public",
    "broken",
    "patient",
    "northern",
    "common",
]
_NOUNS = [
    "harbour",
    "archive",
    "orchard",
    "signal",
    "border",
    "market",
    "lantern",
    "railway",
    "valley",
    "chorus",
    "ledger",
    "mirror",
]
_VERBS = ["shows", "follows", "questions", "repeats", "forgets", "measures", "answers", "crosses"]
_ACCENTED = ["Café", "Élan", "Über", "Łódź", "Señal", "Ärger", "Çelik", "Žena"]
_HAN = "河山城市電影記錄歷史人民時間光影聲音故事遠近"

_HEAD = """\
format: 1
id: {id}
version: 1.0.0
title: A made-up pack
summary: Nothing in it is true.
sources:
"""


def pack_files(
    entries: int, *, text: int = 300, parts: int = 4, pack_id: str = "synthetic", seed: int = 1
) -> dict[str, str]:
    """The files of a pack with this many entries, by name.

    `text` is the length of its longer texts in characters, `parts` how many sections an explainer has. Up to 10,000
    entries stay within the limits of a pack with `text=40, parts=1`.
    """
    return _Author(Random(seed), text, parts).files(entries, pack_id)


def pack_files_of(size: int) -> dict[str, str]:
    """The files of a pack of about this many bytes, with texts as they are in packs that ship."""
    sample = sum(len(part.encode()) for part in pack_files(200, text=400).values())
    return pack_files(200 * size // sample, text=400)


def write(files: dict[str, str], folder: Path) -> Path:
    """Put the files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


class _Author:
    def __init__(self, random: Random, text: int, parts: int) -> None:
        self._random = random
        self._length = text
        self._parts = parts

    def files(self, entries: int, pack_id: str) -> dict[str, str]:
        count = {"films": entries // 10, "claims": entries // 5, "glossary": entries // 5}
        count["explainers"] = entries - sum(count.values())
        made = {"pack.yaml": _HEAD.replace("{id}", pack_id) + "".join(self._source(n) for n in range(20))}
        for kind, number in count.items():
            write_entry = getattr(self, f"_{kind}")
            made[f"{kind}.yaml"] = f"{kind}:\n" + "".join(write_entry(n, count) for n in range(number))
        return {name: text for name, text in made.items() if not text.endswith(":\n")}

    def _source(self, number: int) -> str:
        return f"  S{number}:\n    title: {self._title(number)}\n    kind: article\n"

    def _explainers(self, number: int, count: dict[str, int]) -> str:
        sections = "".join(
            f"      - heading: {self._title(part)}\n{self._text('        ', 'text')}        sources: [S{part}]\n"
            for part in range(self._parts)
        )
        points = "".join(
            f"      - text: {self._sentence()}\n        sources: [S{part}]\n" for part in range(min(3, self._parts))
        )
        return (
            f"  - id: explainer-{number}\n    title: {self._title(number)}\n"
            f"    aliases: [{self._title(number)} again]\n"
            f"    lead: {self._sentence()}\n    sections:\n{sections}    key_points:\n{points}"
            f"    terms: [{self._id('term', count['glossary'])}]\n    films: [{self._id('film', count['films'])}]\n"
            f"    misconceptions: [{self._id('claim', count['claims'])}]\n"
        )

    def _films(self, number: int, count: dict[str, int]) -> str:
        return (
            f"  - id: film-{number}\n    title: {self._title(number)}\n    status: verified\n    year: 2020\n"
            f'    runtime: "52:00"\n{self._text("    ", "summary")}    themes:\n      - name: {self._title(number)}\n'
            f"{self._text('        ', 'text')}    claims: [{self._id('claim', count['claims'])}]\n    sources: [S1]\n"
        )

    def _claims(self, number: int, _count: dict[str, int]) -> str:
        return (
            f"  - id: claim-{number}\n    claim: Claim {number}. {self._sentence()}\n"
            f"    verdict: partly\n    note: {self._sentence()}\n"
            f"    for:\n      - text: {self._sentence()}\n        sources: [S2]\n"
            f"    against:\n      - text: {self._sentence()}\n        sources: [S3]\n"
        )

    def _glossary(self, number: int, _count: dict[str, int]) -> str:
        han = "".join(self._random.choices(_HAN, k=3))
        return (
            f"  - id: term-{number}\n    term: {self._title(number)}\n    native: {han}\n"
            f"    definition: {self._sentence()}\n    sources: [S4]\n"
        )

    def _id(self, kind: str, count: int) -> str:
        return f"{kind}-{self._random.randrange(count)}" if count else ""

    def _title(self, number: int) -> str:
        """Three in four Latin, one in six Han, the rest accented: like the shelves that were measured."""
        lot = self._random.random()
        if lot < 0.17:
            return "".join(self._random.choices(_HAN, k=6)) + str(number)
        first = self._random.choice(_ACCENTED if lot < 0.25 else _ADJECTIVES)
        return f"The {first} {self._random.choice(_NOUNS)} {number}"

    def _sentence(self) -> str:
        choose = self._random.choice
        return (
            f"The {choose(_ADJECTIVES)} {choose(_NOUNS)} {choose(_VERBS)} the {choose(_ADJECTIVES)} {choose(_NOUNS)}."
        )

    def _text(self, indent: str, key: str) -> str:
        lines = [self._sentence() for _ in range(max(1, self._length // 45))]
        return f"{indent}{key}: >-\n" + "".join(f"{indent}  {line}\n" for line in lines)
