"""The panel of who leads a group: what is now, what comes next, two rows of what is likely, and its questions."""

from collections.abc import Iterator
from datetime import datetime

import discord
from discord import ui

from bot.charts.projector import big_button
from bot.chat import limits
from bot.chat.cards import Card, button, heading, row, select
from bot.chat.text import brief, plain, quote, shorten
from bot.viewings import phrases
from bot.viewings.cards import leaf_card
from bot.viewings.film_time import written
from bot.viewings.moves import Move
from bot.viewings.panel.buttons import do_button, end_button, page_button
from bot.viewings.prompts import coming, number_of
from bot.viewings.rules import Cue, Phase, State, Viewing
from bot.viewings.status import ViewingStatus

ASIDE, ASKED = 700, 300
"""Characters of a facilitator's note and of a question on the panel."""


def panel_card(status: ViewingStatus, now: datetime, reader_id: int, said: str = "") -> Card:
    """The panel, with the guide's note on the next prompt where its reader is the facilitator; `said`: what came of the
    last click."""
    viewing = status.viewing
    if viewing.later_until and now >= viewing.later_until:
        return _kept_card(viewing, reader_id, said)
    return Card(
        heading(_title(viewing, reader_id), phrases.title(viewing), said),
        ui.TextDisplay(_stands(status, now)),
        *_forms(viewing),
        _next(viewing, now, reader_id),
        row(_prompt_buttons(status, now)),
        row(_film_buttons(status)),
        _older(status),
        note="Only you see this.",
    )


def _kept_card(viewing: Viewing, reader_id: int, said: str) -> Card:
    """What is left of it once nothing can be revealed any more."""
    told = "Answers could be revealed for seven days after the end. What was revealed stays in the thread."
    return Card(
        heading(_title(viewing, reader_id), phrases.title(viewing), said),
        ui.TextDisplay(told),
        row([button("Keep as a guide", f"own-keep:{viewing.id}", main=True)]),
        note="Only you see this.",
    )


def more_card(status: ViewingStatus, now: datetime, reader_id: int) -> Card:
    """What is less likely now."""
    viewing = status.viewing
    return Card(
        heading(_title(viewing, reader_id), phrases.title(viewing)),
        ui.TextDisplay(_stands(status, now)),
        row(_more_buttons(viewing, now, reader_id)),
        row([page_button("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def note_card(viewing: Viewing, cue: Cue, note: str, page: int = 0) -> Card:
    """What the guide tells the facilitator about a prompt, a page of it."""
    return leaf_card("For the facilitator only", cue, note, f"panel-note:{viewing.id}:{cue.place}:", page)


def _title(viewing: Viewing, reader_id: int) -> str:
    phase = {
        Phase.BEFORE: "before the film",
        Phase.DURING: "during the film",
        Phase.AFTER: "after the film",
        Phase.CLOSED: "ended",
    }[viewing.phase]
    return f"{'You lead' if reader_id == viewing.facilitator_id else phrases.leader(viewing)} · {phase}"


def _stands(status: ViewingStatus, now: datetime) -> str:
    film = (phrases.unknown_film(status.viewing.programme), phrases.film(status, now))
    return "\n".join(filter(None, (*film, phrases.people(status.counts.taking_part), *_open(status))))


def _open(status: ViewingStatus) -> Iterator[str]:
    viewing = status.viewing
    if viewing.closed:
        if viewing.later_until:
            until = phrases.stamp(viewing.later_until, "f")
            yield (
                f"Answers can be revealed until {until}."
                if viewing.open
                else "Every prompt that was asked is revealed."
            )
    elif status.film_through and viewing.phase is Phase.DURING:
        yield "The film should be over by now: press `Film is over`."
    if opened := viewing.open:
        newest = opened[-1]
        answered = status.counts.of_prompt(newest.place)
        everybody = ", everybody has answered" if newest is viewing.current and answered.all else ""
        yield f"`Reveal` shows prompt {newest.number}: answered {answered.count} of {answered.of}{everybody}."
        if len(opened) > 1:
            yield f"{len(opened)} prompts are open; older ones stand in the list below."
    yield from phrases.troubles(status)


def _forms(viewing: Viewing) -> "Iterator[ui.Item[Card] | None]":
    guide = viewing.programme.guide
    if viewing.phase is not Phase.BEFORE or not guide.short or any(cue.turn for cue in viewing.cues):
        return
    short = sum(prompt.id in guide.short for prompt in guide.prompts)
    named = {5: "five", 4: "four", 3: "three", 6: "six"}.get(short, str(short))
    options = [
        discord.SelectOption(label=f"All {len(guide.prompts)}", value="all", default=not viewing.short),
        discord.SelectOption(label=f"The short {named}", value="short", default=viewing.short),
    ]
    yield ui.TextDisplay("-# Which prompts? You can choose until the first is asked:")
    yield select("Prompts", f"panel-form:{viewing.id}", options)


def _next(viewing: Viewing, now: datetime, reader_id: int) -> "ui.TextDisplay[Card] | None":
    cue = next(iter(coming(viewing, now)), None)
    if cue is None:
        return None if viewing.closed else ui.TextDisplay("No prompt is left to ask.")
    if cue.at is None:
        comes = "it has no minute" if cue.prompt.phase == "during" else ""
    else:
        comes = f"comes at {written(cue.at)}"
    when = "" if cue.prompt.phase == viewing.phase else f"{cue.prompt.phase} the film"
    of = " · ".join(filter(None, (f"**Next: {number_of(viewing, cue, now)} of {viewing.count}**", when, comes)))
    lines = [of, quote(shorten(" ".join(cue.prompt.ask.split()), ASKED))]
    if note := viewing.note_for(cue, reader_id):
        lines.append(f"**For you:** {brief(note, ASIDE)}")
    return ui.TextDisplay("\n".join(lines))


def _prompt_buttons(status: ViewingStatus, now: datetime) -> "Iterator[ui.Button[Card]]":
    viewing = status.viewing
    opened, waiting = viewing.open, coming(viewing, now)
    everybody = status.answered.all and viewing.current is not None and viewing.current.state is State.OPEN
    reveal = list(_reveal_buttons(viewing, opened, main=everybody or not waiting))
    if everybody:
        yield from reveal[:1]
    if waiting:
        yield do_button(
            "Ask it", viewing, Move.NEXT, waiting[0].place, main=not everybody and _is_due(viewing, waiting[0], now)
        )
        yield do_button("Skip", viewing, Move.SKIP, waiting[0].place)
    yield from reveal[1:] if everybody else reveal
    if viewing.closed:
        yield button("Keep as a guide", f"own-keep:{viewing.id}", main=not opened)
    else:
        yield button("Ask my own", f"own-ask:{viewing.id}")


def _is_due(viewing: Viewing, cue: Cue, now: datetime) -> bool:
    """Whether a prompt is for now: not for a later minute, nor for after the film."""
    return cue.prompt.phase == viewing.phase and (cue.at is None or cue.at <= viewing.clock.at(now))


def _reveal_buttons(viewing: Viewing, opened: tuple[Cue, ...], *, main: bool) -> "Iterator[ui.Button[Card]]":
    if not opened:
        return
    newest = opened[-1]
    yield do_button("Reveal", viewing, Move.REVEAL, newest.place, main=main)
    if len(opened) > 1:
        yield do_button("Reveal all", viewing, Move.REVEAL_ALL, f"{newest.prompt.phase}-{viewing.step}")


def _film_buttons(status: ViewingStatus) -> "Iterator[ui.Button[Card]]":
    viewing = status.viewing
    match viewing.phase:
        case Phase.BEFORE:
            yield page_button("Start the film", "panel-start", viewing)
        case Phase.DURING:
            going = Move.PAUSE if viewing.clock.running else Move.RESUME
            yield do_button(phrases.LABELS[going], viewing, going)
            yield page_button("Jump", "panel-jump", viewing)
            yield do_button("Film is over", viewing, Move.FINISH, main=status.film_through)
        case Phase.AFTER:
            yield end_button(viewing)
        case Phase.CLOSED:
            return
    yield page_button("Hand over", "panel-hand-over", viewing)
    yield page_button("More", "panel-more", viewing)


def _more_buttons(viewing: Viewing, now: datetime, reader_id: int) -> "Iterator[ui.Button[Card]]":
    if viewing.phase is Phase.AFTER:
        yield do_button("Resume", viewing, Move.RESUME, Phase.AFTER)
    elif not viewing.closed:
        yield end_button(viewing)
    if reader_id != viewing.facilitator_id:
        yield do_button(phrases.LABELS[Move.TAKE_OVER], viewing, Move.TAKE_OVER)
    if viewing.programme.polls and viewing.phase in (Phase.BEFORE, Phase.AFTER):
        yield button("Polls", f"watch-polls:{viewing.id}:{viewing.phase}")
    if viewing.asked:
        yield big_button(f"watch-big-prompt:{viewing.id}-{viewing.asked[-1].place}")
    for cue in coming(viewing, now)[:1]:
        note = viewing.note_for(cue, reader_id)
        if note and brief(note, ASIDE) != plain(note):
            yield button("Whole note", f"panel-note:{viewing.id}:{cue.place}")


def _older(status: ViewingStatus) -> "ui.ActionRow[Card] | None":
    """The open prompts but the newest, and what was left out."""
    viewing = status.viewing
    options = [
        discord.SelectOption(
            label=_option(cue),
            value=f"{Move.REVEAL}-{cue.place}",
            description=f"Reveal · answered {answered.count} of {answered.of}",
        )
        for cue in reversed(viewing.open[:-1])
        for answered in [status.counts.of_prompt(cue.place)]
    ]
    if not viewing.closed:
        left = sorted((cue for cue in viewing.cues if cue.state is State.SKIPPED), key=lambda cue: cue.number)
        options += [
            discord.SelectOption(label=_option(cue), value=f"{Move.REOPEN}-{cue.place}", description="Ask after all")
            for cue in left
        ]
    name = "Older ones: Reveal" if viewing.closed else "Older ones: Reveal, Ask after all"
    return select(name, f"panel-older:{viewing.id}", options[: limits.SELECT_OPTIONS])


def _option(cue: Cue) -> str:
    return shorten(f"{cue.number}. {' '.join(cue.prompt.ask.split())}", limits.SELECT_LABEL)
