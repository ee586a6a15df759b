"""The prompts of an evening as a guide asks them again: at the minutes at which they were asked, with kept moments.

Moments that members kept become questions at their minute; what was written there, which the group has read without
names, is the facilitator's note.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.chat.text import shorten
from bot.packs.format.fields import seconds
from bot.packs.format.model import Prompt
from bot.packs.reading.lint import without_disallowed
from bot.viewings.answering.views import Note
from bot.viewings.film_time import START, written
from bot.viewings.rules import Cue, Viewing

TOGETHER = timedelta(seconds=15)
"""Within this time of the film several kept moments are one."""
MOST_MOMENTS = 40
NOTED = 2_000
"""Characters of what members wrote at one moment."""
ON_TIME = timedelta(seconds=15)
"""A prompt asked so soon after its minute was asked at it."""

_PHASES = ("before", "during", "after")
_MOMENT = "Somebody kept this moment. What do you see and hear here?"

Moment = tuple[timedelta, tuple[str, ...]]
"""A kept moment: where the film stood, and what was written there."""


def moments_of(notes: Iterable[Note]) -> list[Moment]:
    """Kept moments along the film; those that several kept are one, and what has no minute is none."""
    found: list[Moment] = []
    timed = sorted((note.film_time, note.text) for note in notes if note.film_time is not None)
    for position, text in timed:
        if found and position - found[-1][0] <= TOGETHER:
            found[-1] = (found[-1][0], (*found[-1][1], text))
        else:
            found.append((position, (text,)))
    return found


def chosen(moments: Sequence[Moment]) -> list[Moment]:
    """As many as a guide takes, those that most members kept."""
    return sorted(sorted(moments, key=lambda moment: -len(moment[1]))[:MOST_MOMENTS])


def prompts_of(viewing: Viewing, moments: Iterable[Moment]) -> tuple[Prompt, ...]:
    """What was asked and the moments, as they come in an evening: by phase, along the film, else as they were asked."""
    asked = [_prompt(viewing, cue) for cue in viewing.asked]
    kept = [_moment(viewing, number, each) for number, each in enumerate(moments, 1)]
    return tuple(sorted(_paired([*asked, *kept]), key=_order))


def _prompt(viewing: Viewing, cue: Cue) -> Prompt:
    """A prompt as it was asked; of those asked during the film with its minute."""
    prompt = replace(
        cue.prompt,
        at=None,
        ask=without_disallowed(cue.prompt.ask),
        options=tuple(map(without_disallowed, cue.prompt.options)),
        facilitator_note=viewing.programme.facilitator_notes.get(cue.place),
    )
    if cue.film_time is None:
        return prompt
    minute = cue.at if cue.at is not None and START <= cue.film_time - cue.at < ON_TIME else cue.film_time
    return replace(prompt, phase="during", at=_within(viewing, minute))


def _moment(viewing: Viewing, number: int, moment: Moment) -> Prompt:
    position, texts = moment
    told = "\n".join(f"- {' '.join(text.split())}" for text in texts if text)
    return Prompt(
        id=free_name(f"moment-{number}", {prompt.id for prompt in viewing.programme.prompts}),
        phase="during",
        at=_within(viewing, position),
        ask=_MOMENT,
        facilitator_note=shorten(f"Noted here:\n{without_disallowed(told)}", NOTED) if told else None,
    )


def free_name(name: str, taken: set[str]) -> str:
    """An id that is not taken."""
    return next(each for n in range(1, len(taken) + 2) if (each := name if n == 1 else f"{name}-{n}") not in taken)


def _paired(prompts: Sequence[Prompt]) -> Iterator[Prompt]:
    """A prompt repeats what was asked before the film; what was asked at another time is repeated no more."""
    before = {prompt.id for prompt in prompts if prompt.phase == "before"}
    for prompt in prompts:
        again = prompt.again if prompt.phase == "after" and prompt.again in before else None
        yield replace(prompt, again=again)


def _order(prompt: Prompt) -> tuple[int, int]:
    return _PHASES.index(prompt.phase), -1 if prompt.at is None else seconds(prompt.at)


def _within(viewing: Viewing, position: timedelta) -> str:
    """A minute of the film, which ends when it ends."""
    runtime = viewing.programme.runtime
    return written(min(position, runtime) if runtime else position)
