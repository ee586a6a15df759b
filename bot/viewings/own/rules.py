"""A prompt of one's own: what it may hold, and the viewing with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.chat import limits
from bot.chat.lookalikes import twins
from bot.chat.text import quote, shorten
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.format.fields import MAX_OPTION, MAX_OPTIONS
from bot.packs.format.model import Prompt
from bot.packs.format.rules import MOST_STEPS
from bot.viewings.own_words import MAX_WRITTEN, kept_text
from bot.viewings.rules import ENDED, Cue, Phase, State, Viewing

OwnKind = Literal["text", "choice", "scale", "claim"]
KINDS: tuple[OwnKind, ...] = get_args(OwnKind)
MOST_OWN = 25
"""Own prompts of one viewing."""
_LEAST_OPTIONS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrompt:
    """What a facilitator wrote, as it came."""

    ask: str
    kind: OwnKind | None = None
    """None where none was chosen: with options a choice, without in words."""
    options: str = ""
    """One a line."""


def check_may_add(viewing: Viewing, by: Person) -> None:
    """Raise Refusal unless this person may add a prompt to the viewing now."""
    viewing.check_leader(by)
    if viewing.closed:
        raise Refusal(f"{ENDED} Nothing more is asked in it.")
    if len(viewing.programme.own) >= MOST_OWN:
        raise Refusal(f"This viewing has {MOST_OWN} own prompts already, and no more fit.")


def with_own(viewing: Viewing, own: OwnPrompt) -> Viewing:
    """The viewing with a prompt more, which was not asked yet; raises Refusal where it breaks a rule."""
    prompt = _prompt(viewing, own)
    programme = replace(viewing.programme, own=(*viewing.programme.own, prompt))
    # It stands beside the guide as what was left out does, so that it is asked the same way.
    cue = Cue(place=len(viewing.cues), prompt=prompt, state=State.SKIPPED)
    return replace(viewing, programme=programme, cues=(*viewing.cues, cue))


def _prompt(viewing: Viewing, own: OwnPrompt) -> Prompt:
    assert viewing.phase is not Phase.CLOSED
    ask = kept_text(own.ask)
    if ask is None:
        raise Refusal("The question is empty. Press `Ask my own` again and write it.")
    if (size := limits.length(ask)) > MAX_WRITTEN:
        raise Refusal(f"The question has {size:,} characters, and {MAX_WRITTEN:,} fit. Shorten it.")
    options = tuple(kept for line in own.options.splitlines() if (kept := kept_text(line)))
    kind = own.kind or ("choice" if options else "text")
    _check_options(kind, options)
    return Prompt(id=_free_id(viewing), phase=viewing.phase.value, ask=ask, kind=kind, options=options)


def _check_options(kind: OwnKind, options: Sequence[str]) -> None:
    """Raise Refusal unless they go with the kind, as packs have it too."""
    match kind:
        case "text" | "claim":
            if options:
                raise Refusal("Only a choice or a scale takes options. Pick one of these, or leave the options empty.")
            return
        case "choice":
            noun, most = "A choice", MAX_OPTIONS
        case "scale":
            noun, most = "A scale", MOST_STEPS
    if not _LEAST_OPTIONS <= len(options) <= most:
        count = len(options) or "none"
        raise Refusal(f"{noun} needs {_LEAST_OPTIONS} to {most} options, one a line; there are {count}.")
    for option in options:
        if (size := limits.length(option)) > MAX_OPTION:
            told = quote(shorten(option, 40))
            raise Refusal(f"The option {told} has {size} characters, and {MAX_OPTION} fit. Shorten it.")
    for position, first in twins(options):
        raise Refusal(f"Two options look alike: {quote(options[first])} and {quote(options[position])}. Change one.")


def _free_id(viewing: Viewing) -> str:
    taken = {prompt.id for prompt in viewing.programme.prompts}
    return next(name for number in range(1, len(taken) + 2) if (name := f"own-{number}") not in taken)
