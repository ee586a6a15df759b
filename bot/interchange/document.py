"""A pack as a Markdown file to read: everything that it says, in the order of a book, with its sources at the end.

No text of the pack is markup in it: what is bold, a heading or a list is so by us alone. Answers and what only
facilitators see stand in it too, since it is made by whoever has the pack.
"""

import re
from collections.abc import Iterable, Iterator

from bot.chat.text import commonmark
from bot.packs.format.activities import Guide, PackPoll, Prompt
from bot.packs.format.learning import Event, Question, ReadingPath, StatementSet
from bot.packs.format.model import VERDICT_NAME, Claim, Explainer, Film, Pack, Term
from bot.packs.format.parts import Entry, Source, Statement
from bot.packs.search.pack_index import KIND_PLURAL

Blocks = Iterator[str]
PHASES = {"before": "Before the film", "during": "During the film", "after": "After the film"}
_DEEPER = re.compile(r"\n(?=[^\n])")


def document(pack: Pack) -> Blocks:
    """The blocks of the file, each with the line breaks behind it."""
    yield from (f"{block}\n\n" for block in _blocks(pack))


def _blocks(pack: Pack) -> Blocks:
    names = {entry.id: entry.name for entry in pack.entries()}
    yield f"# {commonmark(pack.title)}"
    yield from _paragraph(pack.summary)
    facts = (("Version", pack.version), ("Language", pack.language), ("Licence", pack.licence))
    yield from _facts((*facts, ("Authors", ", ".join(pack.authors)), ("Facts last checked", str(pack.checked or ""))))
    heading = ""
    for entry in pack.entries():
        if heading != (heading := KIND_PLURAL[entry.kind_of]):
            yield f"## {heading}"
        yield f"### {commonmark(entry.name)}"
        yield from _entry(entry, names)
    if pack.sources:
        yield "## Sources"
        yield _items(_source(key, source) for key, source in pack.sources.items())
    if pack.frameworks:
        yield "## Ways of questioning"
        yield _items(_sentence(commonmark(each.name), each.licence, each.url) for each in pack.frameworks.values())


def _entry(entry: Entry, names: dict[str, str]) -> Blocks:
    match entry:
        case ReadingPath():
            yield from _paragraph(entry.lead)
            yield _numbered(commonmark(names.get(each, each)) for each in entry.entries)
        case Explainer():
            yield from _explainer(entry, names)
        case Film():
            yield from _film(entry, names)
        case Claim():
            yield from _claim(entry)
        case Term():
            yield from _paragraph(" · ".join(filter(None, (entry.native, entry.reading))))
            yield from _paragraph(entry.definition, entry.sources)
            yield from _facts([("Also called", ", ".join(entry.aliases))])
        case Guide():
            yield from _guide(entry, names)
        case PackPoll():
            yield from _paragraph(entry.question_after and f"After the film: {entry.question_after}")
            yield _items(map(commonmark, (*entry.options, *entry.labels, *(["Not sure"] if entry.not_sure else []))))
        case Event():
            yield from _paragraph(entry.text, entry.sources)
        case Question():
            yield from _question(entry)
        case StatementSet():
            yield _items(map(commonmark, entry.statements))
        case _:
            raise TypeError(entry)


def _explainer(explainer: Explainer, names: dict[str, str]) -> Blocks:
    yield from _paragraph(explainer.lead)
    yield from _list("After this you can …", map(commonmark, explainer.goals))
    yield from _list("The short version", map(_cited, explainer.key_points))
    for section in explainer.sections:
        yield f"#### {commonmark(section.heading)}"
        yield from _paragraph(section.text, section.sources)
    for told, ids in (
        ("What people get wrong", explainer.misconceptions),
        ("Terms", explainer.terms),
        ("Films", explainer.films),
        ("Go on with", explainer.see_also),
    ):
        yield from _list(told, (commonmark(names.get(each, each)) for each in ids))


def _film(film: Film, names: dict[str, str]) -> Blocks:
    if film.status == "unverified":
        yield "**Title not verified.** No source for this film was found that can be checked."
    yield from _facts((*film.facts.items(), ("Content note", film.content_note)))
    yield from _paragraph(film.summary, film.sources)
    yield from _list("Themes", (f"**{commonmark(each.name)}** {commonmark(each.text)}" for each in film.themes))
    yield from _facts([("Perspective", film.perspective)])
    yield from _list("What critics say", map(_cited, film.critics))
    yield from _list("Claims to check", (commonmark(names.get(each, each)) for each in film.claims))
    yield from _list("Films to watch instead", (commonmark(names.get(each, each)) for each in film.nearest))
    yield from _list("Where to watch", (commonmark(f"{each.label}: {each.url}") for each in film.watch))


def _claim(claim: Claim) -> Blocks:
    verdict = f"**Verdict: {VERDICT_NAME[claim.verdict]}.** " if claim.verdict else ""
    yield f"{verdict}{_with_keys(claim.note or '', claim.sources)}".strip() or "**Not rated yet.**"
    yield from _list("Evidence for", map(_cited, claim.supporting))
    yield from _list("Evidence against", map(_cited, claim.against))
    yield from _facts([("Where we looked", claim.searched)])


def _guide(guide: Guide, names: dict[str, str]) -> Blocks:
    yield from _facts([("Made for", names.get(guide.film or ""))])
    for phase, heading in PHASES.items():
        prompts = [prompt for prompt in guide.prompts if prompt.phase == phase]
        if prompts:
            yield f"#### {heading}"
            yield _numbered(map(_prompt, prompts))


def _prompt(prompt: Prompt) -> str:
    at = f"**{commonmark(prompt.at)}** " if prompt.at else ""
    told = [at + commonmark(prompt.ask)]
    told += [_items(map(commonmark, prompt.options))] if prompt.options else []
    asides = (("To ask further", prompt.probe), ("For whoever leads", prompt.facilitator_note))
    told += [f"**{name}:** {commonmark(text)}" for name, text in asides if text]
    return "\n\n".join(told)


def _question(question: Question) -> Blocks:
    right = question.kind == "order"
    if question.options:
        told = (
            f"{commonmark(each.text)}{' **(right)**' if each.right else ''} {commonmark(each.because or '')}".strip()
            for each in question.options
        )
        yield _numbered(told) if right else _items(told)
    yield from _facts([("In this order", "from the first to the last")] if right else [("Answer", question.answer)])
    yield from _paragraph(question.because, question.sources)


def _source(key: str, source: Source) -> str:
    who = f"{source.publisher or source.author}: " if source.publisher or source.author else ""
    by = f", by {source.author}" if source.publisher and source.author else ""
    copy = ", read in a copy" if source.seen == "copy" else ""
    dated = f" ({source.date})" if source.date else ""
    return _sentence(f"**{key}** {commonmark(f'{who}{source.title}{dated}{by}{copy}')}", None, source.url)


def _sentence(text: str, licence: str | None, url: str | None) -> str:
    return " ".join(filter(None, (f"{text}.", licence and commonmark(licence), url and commonmark(url))))


def _cited(statement: Statement) -> str:
    return _with_keys(statement.text, statement.sources)


def _with_keys(text: str, keys: Iterable[str]) -> str:
    """A text with the keys of its sources in brackets, as they stand in the list at the end."""
    named = ", ".join(keys)
    return f"{commonmark(text)} \\[{named}\\]" if named and text else commonmark(text)


def _paragraph(text: str | None, keys: Iterable[str] = ()) -> Blocks:
    if text:
        yield _with_keys(text, keys)


def _facts(facts: Iterable[tuple[str, str | None]]) -> Blocks:
    lines = [f"**{name}:** {commonmark(text)}" for name, text in facts if text]
    if lines:
        yield "\\\n".join(lines)


def _list(told: str, items: Iterable[str]) -> Blocks:
    if listed := _items(items):
        yield f"**{told}**"
        yield listed


def _items(items: Iterable[str]) -> str:
    return "\n".join(f"- {_set_in(item, 2)}" for item in items)


def _numbered(items: Iterable[str]) -> str:
    marks = ((f"{number}. ", item) for number, item in enumerate(items, 1))
    return "\n".join(mark + _set_in(item, len(mark)) for mark, item in marks)


def _set_in(text: str, by: int) -> str:
    """A text whose further lines belong to the same point of a list."""
    return _DEEPER.sub("\n" + " " * by, text)
