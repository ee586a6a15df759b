"""The cards of a viewing: the one everybody sees in the thread, the private one, the opening and each prompt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import discord
from discord import ui

from bot.chat.cards import Card, button, heading, link_button, page_of, row, turns
from bot.chat.text import brief, pages, plain
from bot.viewings import phrases
from bot.viewings.moves import Move
from bot.viewings.rules import Cue, Phase, State, Viewing
from bot.viewings.status import ViewingStatus

STEPS = (Move.NEXT, Move.BACK, Move.SKIP, Move.REOPEN, Move.REVEAL)
FILM = (Move.START_FILM, Move.PAUSE, Move.RESUME, Move.JUMP, Move.FINISH)
LEAD = (Move.HAND_OVER, Move.TAKE_OVER, Move.END)
_FORMS = {Move.JUMP: "watch-jump", Move.HAND_OVER: "watch-heir"}
"""Moves that ask for something first."""
AHEAD, ASIDE = 400, 500
"""Characters of a content note and of a facilitator's note on the card."""
PAGE = 3_000


def viewing_card(
    status: ViewingStatus,
    now: datetime,
    *,
    private: bool = False,
    leads: bool = True,
    leader_note: str | None = None,
    note: str | None = None,
) -> Card:
    """Where a viewing stands, with everything that can be done; `private`: for one reader."""
    viewing, cue = status.viewing, status.current
    shown = phrases.question(cue, viewing.programme, len(viewing.cues)) if cue and not viewing.closed else ""
    ahead = phrases.content_note(viewing.programme, AHEAD) if viewing.phase is Phase.BEFORE else ""
    lead = leads or viewing.solo
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing), phrases.unknown_film(viewing.programme) or None),
        ui.TextDisplay("\n".join(filter(None, [status.stage, phrases.where(status, now), *phrases.troubles(status)]))),
        ui.TextDisplay(ahead) if ahead else None,
        ui.Separator(),
        ui.TextDisplay(shown) if shown else None,
        ui.TextDisplay(hint) if (hint := phrases.hint(status)) else None,
        ui.TextDisplay(f"**For the facilitator alone**\n{brief(leader_note, ASIDE)}") if leader_note else None,
        None if viewing.closed else ui.TextDisplay(f"-# {viewing.promise}"),
        row(_taking_part(status, now, private=private)),
        row(_to_read(viewing, cue, leader_note)) if cue else None,
        row(_moves(status, STEPS)) if lead else None,
        row(_moves(status, FILM)) if lead else None,
        row(_moves(status, LEAD)) if lead else None,
        note="Only you see this." if private and not viewing.solo and not note else note,
    )


def _to_read(viewing: Viewing, cue: Cue, leader_note: str | None) -> Iterator[ui.Button[Card]]:
    """What leads to texts that are longer than the card has room for."""
    if phrases.is_cut(cue):
        yield button("Whole question", f"watch-whole:{viewing.id}:{cue.place}")
    if leader_note and brief(leader_note, ASIDE) != plain(leader_note):
        yield button("Whole note", f"watch-aside:{viewing.id}:{cue.place}")
    if viewing.solo:
        yield _mistake(viewing)


def _mistake(viewing: Viewing) -> ui.Button[Card]:
    """Reports what is wrong with the guide; whoever keeps the packs knows this custom id."""
    return button("Report a mistake", f"mistake:{viewing.programme.guide_value}")


def opening_card(viewing: Viewing, late: timedelta | None = None) -> Card:
    """What stands in the channel, with the thread below it."""
    guide = plain(viewing.programme.guide.title)
    lines = [
        f"We watch this together with the guide “{guide}”, in the thread below.",
        f"-# {viewing.promise}",
    ]
    if late and viewing.scheduled_for:
        lines.insert(0, f"It was to open {phrases.stamp(viewing.scheduled_for)}; it opens late.")
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing), phrases.unknown_film(viewing.programme) or None),
        ui.TextDisplay(ahead) if (ahead := phrases.content_note(viewing.programme, PAGE // 2)) else None,
        ui.TextDisplay("\n".join(lines)),
        row([button("Join", f"watch-join:{viewing.id}", main=True)]),
    )


def prompt_card(
    viewing: Viewing, cue: Cue, film_time: timedelta | None = None, *, mentioned: Sequence[int] = ()
) -> Card:
    """A prompt that was asked, in the thread, with what it still offers; `film_time`: where the film stands by now.

    `mentioned`: who asked to be pinged; their mentions take room from a long question.
    """
    is_open = cue.state is State.OPEN
    noted = cue.place in viewing.programme.facilitator_notes
    who = phrases.mentions(mentioned)
    long = PAGE - len(who)
    cut = phrases.is_cut(cue, long)
    return Card(
        ui.TextDisplay(phrases.question(cue, viewing.programme, len(viewing.cues), long=long, film_time=film_time)),
        ui.TextDisplay(phrases.how_it_stands(viewing, cue)),
        ui.TextDisplay(who) if who else None,
        row(
            [
                *([button("Answer", f"watch-answer:{viewing.id}:{cue.place}", main=True)] if is_open else []),
                *(
                    [button("Reveal", f"watch-reveal:{viewing.id}:{cue.place}")]
                    if is_open and not viewing.closed
                    else []
                ),
                button("Controls", f"watch-controls:{viewing.id}:{cue.place}"),
                *([button("Facilitator's note", f"watch-aside:{viewing.id}:{cue.place}")] if noted else []),
            ]
        ),
        row(
            [
                *([button("Whole question", f"watch-whole:{viewing.id}:{cue.place}")] if cut else []),
                _mistake(viewing),
            ]
        ),
    )


def aside_card(viewing: Viewing, cue: Cue, note: str, page: int = 0) -> Card:
    """What the guide tells the facilitator about a prompt, a page of it."""
    return _leaf("For the facilitator alone", cue, note, f"watch-aside:{viewing.id}:{cue.place}:", page)


def whole_card(viewing: Viewing, cue: Cue, page: int = 0) -> Card:
    """A long question, a page of it."""
    return _leaf("The whole question", cue, cue.prompt.ask, f"watch-whole:{viewing.id}:{cue.place}:", page)


def _leaf(title: str, cue: Cue, text: str, prefix: str, page: int) -> Card:
    [shown], at, count = page_of(pages(plain(text), PAGE), page, 1)
    part = f" · {at + 1} of {count}" if count > 1 else ""
    return Card(heading(title, f"Prompt {cue.number}{part}"), ui.TextDisplay(shown), row(turns(prefix, at, count)))


def direct_card(viewing: Viewing, cue: Cue) -> Card:
    """A prompt as a direct message; it is answered in the server, where the private card is."""
    return Card(
        heading(phrases.title(viewing), "Guided viewing · alone"),
        ui.TextDisplay(phrases.question(cue, viewing.programme, len(viewing.cues))),
        ui.TextDisplay("`/watch resume` in the server shows your card, with `Answer`."),
        row([link_button("To the server", f"https://discord.com/channels/{viewing.guild_id}")]),
    )


def status_card(status: ViewingStatus, now: datetime) -> Card:
    """Where a viewing stands, in words alone."""
    return Card(ui.TextDisplay(phrases.status(status, now)))


def heir_card(viewing: Viewing) -> Card:
    """Whom to hand over to."""
    return Card(
        ui.TextDisplay("Who leads the viewing from now on?"),
        ui.ActionRow(ui.UserSelect(placeholder="Choose a member", custom_id=f"heir:{viewing.id}:{viewing.step}")),
    )


def _taking_part(status: ViewingStatus, now: datetime, *, private: bool) -> Iterable[ui.Button[Card]]:
    viewing, cue = status.viewing, status.current
    over = viewing.later_until is not None and now >= viewing.later_until
    if over:
        return
    if not viewing.solo:
        yield button("Join", f"watch-join:{viewing.id}", main=not private)
    if viewing.closed:
        yield button("Answer", f"watch-late:{viewing.id}")
    elif cue and cue.state is State.OPEN:
        yield button("Answer", f"watch-answer:{viewing.id}:{cue.place}", main=True)
    if viewing.phase is not Phase.BEFORE and not viewing.closed:
        yield button("Note this moment", f"watch-moment:{viewing.id}")
    if not viewing.solo and viewing.phase in (Phase.BEFORE, Phase.DURING):
        yield button("Where are we?", f"watch-where:{viewing.id}")
    if viewing.programme.polls and viewing.phase in (Phase.BEFORE, Phase.AFTER) and not viewing.solo:
        yield button("Polls", f"watch-polls:{viewing.id}:{viewing.phase}")
    if viewing.solo and viewing.phase in (Phase.BEFORE, Phase.DURING):
        label = "No direct messages" if viewing.direct else "Prompts by direct message"
        yield button(label, f"watch-direct:{viewing.id}:{'off' if viewing.direct else 'on'}")
    if viewing.phase is Phase.AFTER or viewing.closed:
        yield button("Summary", f"watch-summary:{viewing.id}")


def _moves(status: ViewingStatus, wanted: tuple[Move, ...]) -> Iterable[ui.Button[Card]]:
    viewing = status.viewing
    for move in wanted:
        if move not in status.moves and not (move is Move.NEXT and viewing.phase is Phase.DURING):
            continue
        prefix = _FORMS.get(move)
        custom_id = f"{prefix}:{viewing.id}:{viewing.step}" if prefix else f"watch:{viewing.id}:{viewing.step}:{move}"
        made = button(phrases.LABELS[move], custom_id)
        if move is Move.END:
            made.style = discord.ButtonStyle.danger
        yield made


def said_card(text: str) -> Card:
    """A sentence in place of a card; the text is safe."""
    return Card(ui.TextDisplay(text))
