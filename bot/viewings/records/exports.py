"""Journals and transcripts as files to take home."""

from collections.abc import Callable, Iterator, Sequence

from bot.chat.marks import flat, flattened
from bot.chat.spreadsheet import table
from bot.chat.text import commonmark, plain
from bot.packs.format.model import VERDICT_NAME
from bot.viewings.answering.rules import words
from bot.viewings.answering.shifts import shift_lines
from bot.viewings.answering.views import Note, Revealed, Shown
from bot.viewings.film_time import written
from bot.viewings.records.journal import Chapter, Entry, Journal
from bot.viewings.records.summary import CheckedClaim, Summary
from bot.viewings.rules import Secrecy

JOURNAL = ("film", "guide", "prompt", "phase", "asked", "answer", "reason", "minute", "answered_at")
TRANSCRIPT = ("film", "guide", "prompt", "phase", "lens", "asked", "answer", "reason", "later")
BEFORE_IT = "Before the film"
"""Where a note stands that has no minute."""
NAMED = "member"
"""The further column of a transcript that names its answers."""

Name = Callable[[int], str]
"""How a member is called."""
Safe = Callable[[str], str]
"""Makes a text safe for where it is shown."""


def journal_csv(journal: Journal) -> bytes:
    """The answers of a journal, a row each, in UTF-8; times in UTC, minutes as the film's clock shows them."""
    rows = (_row(chapter, entry) for chapter in journal for entry in chapter.entries)
    return table(JOURNAL, map(flattened, rows))


def journal_markdown(journal: Journal) -> str:
    """A journal as a file to read: answers, reasons and notes, viewing by viewing."""
    return "\n\n".join(["# My viewing journal", *_chapters(journal, _safe, detailed=True)]) + "\n"


def journal_text(journal: Journal) -> str:
    """The same for a card."""
    return "\n\n".join(_chapters(journal, plain, detailed=False))


def transcript_csv(summary: Summary, name: Name) -> bytes:
    """The revealed answers of a viewing, a row each; with members only where the viewing names them."""
    named = summary.viewing.secrecy is Secrecy.NAMED
    rows = (
        (*_transcript_row(summary, part, shown), *([_told(shown.member_id, name)] if named else []))
        for lens in summary.lenses
        for part in lens.prompts
        for shown in part.answers
    )
    return table((*TRANSCRIPT, *([NAMED] if named else [])), map(flattened, rows))


def transcript_markdown(summary: Summary, name: Name) -> str:
    """The revealed answers, the claims and the notes of a viewing, to read."""
    programme = summary.viewing.programme
    parts = [f"# {_line(programme.title)}", f"guide: {_line(programme.guide.title)}"]
    for lens in summary.lenses:
        parts.append(f"## {lens.lens.capitalize()}")
        parts += [_part(part, name) for part in lens.prompts]
    if claims := [_claim(claim) for claim in summary.claims if claim.checks]:
        parts += ["## Claims", *claims]
    return "\n\n".join([*parts, *_notes(summary.notes, name, _safe)]) + "\n"


def _chapters(journal: Journal, safe: Safe, *, detailed: bool) -> Iterator[str]:
    for chapter in journal:
        yield _title(chapter, safe)
        for entry in chapter.entries:
            yield _entry(entry, safe) + (_details(_row(chapter, entry)) if detailed else "")
        yield from _notes(chapter.notes, None, safe)


def _safe(text: str) -> str:
    """A text in a Markdown file."""
    return commonmark(flat(text))


def _line(text: str) -> str:
    return _safe(" ".join(text.split()))


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


def _details(row: Sequence[str]) -> str:
    """What a row says beyond the question and its answer, by the names of its columns."""
    named = dict(zip(JOURNAL, row, strict=True))
    told = (f"{key}: {_line(named[key])}" for key in ("prompt", "phase", "minute", "answered_at") if named.get(key))
    return "\n\n" + " · ".join(told)


def _title(chapter: Chapter, safe: Safe) -> str:
    names = f"{safe(chapter.programme.title)} — {safe(chapter.programme.guide.title)}"
    return f"## {names}\n\n{chapter.created_at:%Y-%m-%d}"


def _entry(entry: Entry, safe: Safe) -> str:
    asked = f"**{safe(' '.join(entry.prompt.ask.split()))}**"
    answer = safe(entry.words)
    if entry.earlier_words is not None:
        answer = f"Before the film: {safe(entry.earlier_words)}\n\nNow: {answer}"
    return f"{asked}\n\n{answer}{_reason(entry.answer.reason, safe)}"


def _part(part: Revealed, name: Name) -> str:
    prompt = part.cue.prompt
    asked = [f"**{_line(prompt.ask)}**", f"prompt: {_line(prompt.id)} · phase: {prompt.phase}"]
    moved = shift_lines(part.shift, prompt, _line) if part.shift and part.answers else ()
    lines = [*asked, *moved, *(_shown(part, shown, name) for shown in part.answers)]
    return "\n\n".join(lines if part.answers else [*lines, "Nobody answered."])


def _shown(part: Revealed, shown: Shown, name: Name) -> str:
    by = "" if shown.member_id is None else f"{_line(name(shown.member_id))}: "
    later = " (later)" if shown.answer.later else ""
    return f"{by}{_safe(words(part.cue.prompt, shown.answer.content))}{later}{_reason(shown.answer.reason, _safe)}"


def _reason(reason: str | None, safe: Safe) -> str:
    return "\n\n" + "\n".join(f"> {line}" for line in safe(reason).splitlines()) if reason else ""


def _claim(claim: CheckedClaim) -> str:
    sure = f" How sure the group is, on average: {claim.confidence:.1f} of 5." if claim.confidence else ""
    verdict = (
        f" The pack says: {VERDICT_NAME[claim.pack.verdict].lower()}." if claim.pack and claim.pack.verdict else ""
    )
    return f"{_line(f'“{claim.wording}”')}{verdict}{sure}"


def _notes(notes: Sequence[Note], name: Name | None, safe: Safe) -> Iterator[str]:
    if notes:
        yield "## Notes" if name else "### Notes"
        yield "\n".join(f"- {_minute(note)} {_note(note, name, safe)}".rstrip() for note in notes)


def _minute(note: Note) -> str:
    return f"{BEFORE_IT}:" if note.film_time is None else written(note.film_time)


def _note(note: Note, name: Name | None, safe: Safe) -> str:
    by = f"{safe(name(note.member_id))}: " if name and note.member_id is not None else ""
    return f"{by}{safe(' '.join(note.text.split()))}"


def _told(member_id: int | None, name: Name) -> str:
    return "" if member_id is None else name(member_id)
