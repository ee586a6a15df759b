"""The files of a draft: every entry of a sheet with what is missing in it, marked where its author will write it.

What a pack cannot do without is left out or says MISSING, so that `check` names each place; what is only worth writing
stands as a comment. Entries that nothing leads to are out of reach, so explainers list them, as many as a card links.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bot.chat.text import shorten
from bot.interchange.drafts import CLAIMS, NAMED_BY, QUESTIONS, TERMS, Draft, Drafts
from bot.interchange.sources import MISSING
from bot.packs.format.fields import MAX_PACK_ID, MAX_TITLE, slug
from bot.packs.format.problems import shown
from bot.packs.format.yaml_text import block

LINKED = 25
"""Entries that a card leads on to."""
STEPS = 10
"""Entries of a path."""
EDITOR = "# yaml-language-server: $schema=../pack.schema.json\n"
_HEAD = """\
# What the pack is. What to write next: its title, a summary, under which licence, who wrote it.
format: 1
id: {id}
version: 0.1.0
{title}# summary: What this pack is about, in a sentence or two.
# language: en
# licence: CC-BY-4.0
# authors: [Your name]
# When you last checked the facts:
# checked: 2026-11-23
"""
_ABOVE = {
    "sources": "Where statements come from. Entries name them by their keys.\n"
    "A `kind` says who speaks: official, scholar, media, company, film, framework or article.",
    TERMS: "Words explained. Members find them with /glossary.",
    CLAIMS: "Claims checked. Members find them with /claim.",
    QUESTIONS: "Questions for quizzes. No card shows the answer before it was given.",
    "explainers": "What leads to the words and claims. Give each a title that says what they are about, and a lead.",
    "paths": "Where newcomers begin: first in /library.",
}
_WANTED = {
    TERMS: {"definition": "what the word means"},
    CLAIMS: {
        "verdict": "true, mostly_true, partly, misleading, contested, not_shown, mostly_false or false",
        "note": "the verdict in one line",
    },
    QUESTIONS: {"because": "why that is the answer"},
}
"""What an entry should have beside its name, in the order in which it is written."""
_BELOW = {"title": "its own title", "kind": "official, scholar, media, company, film, framework or article"}


def draft_files(drafts: Drafts, folder_name: str) -> Iterator[tuple[str, str]]:
    """Each file of the draft: its name and its text."""
    name = " ".join(folder_name.replace("-", " ").replace("_", " ").split()) or "my pack"
    title = block({"title": shorten(name[0].upper() + name[1:], MAX_TITLE)})
    head = _HEAD.replace("{id}", slug(folder_name, MAX_PACK_ID) or "my-pack").replace("{title}", title)
    yield "pack.yaml", EDITOR + head
    sources = drafts.sources.by_key
    if sources:
        yield "sources.yaml", _file("sources", (_source(key, values) for key, values in sources.items()))
    for key in (TERMS, CLAIMS, QUESTIONS):
        if entries := drafts.under(key):
            yield f"{key}.yaml", _file(key, map(_entry, entries))
    groups = [*_groups(drafts.under(TERMS)), *_groups(drafts.under(CLAIMS))]
    if groups:
        taken = {str(draft.values["id"]) for draft in drafts.entries}
        explainers = [*_explainers(groups, taken)]
        yield "explainers.yaml", _file("explainers", map(_explainer, explainers))
        steps = [each["id"] for each in explainers[:STEPS]]
        path = {"id": _free("begin-here", taken), "title": "Begin here", "entries": steps}
        yield "paths.yaml", _file("paths", [_set_in(block([path]))])


def _file(key: str, parts: Iterable[str]) -> str:
    above = "".join(f"# {line}\n" for line in _ABOVE[key].splitlines())
    return f"{EDITOR}{above}{key}:\n{''.join(parts)}"


def _source(key: str, values: Mapping[str, Any]) -> str:
    missing = [f"# {name}: {what}" for name, what in _BELOW.items() if name not in values]
    return _set_in(block({key: dict(values) or None})) + _lines(missing, 4)


def _entry(draft: Draft) -> str:
    values = {key: value for key, value in draft.values.items() if value}
    missing = [f"# {key}: {what}" for key, what in _WANTED[draft.key].items() if key not in values]
    if values.get("sources") == [MISSING]:
        missing.append(f"# In place of {MISSING}: the key of the source in which this stands.")
    remarks = [f"# {shown(' '.join(remark.split()), 10_000)}" for remark in draft.remarks]
    return _set_in(block([values])) + _lines([*missing, *remarks], 4)


def _groups(drafts: Iterable[Draft]) -> Iterator[tuple[str, list[Draft]]]:
    """Entries of a kind that belong together: by the topics of the sheet, the others in the order of their names."""
    by_topic: dict[str, list[Draft]] = {}
    for draft in drafts:
        by_topic.setdefault(draft.topic, []).append(draft)
    for topic, members in by_topic.items():
        ordered = iter(members if topic else sorted(members, key=lambda draft: _name(draft).casefold()))
        parts = iter(lambda ordered=ordered: list(islice(ordered, LINKED)), [])
        for number, part in enumerate(parts, 1):
            number_of = f" ({number})" if len(members) > LINKED else ""
            if topic:
                yield shorten(" ".join(topic.split()), MAX_TITLE - 20) + number_of, part
            elif part[0].key == CLAIMS:
                yield f"Claims{number_of}", part
            else:
                ends = (shorten(_name(part[at]), 40) for at in (0, -1))
                yield f"From {' to '.join(ends)}" if number_of else "Words", part


def _name(draft: Draft) -> str:
    return " ".join(str(draft.values.get(NAMED_BY[draft.key]) or f"line {draft.line}").split())


def _explainers(groups: Sequence[tuple[str, list[Draft]]], taken: set[str]) -> Iterator[dict[str, Any]]:
    """An explainer for each group; a path names the first ones, and each of the others is named by the one before."""
    ids = [_free(f"overview-{number}", taken) for number in range(1, len(groups) + 1)]
    for number, (title, members) in enumerate(groups):
        claims = [draft.values["id"] for draft in members if draft.key == CLAIMS]
        on = ids[number + 1 : number + 2] if number + 1 >= STEPS else []
        terms = [draft.values["id"] for draft in members if draft.key == TERMS]
        told = {"id": ids[number], "title": title, "terms": terms, "see_also": [*claims, *on]}
        yield {key: value for key, value in told.items() if value}


def _explainer(values: dict[str, Any]) -> str:
    return _set_in(block([values])) + _lines(["# lead: What these are about, in at most two sentences."], 4)


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"{name}-x"
    taken.add(name)
    return name


def _set_in(text: str) -> str:
    return _lines(text.splitlines(), 2)


def _lines(lines: Iterable[str], by: int) -> str:
    return "".join(f"{' ' * by if line else ''}{line}\n" for line in lines)
