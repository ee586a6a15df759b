"""The forms in which prompts are answered, reasons given and moments noted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.forms import Fields, form_of, select_of, text_of
from bot.chat.text import brief
from bot.viewings.answering.rules import CONFIDENCE, PROBE, Answer, Content, Finding
from bot.viewings.film_time import written
from bot.viewings.own_words import MAX_WRITTEN
from bot.viewings.rules import Cue, Viewing

QUESTION = 3_000
"""Characters of a question in a form; `Whole question` shows all of a longer one."""
_FINDINGS = {Finding.YES: "Yes", Finding.NO: "No", Finding.UNSURE: "Not sure, or not looked for"}
_SURE = ("1: surely not true", "2", "3: cannot tell", "4", "5: surely true")


def text_form(viewing: Viewing, cue: Cue, before: Answer | None) -> ui.Modal:
    """An answer in one's own words."""
    field = paragraph("text", before.content.text if before else None)
    custom_id = f"answer-form:{viewing.id}:{cue.place}"
    return form_of(f"Prompt {cue.number}", custom_id, *_asking(cue.prompt.ask, "Your answer", field))


def claim_form(viewing: Viewing, cue: Cue, before: Answer | None, about: int | None = None) -> ui.Modal:
    """A claim with the four moves; `about`: which of the film's claims it is, by place. All but the claim may wait."""
    content = before.content if before else Content()
    known = viewing.programme.claims[about].claim if about is not None else content.text
    custom_id = f"claim-form:{viewing.id}:{cue.place}" + ("" if about is None else f":{about}")
    return form_of(
        f"Prompt {cue.number}: a claim",
        custom_id,
        ui.Label(text="Claim", description="Stop: write it down as you heard it.", component=paragraph("text", known)),
        ui.Label(
            text="Evidence shown",
            description="Trace: what does the film show for it, and where does that come from?",
            component=paragraph("evidence", content.evidence, required=False),
        ),
        ui.Label(
            text="Did the film name a source?",
            description="Investigate: who says it?",
            component=select_of("source", _FINDINGS, content.source),
        ),
        ui.Label(
            text="Did you find it elsewhere?",
            description="Find: what do other, better sources say?",
            component=select_of("elsewhere", _FINDINGS, content.elsewhere),
        ),
        ui.Label(
            text="How sure are you that it is true?",
            component=select_of(
                "confidence", dict(zip(map(str, CONFIDENCE), _SURE, strict=True)), str(content.confidence)
            ),
        ),
    )


def why_form(viewing: Viewing, cue: Cue, before: Answer | None) -> ui.Modal:
    """What makes somebody say what they said."""
    field = paragraph("reason", before.reason if before else None)
    custom_id = f"why-form:{viewing.id}:{cue.place}"
    return form_of(f"Prompt {cue.number}: why", custom_id, *_asking(cue.prompt.probe or PROBE, "Your reason", field))


def note_form(viewing: Viewing, moment: timedelta | None) -> ui.Modal:
    """A note of a moment of the film, which the form holds so that typing takes no time; None: before the film."""
    if moment is None:
        note = ui.Label(text="Your note", component=paragraph("text"))
        return form_of("Note before the film", f"note-form:{viewing.id}", note)
    return form_of(
        f"Note at {written(moment)}",
        f"note-form:{viewing.id}:{moment // timedelta(milliseconds=1)}",
        ui.Label(
            text="Your note",
            description="You may leave it empty to mark the moment only.",
            component=paragraph("text", required=False),
        ),
    )


def jump_form(viewing: Viewing, position: Any) -> ui.Modal:
    """Where the film is."""
    return form_of(
        "Jump",
        f"jump-form:{viewing.id}:{viewing.step}",
        ui.Label(
            text="Where is the film now?",
            description="Such as 12:30, 1:02:30, or 12 for minutes.",
            component=ui.TextInput(custom_id="minute", default=written(position), max_length=20),
        ),
    )


def claim_content(fields: Fields) -> Content:
    """What a claim form says."""
    return Content(
        text=text_of(fields, "text") or None,
        evidence=text_of(fields, "evidence") or None,
        source=_finding(text_of(fields, "source")),
        elsewhere=_finding(text_of(fields, "elsewhere")),
        confidence=int(sure) if (sure := text_of(fields, "confidence")) and sure in "12345" else None,
    )


def _finding(value: str) -> Finding | None:
    return Finding(value) if value in set(Finding) else None


def _asking(question: str, label: str, field: "ui.TextInput[ui.Modal]") -> "Iterator[ui.Item[Any]]":
    """A field under its question: beside its label where that has room, else above it."""
    fits = limits.length(question) <= limits.SELECT_DESCRIPTION
    if not fits:
        yield ui.TextDisplay(brief(question, QUESTION))
    yield ui.Label(text=label, description=question if fits else None, component=field)


def paragraph(custom_id: str, text: str | None = None, *, required: bool = True) -> "ui.TextInput[ui.Modal]":
    """A field for what a member writes, with what they wrote before where that still fits."""
    default = text if text and limits.length(text) <= MAX_WRITTEN else None
    style = discord.TextStyle.paragraph
    return ui.TextInput(custom_id=custom_id, style=style, default=default, max_length=MAX_WRITTEN, required=required)
