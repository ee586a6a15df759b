"""Rows of a sheet as entries of a pack, whatever is missing in them: nothing that stands in a row is lost.

An entry holds what a pack would hold, as plain values; what has no place in one stands beside it as remarks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.chat.limits import length
from bot.interchange import cells
from bot.interchange.columns import BACK, CHOICE, FRONT, ID, KIND, RIGHT, TAGS, WRONG
from bot.interchange.sheet import Row, Sheet
from bot.interchange.sources import Sources
from bot.packs.format.fields import MAX_ENTRY_ID, MAX_LINE, MAX_OPTION, MAX_TEXT, MAX_TITLE, slug
from bot.packs.format.model import VERDICT_NAME
from bot.packs.reading.references import skeleton
from bot.packs.search.names import same

TERMS, CLAIMS, QUESTIONS = "glossary", "claims", "questions"
NAMED_BY = {TERMS: "term", CLAIMS: "claim", QUESTIONS: "ask"}
NOUN = {TERMS: "term", CLAIMS: "claim", QUESTIONS: "question"}
SOURCE_ROW = "source"
ALL_KINDS = {
    **dict.fromkeys(("term", "terms", "word", "glossary", "vocabulary", "basic"), TERMS),
    **dict.fromkeys(("claim", "claims", "fact-check", "fact check", "statement"), CLAIMS),
    **dict.fromkeys(("question", "questions", "quiz"), QUESTIONS),
    **dict.fromkeys(("source", "sources", "reference"), SOURCE_ROW),
}
BELONGS = {
    TERMS: ("definition", "native", "reading"),
    CLAIMS: ("verdict", "note", "for", "against", "searched"),
    QUESTIONS: ("answer", RIGHT, "options", "because", "question kind"),
}
MOST_CHARACTERS = {
    "term": MAX_TITLE, "native": MAX_TITLE, "reading": MAX_TITLE, "definition": MAX_TEXT, "claim": MAX_LINE,
    "note": MAX_TEXT, "searched": MAX_TEXT, "ask": MAX_LINE, "answer": 500, "because": 1_000,
}  # fmt: skip
_VERDICTS = {same(name): verdict.value for verdict, name in VERDICT_NAME.items()} | {
    same(verdict.value.replace("_", " ")): verdict.value for verdict in VERDICT_NAME
}
_BROKEN = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!)")


@dataclass
class Draft:
    """An entry that a row makes."""

    key: str
    line: int
    values: dict[str, Any]
    remarks: list[str] = field(default_factory=list[str])
    topic: str = ""


@dataclass
class Drafts:
    """All that a sheet makes, and what is to be said of it."""

    sources: Sources = field(default_factory=Sources)
    entries: list[Draft] = field(default_factory=list[Draft])
    notes: list[str] = field(default_factory=list[str])

    def under(self, key: str) -> list[Draft]:
        """The entries of one top-level key."""
        return [entry for entry in self.entries if entry.key == key]


def drafts_of(sheet: Sheet) -> Drafts:
    """The entries of a sheet in its order, each under an id of its own."""
    drafts, ids, first = Drafts(), _Ids(), dict[tuple[str, str], Draft]()
    kinds = [_kinds(row) for row in sheet.rows]
    usual = Counter(kind for each in kinds for kind in each if kind != SOURCE_ROW).most_common(1)
    for row, of in zip(sheet.rows, kinds, strict=True):
        if SOURCE_ROW in of:
            drafts.notes += _declare(row, drafts.sources)
    for row, of in zip(sheet.rows, kinds, strict=True):
        drafts.notes += _broken(row)
        kinds_of_row = of or [usual[0][0] if usual else TERMS]
        made = _drafts(row, kinds_of_row, drafts.sources, exact=sheet.exact)
        for draft in made:
            if _is_new(draft, first, drafts.notes, exact=sheet.exact):
                draft.values["id"] = row.cells.get(ID) if len(made) == 1 else None
                ids.give(draft, exact=sheet.exact)
                drafts.notes += _too_long(draft)
                drafts.entries.append(draft)
        if len(made) > 1 and made[-1].key == QUESTIONS:
            made[-1].values.setdefault("about", [each.values["id"] for each in made[:-1] if each.values.get("id")])
    return drafts


def _kinds(row: Row) -> list[str]:
    """What a row makes: what it says, else one for each name that stands in it."""
    told = same(row.cells.get(KIND, ""))
    if told in ALL_KINDS:
        return [ALL_KINDS[told]]
    cells_, front = row.cells, row.cells.get(FRONT, "")
    named = [key for key, column in ((TERMS, "term"), (CLAIMS, "claim"), (QUESTIONS, "question")) if cells_.get(column)]
    if not named and front:
        named = [QUESTIONS if front.rstrip().endswith(("?", "？", "؟")) or length(front) > MAX_TITLE else TERMS]
    if not named:
        named = [key for key, columns in BELONGS.items() if any(map(cells_.get, columns))][:1]
    return named


def _declare(row: Row, sources: Sources) -> Iterator[str]:
    """Take a source that has a row of its own; yields what else stands in it."""
    used = _Used(row.cells)
    sources.declare(used)
    for name, text in {**used.unused(), **row.others}.items():
        yield f"Line {row.line}: a source has no place for “{name}”, which says: {text}"


def _drafts(row: Row, keys: Sequence[str], sources: Sources, *, exact: bool) -> list[Draft]:
    """What a row makes; beside the first entry stands what none of them has a place for."""
    made: list[Draft] = []
    used = _Used(row.cells)
    for key in keys:
        if key != SOURCE_ROW:
            draft = Draft(key, row.line, {"id": None}, topic=row.cells.get(TAGS, ""))
            draft.values |= cells.plain_values(_MAKE[key](used, draft.remarks, exact))
            draft.values["sources"] = sources.keys(used)
            made.append(draft)
    if made:
        left = {**used.unused(), **row.others}
        made[0].remarks += [f"{name}: {text}" for name, text in left.items()]
    return made


class _Used(dict[str, str]):
    """The cells of a row, which know which of them were asked for."""

    def __init__(self, row: Mapping[str, str]) -> None:
        super().__init__(row)
        self._asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:
        """The text of a cell."""
        self._asked.add(key)
        return super().get(key, default)

    def unused(self) -> dict[str, str]:
        """What is left over."""
        known = same(super().get(KIND, "")) in ALL_KINDS
        passed = self._asked | {ID} | ({KIND} if known else set())
        return {key: text for key, text in self.items() if key not in passed}


def _term(row: Mapping[str, str], _: list[str], exact: bool) -> dict[str, Any]:
    return {
        "term": row.get("term") or row.get(FRONT),
        "native": row.get("native"),
        "reading": row.get("reading"),
        "aliases": cells.read_list(row.get("aliases", ""), exact=exact),
        "definition": row.get("definition") or row.get(BACK),
    }


def _claim(row: Mapping[str, str], _: list[str], exact: bool) -> dict[str, Any]:
    verdict = row.get("verdict", "")
    return {
        "claim": row.get("claim") or row.get(FRONT),
        "aliases": cells.read_list(row.get("aliases", ""), exact=exact),
        "verdict": _VERDICTS.get(same(verdict.replace("_", " ")), verdict),
        "note": row.get("note") or row.get(BACK) or (None if "question" in row else row.get("because")),
        "for": cells.read_evidence(row.get("for", "")),
        "against": cells.read_evidence(row.get("against", "")),
        "searched": row.get("searched"),
    }


def _question(row: Mapping[str, str], remarks: list[str], exact: bool) -> dict[str, Any]:
    answer = row.get("answer") or row.get(BACK, "")
    right = row.get(RIGHT, "")
    options = cells.read_options(row.get("options", "")) + _numbered(row, CHOICE)
    wrong = _numbered(row, WRONG)
    kind = row.get("question kind", "")
    if wrong and not options and (right or answer):
        options = [{"text": right or answer, "right": True}]
        right, answer = "", answer if right else ""
    options += wrong
    if not exact and options:
        named, answer = (right, answer) if right else (answer, "")
        marked = kind == "order" or any(option.get("right") for option in options)
        if named and (marked or not _mark(options, named)):
            remarks.append(f"the answer that the sheet names: {named}")
        if answer:
            remarks.append(f"answer: {answer}")
            answer = ""
    elif not exact and right:
        answer, left = (right, answer) if not answer else (answer, right)
        remarks += [f"answer: {left}"] if left else []
    several = sum(bool(option.get("right")) for option in options) > 1
    return {
        "ask": row.get("question") or row.get(FRONT),
        "kind": kind or ("recall" if not options else "several" if several else "one"),
        "about": cells.read_keys(row.get("about", "")),
        "options": options,
        "answer": answer,
        "because": row.get("because"),
    }


def _numbered(row: Mapping[str, str], kind: str) -> list[dict[str, Any]]:
    places = sorted(int(name.split()[1]) for name in row if name.startswith(f"{kind} "))
    return [{"text": row.get(f"{kind} {place}")} for place in places]


def _mark(options: Sequence[dict[str, Any]], right: str) -> bool:
    """Mark the options that an answer names: by their words, their letters or their numbers. Whether each was found."""
    texts = [same(option["text"]) for option in options]
    names = [right] if same(right) in texts else [part for part in re.split(r"[,;/&\n]| and ", right) if part.strip()]
    places = [_place(same(name).strip(" .)("), texts) for name in names]
    if not places or None in places:
        return False
    for place in places:
        options[place or 0]["right"] = True
    return True


def _place(name: str, texts: Sequence[str]) -> int | None:
    if name in texts:
        return texts.index(name)
    number = int(name) - 1 if name.isascii() and name.isdecimal() else ord(name) - ord("a") if len(name) == 1 else -1
    return number if 0 <= number < len(texts) else None


def _is_new(draft: Draft, first: dict[tuple[str, str], Draft], notes: list[str], *, exact: bool) -> bool:
    """Whether a draft says something that no earlier row says; another of the same name is named with both lines."""
    name = str(draft.values.get(NAMED_BY[draft.key]) or "")
    other = first.setdefault((draft.key, same(name)), draft)
    if other is draft or not name or exact:
        return True
    where = f"Lines {other.line} and {draft.line} have the same {NOUN[draft.key]}, “{name}”"
    if draft.values | {"id": None} == other.values | {"id": None}:
        notes.append(f"{where}, and say the same: it stands in the draft once.")
        return False
    notes.append(f"{where}: both stand in the draft; keep one.")
    draft.remarks.insert(0, f"the same {NOUN[draft.key]} as in line {other.line} of the sheet: keep one")
    return True


def _broken(row: Row) -> Iterator[str]:
    found = [text for text in row.cells.values() if _BROKEN.fullmatch(text)]
    if found:
        yield f"Line {row.line} holds an error of the spreadsheet, {found[0]}: correct it there and import again."


def _too_long(draft: Draft) -> Iterator[str]:
    texts: Iterable[tuple[str, str, int]] = (
        *((NOUN[draft.key] if key in ("term", "claim", "ask") else key, str(draft.values.get(key) or ""), most)
          for key, most in MOST_CHARACTERS.items()),
        *(("option", option["text"], MAX_OPTION) for option in draft.values.get("options", ())),
    )  # fmt: skip
    for noun, text, most in texts:
        if (size := length(text)) > most:
            yield f"Line {draft.line}: the {noun} has {size:,} characters, and {most:,} fit; shorten it in the draft."


_MAKE = {TERMS: _term, CLAIMS: _claim, QUESTIONS: _question}


class _Ids:
    """Ids that no two entries share, nor look alike in."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: Counter[str] = Counter()

    def give(self, draft: Draft, *, exact: bool) -> None:
        """The id that the row names where it is free, else one made of its name, or of its line."""
        given = draft.values.get("id")
        if given and (exact or given == slug(given, MAX_ENTRY_ID)) and self._take(given):
            draft.values["id"] = given
            return
        if given:
            draft.remarks.append(f"id: {given}")
        base = slug(str(draft.values.get(NAMED_BY[draft.key]) or ""), MAX_ENTRY_ID - 6) or f"line-{draft.line}"
        name = base
        while not self._take(name):
            self._next[base] += 1
            name = f"{base}-{self._next[base] + 1}"
        draft.values["id"] = name

    def _take(self, name: str) -> bool:
        alike = skeleton(name)
        if alike in self._taken:
            return False
        self._taken.add(alike)
        return True
