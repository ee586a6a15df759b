"""Journals and transcripts as files to take home."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence

from bot.chat.marks import flat
from bot.chat.text import plain
from bot.viewing.answering.rules import words
from bot.viewing.answering.service import Revealed
from bot.viewing.answering.store import Note, Shown
from bot.viewing.film_time import written
from bot.viewing.keeping.journal import Chapter, Entry, Journal
from bot.viewing.keeping.summary import CheckedClaim, Summary
from bot.viewing.rules import Secrecy

JOURNAL = ("film", "guide", "prompt", "phase", "asked", "answer", "reason", "minute", "answered_at")
TRANSCRIPT = ("film", "guide", "prompt", "phase", "lens", "asked", "answer", "reason", "later")
NAMED = "member"
"""The further column of a transcript that names its answers."""

Name = Callable[[int], str]
"""How a member is called."""


def journal_csv(journal: Journal) -> bytes:
    """The answers of a journal, a row each, in UTF-8; times in UTC, minutes as the film's clock shows them."""
    return _csv(JOURNAL, (_row(chapter, entry) for chapter in journal.chapters for entry in chapter.entries))


def journal_markdown(journal: Journal) -> str:
    """A journal to read: answers, reasons and notes, viewing by viewing."""
    parts = ["# My viewing journal"]
    for chapter in journal.chapters:
        parts += [_title(chapter), *(_entry(entry) for entry in chapter.entries), *_notes(chapter.notes, None)]
    return flat("\n\n".join(parts)) + "\n"


def transcript_csv(summary: Summary, name: Name) -> bytes:
    """The revealed answers of a viewing, a row each; with names only where the viewing names them."""
    named = summary.viewing.secrecy is Secrecy.NAMED
    rows = (
        (*_transcript_row(summary, part, shown), *([_called(shown.member_id, name)] if named else []))
        for lens in summary.lenses
        for part in lens.prompts
        for shown in part.answers
    )
    return _csv((*TRANSCRIPT, *([NAMED] if named else [])), rows)


def transcript_markdown(summary: Summary, name: Name) -> str:
    """The revealed answers, the claims and the notes of a viewing, to read."""
    programme = summary.viewing.programme
    parts = [f"# {plain(programme.title)}", f"Guide: {plain(programme.guide.title)}"]
    for lens in summary.lenses:
        parts.append(f"## {lens.lens.capitalize()}")
        parts += [_part(part, name) for part in lens.prompts]
    if claims := [_claim(claim) for claim in summary.claims if claim.checks]:
        parts += ["## Claims", *claims]
    return flat("\n\n".join([*parts, *_notes(summary.notes, name)])) + "\n"


def _row(chapter: Chapter, entry: Entry) -> Sequence[str]:
    return (
        chapter.programme.title,
        chapter.programme.guide.title,
        entry.prompt.id,
        entry.prompt.phase,
        entry.prompt.ask,
        entry.words,
        entry.answer.reason or "",
        "" if entry.answer.film_time is None else written(entry.answer.film_time),
        entry.answer.answered_at.isoformat(timespec="seconds"),
    )


def _transcript_row(summary: Summary, part: Revealed, shown: Shown) -> Sequence[str]:
    prompt = part.cue.prompt
    return (
        summary.viewing.programme.title,
        summary.viewing.programme.guide.title,
        prompt.id,
        prompt.phase,
        prompt.lens,
        prompt.ask,
        words(prompt, shown.answer.content),
        shown.answer.reason or "",
        "later" if shown.answer.later else "",
    )


def _csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(flat(value)) for value in row] for row in rows)
    return text.getvalue().encode()


def _cell(value: str) -> str:
    """Spreadsheets run what begins like a formula (OWASP, "CSV injection"); an apostrophe makes it text."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value


def _title(chapter: Chapter) -> str:
    names = f"{plain(chapter.programme.title)} — {plain(chapter.programme.guide.title)}"
    return f"## {names}\n\n{chapter.created_at:%Y-%m-%d}"


def _entry(entry: Entry) -> str:
    return f"**{plain(entry.prompt.ask)}**\n\n{plain(entry.words)}{_reason(entry.answer.reason)}"


def _part(part: Revealed, name: Name) -> str:
    lines = [f"**{plain(part.cue.prompt.ask)}**", *(_shown(part, shown, name) for shown in part.answers)]
    return "\n\n".join(lines if part.answers else [*lines, "Nobody answered."])


def _shown(part: Revealed, shown: Shown, name: Name) -> str:
    by = "" if shown.member_id is None else f"{plain(_called(shown.member_id, name))}: "
    later = " (later)" if shown.answer.later else ""
    return f"{by}{plain(words(part.cue.prompt, shown.answer.content))}{later}{_reason(shown.answer.reason)}"


def _reason(reason: str | None) -> str:
    return "\n\n" + "\n".join(f"> {line}" for line in plain(reason).splitlines()) if reason else ""


def _claim(claim: CheckedClaim) -> str:
    sure = f" The group is sure of it to {claim.confidence:.1f} of 5." if claim.confidence else ""
    verdict = f" The pack says: {claim.pack.verdict}." if claim.pack and claim.pack.verdict else ""
    return f"“{plain(claim.wording)}”{verdict}{sure}"


def _notes(notes: Sequence[Note], name: Name | None) -> Iterator[str]:
    if notes:
        yield "## Notes" if name else "### Notes"
        yield "\n".join(f"- {written(note.film_time)} {_note(note, name)}".rstrip() for note in notes)


def _note(note: Note, name: Name | None) -> str:
    by = f"{plain(_called(note.member_id, name))}: " if name and note.member_id is not None else ""
    return f"{by}{plain(' '.join(note.text.split()))}"


def _called(member_id: int | None, name: Name) -> str:
    return "" if member_id is None else name(member_id)
