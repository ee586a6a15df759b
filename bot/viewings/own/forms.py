"""The form in which a facilitator writes a prompt of their own."""

from discord import ui

from bot.chat.forms import Fields, form_of, select_of, text_of
from bot.viewings.answering.forms import paragraph
from bot.viewings.own.rules import KINDS, OwnKind, OwnPrompt
from bot.viewings.rules import Viewing

_KINDS: dict[OwnKind, str] = {
    "text": "In words",
    "choice": "Pick one option",
    "scale": "A step of a scale",
    "claim": "A claim from the film",
}


def own_form(viewing: Viewing) -> ui.Modal:
    """The question, how it is answered, and what there is to pick from."""
    return form_of(
        "Ask my own",
        f"own-form:{viewing.id}",
        ui.Label(
            text="Question",
            description="It is asked at once, at this minute of the film.",
            component=paragraph("ask"),
        ),
        ui.Label(
            text="How it is answered",
            description="Left empty: in words, or with options by picking one.",
            component=select_of("kind", _KINDS),
        ),
        ui.Label(
            text="Options, one a line",
            description="For a choice or a scale; else leave it empty.",
            component=paragraph("options", required=False),
        ),
    )


def own_prompt(fields: Fields) -> OwnPrompt:
    """What was written in it."""
    kind = text_of(fields, "kind")
    return OwnPrompt(
        ask=text_of(fields, "ask"),
        kind=next((each for each in KINDS if each == kind), None),
        options=text_of(fields, "options"),
    )
