"""The report of a viewing: what was asked, what was revealed as it was shown, and what was noted along the film."""

from collections.abc import Iterator
from datetime import datetime, tzinfo

from bot.chat.paper import (
    Asked,
    Bar,
    Bars,
    Cited,
    Facts,
    Moment,
    Moments,
    Part,
    Point,
    Points,
    Section,
    Sheet,
    Text,
    Voice,
    Voices,
)
from bot.packs.format.model import VERDICT_NAME
from bot.packs.papers import cited, framework_cited, framework_key, keys_of, terms_of_use
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.answering.rules import words
from bot.viewings.answering.shifts import shift_lines
from bot.viewings.answering.views import Revealed, Shown
from bot.viewings.film_time import written
from bot.viewings.paper.handout import PHASES, sources_of
from bot.viewings.records.exports import BEFORE_IT
from bot.viewings.records.summary import CheckedClaim, Summary
from bot.viewings.rules import Cue, State, Viewing

NOTHING = "Nothing was revealed in this viewing."
_SECRECY = {"unnamed": "without names", "named": "with names"}


def report_of(summary: Summary, shelf: Shelf, zone: tzinfo) -> Sheet:
    """A viewing's own part of its report."""
    viewing = summary.viewing
    film = shelf.find(viewing.programme.film_value) if viewing.programme.film_value else None
    sections = (*_prompts(summary), *_claims(summary, film), *_along(summary))
    date = viewing.created_at.astimezone(zone)
    return Sheet(
        name=f"report-{date:%Y-%m-%d}-{film.entry.id if film else 'film'}",
        title=viewing.programme.title,
        kind="Report of a viewing",
        language=film.pack.language if film else "en",
        about=tuple(_about(summary, date)),
        sections=tuple(section for section in sections if section.parts),
        sources=_sources(viewing, film),
        foot=tuple(_foot(summary, film, shelf)),
    )


def _about(summary: Summary, date: datetime) -> Iterator[Part]:
    viewing = summary.viewing
    film = viewing.programme.film
    people = "alone" if viewing.solo else f"{summary.taking_part} took part; answers {_SECRECY[viewing.secrecy]}"
    facts = {
        "Watched on": f"{date.day} {date:%B %Y}",
        "By": people,
        "Guide": viewing.programme.guide.title,
        "Film": ", ".join(filter(None, (film.makers, str(film.year or ""), film.runtime))) if film else "",
    }
    yield Facts(tuple((name, value) for name, value in facts.items() if value))
    if not any(lens.prompts for lens in summary.lenses):
        yield Text(NOTHING)


def _prompts(summary: Summary) -> Iterator[Section]:
    shown = {part.cue.place: part for lens in summary.lenses for part in lens.prompts}
    asked = sorted(summary.viewing.asked, key=lambda cue: cue.number)
    for phase, heading in PHASES.items():
        cues = [cue for cue in asked if cue.prompt.phase == phase]
        yield Section(heading, tuple(_asked(summary.viewing, cue, shown.get(cue.place)) for cue in cues))


def _asked(viewing: Viewing, cue: Cue, revealed: Revealed | None) -> Asked:
    parts: tuple[Part, ...]
    if revealed is None:
        silent = cue.state is State.REVEALED or viewing.solo
        parts = (Text("Nobody answered." if silent else "The answers were not revealed.", quiet=True),)
    else:
        parts = tuple(_answers(revealed)) or (Text("Nobody answered.", quiet=True),)
    return Asked(
        number=cue.number,
        text=cue.prompt.ask,
        minute=written(cue.minute) if cue.minute is not None else "",
        cites=(framework_key(cue.prompt.framework),) if cue.prompt.framework else (),
        parts=parts,
    )


def _answers(revealed: Revealed) -> Iterator[Part]:
    prompt, answers = revealed.cue.prompt, revealed.answers
    if answers and prompt.options:
        shares = [round(100 * count / len(answers)) for count in revealed.tally]
        told = zip(prompt.options, revealed.tally, shares, strict=True)
        yield Bars(tuple(Bar(option, f"{count} ({share} %)", share) for option, count, share in told))
    if answers and revealed.shift:
        first, *moves = shift_lines(revealed.shift, prompt, str)
        yield Text(first, quiet=True)
        if moves:
            yield Points(tuple(Point(move) for move in moves))
    voices = [each for each in answers if not prompt.options or each.answer.reason or each.member_id is not None]
    if voices:
        yield Voices(tuple(_voice(revealed, each) for each in voices))


def _voice(revealed: Revealed, shown: Shown) -> Voice:
    answer = shown.answer
    text = words(revealed.cue.prompt, answer.content)
    return Voice(text, shown.member_id, answer.reason or "", "later" if answer.later else "")


def _claims(summary: Summary, film: Item | None) -> Iterator[Section]:
    told = [claim for claim in summary.claims if claim.checks or claim.pack]
    if told:
        checked = any(claim.checks for claim in told)
        lead = f"What the pack says of each{', and what was found here' if checked else '; nobody here checked one'}."
        yield Section("Claims", (Points(tuple(_claim(claim, film) for claim in told)),), lead)


def _claim(claim: CheckedClaim, film: Item | None) -> Point:
    pack = claim.pack
    verdict = f"{VERDICT_NAME[pack.verdict]}." if pack and pack.verdict else "No pack has checked it."
    note = pack.note or "" if pack else ""
    cites = keys_of(film.pack, sources_of(film.pack, pack)) if film and pack else ()
    return Point(note, f"“{' '.join(claim.wording.split())}”", verdict, claim.found if claim.checks else "", cites)


def _along(summary: Summary) -> Iterator[Section]:
    before = [Moment(BEFORE_IT, " ".join(note.text.split()), note.member_id) for note in summary.notes_before]
    during = [
        Moment(written(each.film_time), each.words, each.member_id, "prompt" if each.asked else "")
        for each in summary.timeline
    ]
    if before or during:
        yield Section("Moments along the film", (Moments((*before, *during)),))


def _sources(viewing: Viewing, film: Item | None) -> dict[str, Cited]:
    """What the report cites, and no more: of the film it says nothing for which a source is needed."""
    found: dict[str, Cited] = {}
    if film:
        for claim in viewing.programme.claims:
            found |= cited(film.pack, sources_of(film.pack, claim))
    for cue in viewing.asked:
        key = cue.prompt.framework
        if key and key in viewing.programme.frameworks:
            found |= framework_cited(key, viewing.programme.frameworks[key])
    return found


def _foot(summary: Summary, film: Item | None, shelf: Shelf) -> Iterator[str]:
    programme = summary.viewing.programme
    if summary.unrevealed and not summary.viewing.solo:
        prompts = "1 prompt" if summary.unrevealed == 1 else f"{summary.unrevealed} prompts"
        yield f"The answers to {prompts} were not revealed, so they are not in this report."
    if programme.film_value and film is None:
        yield "The pack of this film is no longer on the shelf, so its sources are missing here."
    guide = shelf.find(programme.guide_value)
    yield from dict.fromkeys(terms_of_use(each.pack) for each in (film, guide) if each)
    yield "Answers, notes and statements are the words of those who took part. Ask them before you pass this on."
