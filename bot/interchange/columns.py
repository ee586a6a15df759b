"""The columns of a table of entries: what we call them, and what people call them in sheets of their own."""

import re
from collections.abc import Mapping, Sequence

KIND, ID, SOURCES = "kind", "id", "sources"
TERM = ("term", "native", "reading", "definition")
CLAIM = ("claim", "verdict", "note", "for", "against", "searched")
QUESTION = ("question", "question kind", "options", "answer", "because", "about")
SOURCE = ("title", "author", "publisher", "date", "url", "source kind", "seen")
OURS = (KIND, ID, *TERM, *CLAIM, *QUESTION, "aliases", SOURCES, *SOURCE)
"""The columns that we write, in their order; those without a text are left out."""
FRONT, BACK, RIGHT, TAGS = "front", "back", "right", "tags"
CHOICE, WRONG = "option", "wrong"
"""Columns of which there may be several, each with a number."""
LONGEST = 100
"""Characters of a heading that are looked at."""
NAMES = ("term", "claim", "question", FRONT)
"""What an entry is called by, one of which a sheet needs."""

_CALLED = {
    KIND: ("type", "entry type", "art", "typ"),
    ID: ("key", "guid"),
    "term": ("word", "words", "terms", "vocabulary", "concept", "expression", "name", "begriff", "wort", "terme",
             "mot", "término", "palabra"),
    "native": ("native script", "original", "original word", "in its own script", "script", "characters"),
    "reading": ("pronunciation", "pinyin", "romanisation", "romanization", "transliteration", "kana"),
    "definition": ("meaning", "definitions", "description", "explanation of the term", "bedeutung", "erklärung",
                   "définition", "définitions", "sens", "definición", "significado"),
    "claim": ("claims", "statement", "assertion", "behauptung", "affirmation", "afirmación"),
    "verdict": ("rating", "ruling", "finding", "judgement", "judgment", "truth", "urteil"),
    "note": ("verdict note", "verdict in one line", "short verdict"),
    "for": ("evidence for", "supporting", "supporting evidence", "pro"),
    "against": ("evidence against", "contradicting evidence", "con", "contra"),
    "searched": ("where we looked", "looked for in"),
    "question": ("ask", "questions", "prompt", "question text", "frage", "pregunta"),
    "question kind": ("question type", "kind of question"),
    "options": ("choices", "answers", "possible answers", "answer options", "antworten", "opciones"),
    "answer": ("solution", "response", "antwort", "lösung", "réponse", "respuesta"),
    RIGHT: ("correct", "correct answer", "right answer", "correct option", "correct answers", "right answers",
            "richtig", "richtige antwort"),
    "because": ("reason", "why", "explanation", "rationale", "feedback", "begründung", "explication", "explicación"),
    "about": ("about entries", "belongs to"),
    "aliases": ("alias", "synonyms", "synonym", "also called", "other names"),
    SOURCES: ("source", "reference", "references", "citation", "citations", "cited", "quelle", "quellen", "fuente",
              "fuentes"),
    "title": ("source title", "title of the source"),
    "author": ("authors", "source author", "author of the source", "autor", "auteur"),
    "publisher": ("source publisher", "published by", "verlag"),
    "date": ("source date", "published", "year", "datum", "fecha"),
    "url": ("link", "address", "web address", "website", "source url", "source link", "web", "uri"),
    "source kind": ("source type", "kind of source"),
    "seen": ("seen in",),
    FRONT: ("front side", "front of card", "vorderseite", "recto"),
    BACK: ("back side", "back of card", "rückseite", "verso"),
    TAGS: ("tag", "topic", "topics", "category", "subject", "chapter", "unit", "thema"),
}  # fmt: skip
_COLUMN = {name: column for column, names in _CALLED.items() for name in (column, *names)}
_CHOICE = re.compile(r"(?:option|choice|answer option|antwort|answer|possible answer)[ .#]*([1-9a-j])|([a-f])")
_WRONG = re.compile(r"(?:wrong|incorrect|false|distractor|wrong answer|incorrect answer)[ .#]*([1-9]?)")
_ASIDE = re.compile(r"\(.*?\)|\[.*?\]")


def column_of(heading: str) -> str:
    """Our name of a column that is headed so, numbered ones as `option 2`; empty for one that we do not know."""
    name = " ".join(_ASIDE.sub(" ", heading[:LONGEST].casefold().replace("_", " ")).split()).strip(" :*.?#")
    if known := _COLUMN.get(name):
        return known
    for kind, pattern in ((CHOICE, _CHOICE), (WRONG, _WRONG)):
        if found := pattern.fullmatch(name):
            return f"{kind} {_number(next(filter(None, found.groups()), '1'))}"
    return ""


def columns_of(headings: Sequence[str]) -> Mapping[int, str]:
    """By place: the columns that we know; of two that mean the same, the first."""
    known: dict[str, int] = {}
    for place, heading in enumerate(headings):
        if column := column_of(heading):
            known.setdefault(column, place)
    if not known.keys() & {KIND, *NAMES} and "title" in known:
        known["term"] = known.pop("title")
    if "question" not in known and "term" in known and "definition" not in known and "because" in known:
        known["definition"] = known.pop("because")  # what explains a term is what it means
    return {place: column for column, place in known.items()}


def ours(headings: Sequence[str], more: Sequence[str] = ()) -> bool:
    """Whether a table has headings as we write them: then its guards are ours, and its cells are as we write them."""
    return list(headings[:2]) == [KIND, ID] and set(headings) <= {*OURS, *more}


def _number(sign: str) -> int:
    return int(sign) if sign.isdigit() else ord(sign) - ord("a") + 1
