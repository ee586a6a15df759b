"""The panel of who leads a group: what is now, what comes next, two rows of what is likely, and its questions."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, heading, row, select
from bot.chat.text import brief, plain, quote, shorten
from bot.viewings import phrases
from bot.viewings.cards import leaf_card
from bot.viewings.film_time import written
from bot.viewings.moves import Decision, Move, Undecided
from bot.viewings.prompts import coming, number_of
from bot.viewings.rules import Cue, Phase, State, Viewing
from bot.viewings.status import ViewingStatus

ASIDE, ASKED = 700, 300
"""Characters of a facilitator's note and of a question on the panel."""
SOON, LATER = timedelta(seconds=15), timedelta(seconds=60)
"""How long before a start it is announced."""


def panel_card(status: ViewingStatus, now: datetime, *, note: str | None, mine: bool, said: str = "") -> Card:
    """The panel; `note`: the guide's on the next prompt, for the facilitator; `mine`: whether its reader leads;
    `said`: what came of the last click."""
    viewing = status.viewing
    if viewing.later_until and now >= viewing.later_until:
        return _kept_card(viewing, mine=mine, said=said)
    return Card(
        heading(_title(viewing, mine=mine), phrases.title(viewing), said or None),
        ui.TextDisplay("\n".join(_stands(status, now))),
        *_forms(viewing),
        _next(status, now, note),
        row(_prompt_buttons(status, now)),
        row(_film_buttons(status)),
        _older(status),
        note="Only you see this.",
    )


def _kept_card(viewing: Viewing, *, mine: bool, said: str) -> Card:
    """What is left of it once nothing can be revealed any more."""
    told = "Answers could be revealed for seven days after the end. What was revealed stays in the thread."
    return Card(
        heading(_title(viewing, mine=mine), phrases.title(viewing), said or None),
        ui.TextDisplay(told),
        row([button("Keep as a guide", f"own-keep:{viewing.id}", main=True)]),
        note="Only you see this.",
    )


def more_card(status: ViewingStatus, now: datetime, *, note: str | None, mine: bool) -> Card:
    """What is less likely now."""
    viewing = status.viewing
    return Card(
        heading(_title(viewing, mine=mine), phrases.title(viewing)),
        ui.TextDisplay("\n".join(_stands(status, now))),
        row(_more_buttons(status, now, mine=mine, note=note)),
        row([_page("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def start_card(viewing: Viewing, said: str = "") -> Card:
    """How the film begins."""
    untimed = sum(cue.at is None for cue in viewing.waiting(Phase.DURING))
    come = f"{untimed} prompts of the film have no minute: they come" if untimed > 1 else ""
    come = come or ("1 prompt of the film has no minute: it comes" if untimed else "")
    lines = [
        "`Go` announces a start in 15 seconds, `60 s` in a minute; the film's clock begins at that second.",
        "`One screen` is for a group in one room: the clock begins now, and nobody presses play.",
        f"{come} when you press `Ask it`." if come else "",
    ]
    return Card(
        heading("Start the film", phrases.title(viewing), said or None),
        ui.TextDisplay("\n".join(filter(None, lines))),
        row(
            [
                _do("Go", viewing, Move.START_FILM, SOON.seconds, main=True),
                _do("Now", viewing, Move.START_FILM, 0),
                _do("60 s", viewing, Move.START_FILM, LATER.seconds),
                _do("One screen", viewing, Move.START_FILM, "screen"),
                _do("Ask who is ready", viewing, Move.ASK_READY),
            ]
        ),
        row([_page("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def undecided_card(viewing: Viewing, undecided: Undecided, now: datetime) -> Card:
    """What becomes of what a move would else lose."""
    stays = "What is left out stays on the panel: `Ask after all`."
    if undecided.move is Move.END:
        stays = "For 7 days after the end you can still reveal." if viewing.open else ""
    return Card(
        heading(phrases.LABELS[undecided.move], phrases.title(viewing)),
        ui.TextDisplay(f"{undecided}\n-# {stays}" if stays else str(undecided)),
        row(_choices(viewing, undecided, now)),
        note="Only you see this.",
    )


def heir_card(viewing: Viewing) -> Card:
    """Whom to hand over to."""
    return Card(
        heading("Hand over", phrases.title(viewing)),
        ui.TextDisplay("Who leads the viewing from now on?"),
        ui.ActionRow(ui.UserSelect(placeholder="Choose a member", custom_id=f"panel-heir:{viewing.id}")),
        row([_page("Back", "panel-lead", viewing)]),
        note="Only you see this.",
    )


def who_leads_card(viewing: Viewing, told: str, *, may_take_over: bool) -> Card:
    """For who does not lead: who does, and whether they may."""
    return Card(
        ui.TextDisplay(told),
        row([_do(phrases.LABELS[Move.TAKE_OVER], viewing, Move.TAKE_OVER)] if may_take_over else []),
        note="Only you see this.",
    )


def note_card(viewing: Viewing, cue: Cue, note: str, page: int = 0) -> Card:
    """What the guide tells the facilitator about a prompt, a page of it."""
    return leaf_card("For the facilitator only", cue, note, f"panel-note:{viewing.id}:{cue.place}:", page)


def is_note_cut(note: str) -> bool:
    """Whether the panel cuts a note."""
    return brief(note, ASIDE) != plain(note)


def _title(viewing: Viewing, *, mine: bool) -> str:
    phase = {
        Phase.BEFORE: "before the film",
        Phase.DURING: "during the film",
        Phase.AFTER: "after the film",
        Phase.CLOSED: "ended",
    }[viewing.phase]
    leader = f"<@{viewing.facilitator_id}> leads" if viewing.facilitator_id else "Nobody leads"
    return f"{'You lead' if mine else leader} · {phase}"


def _stands(status: ViewingStatus, now: datetime) -> Iterator[str]:
    viewing = status.viewing
    if unknown := phrases.unknown_film(viewing.programme):
        yield unknown
    if film := phrases.film(status, now):
        yield film
    yield phrases.people(status.taking_part)
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
        count = status.answered.get(newest.place, 0)
        everybody = ", everybody has answered" if newest is status.current and status.everybody else ""
        yield f"`Reveal` shows prompt {newest.number}: answered {count} of {status.of}{everybody}."
        if len(opened) > 1:
            yield f"{len(opened)} prompts are open; older ones stand in the list below."
    yield from phrases.troubles(status)


def _forms(viewing: Viewing) -> "Iterator[ui.Item[Card]]":
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
    if chosen := select("Prompts", f"panel-form:{viewing.id}", options):
        yield chosen


def _next(status: ViewingStatus, now: datetime, note: str | None) -> "ui.TextDisplay[Card] | None":
    viewing = status.viewing
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
    if note:
        lines.append(f"**For you:** {brief(note, ASIDE)}")
    return ui.TextDisplay("\n".join(lines))


def _prompt_buttons(status: ViewingStatus, now: datetime) -> "Iterator[ui.Button[Card]]":
    viewing = status.viewing
    opened, waiting = viewing.open, coming(viewing, now)
    everybody = status.everybody and viewing.current is not None and viewing.current.state is State.OPEN
    reveal = list(_reveal_buttons(viewing, opened, main=everybody or not waiting))
    if everybody:
        yield from reveal[:1]
    if waiting:
        yield _do(
            "Ask it", viewing, Move.NEXT, waiting[0].place, main=not everybody and _is_due(viewing, waiting[0], now)
        )
        yield _do("Skip", viewing, Move.SKIP, waiting[0].place)
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
    yield _do("Reveal", viewing, Move.REVEAL, newest.place, main=main)
    if len(opened) > 1:
        yield _do("Reveal all", viewing, Move.REVEAL_ALL, f"{newest.prompt.phase}-{viewing.step}")


def _film_buttons(status: ViewingStatus) -> "Iterator[ui.Button[Card]]":
    viewing = status.viewing
    match viewing.phase:
        case Phase.BEFORE:
            yield _page("Start the film", "panel-start", viewing)
        case Phase.DURING:
            going = Move.PAUSE if viewing.clock.running else Move.RESUME
            yield _do(phrases.LABELS[going], viewing, going)
            yield _page("Jump", "panel-jump", viewing)
            yield _do("Film is over", viewing, Move.FINISH, main=status.film_through)
        case Phase.AFTER:
            yield _end(viewing)
        case Phase.CLOSED:
            return
    yield _page("Hand over", "panel-hand-over", viewing)
    yield _page("More", "panel-more", viewing)


def _more_buttons(status: ViewingStatus, now: datetime, *, mine: bool, note: str | None) -> "Iterator[ui.Button[Card]]":
    viewing = status.viewing
    if viewing.phase is Phase.AFTER:
        yield _do("Resume", viewing, Move.RESUME, Phase.AFTER)
    elif not viewing.closed:
        yield _end(viewing)
    if not mine:
        yield _do(phrases.LABELS[Move.TAKE_OVER], viewing, Move.TAKE_OVER)
    if viewing.programme.polls and viewing.phase in (Phase.BEFORE, Phase.AFTER):
        yield button("Polls", f"watch-polls:{viewing.id}:{viewing.phase}")
    if note and is_note_cut(note) and (waiting := coming(viewing, now)):
        yield button("Whole note", f"panel-note:{viewing.id}:{waiting[0].place}")


def _older(status: ViewingStatus) -> "ui.ActionRow[Card] | None":
    """The open prompts but the newest, and what was left out."""
    viewing = status.viewing
    options = [
        discord.SelectOption(
            label=_option(cue),
            value=f"{Move.REVEAL}-{cue.place}",
            description=f"Reveal · answered {status.answered.get(cue.place, 0)} of {status.of}",
        )
        for cue in reversed(viewing.open[:-1])
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


def _choices(viewing: Viewing, undecided: Undecided, now: datetime) -> "Iterable[ui.Button[Card]]":
    move = undecided.move
    if move is Move.END and not viewing.open:
        return [_do("End", viewing, move, Decision.LEAVE, main=True), _page("Keep going", "panel-lead", viewing)]
    if move is Move.END:
        return [
            _do("Reveal all and end", viewing, move, Decision.REVEAL, main=True),
            _do("End without revealing", viewing, move, Decision.LEAVE),
            _page("Keep going", "panel-lead", viewing),
        ]
    back = _page("Back", "panel-lead", viewing)
    if move is Move.START_FILM:
        place = coming(viewing, now)[0].place
        return [
            _do("Ask the next", viewing, Move.NEXT, place, main=True),
            _page("Start anyway", "panel-start-anyway", viewing),
            back,
        ]
    leave, ask = (_passing(viewing, undecided, decided) for decided in (Decision.LEAVE, Decision.ASK))
    return [
        _do(f"Leave out {undecided.count}", viewing, move, leave),
        _do("Ask them now", viewing, move, ask),
        back,
    ]


def _passing(viewing: Viewing, undecided: Undecided, decided: Decision) -> str:
    """What becomes of passed prompts; of a jump also where it goes, and the step for which it was asked."""
    if undecided.to is None:
        return decided
    return f"{undecided.to // timedelta(milliseconds=1)}-{decided}-{viewing.step}"


def _end(viewing: Viewing) -> "ui.Button[Card]":
    made = _page("End", "panel-end", viewing)
    made.style = discord.ButtonStyle.danger
    return made


def _do(
    label: str, viewing: Viewing, move: Move, detail: str | int | None = None, *, main: bool = False
) -> "ui.Button[Card]":
    """A button that moves the viewing; `detail`: which prompt, phase, span or decision."""
    ending = "" if detail is None else f":{detail}"
    return button(label, f"panel-do:{viewing.id}:{move}{ending}", main=main)


def _page(label: str, verb: str, viewing: Viewing) -> "ui.Button[Card]":
    """A button that turns the panel, and changes nothing."""
    return button(label, f"{verb}:{viewing.id}")
