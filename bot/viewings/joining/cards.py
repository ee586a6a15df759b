"""What somebody who takes part is told, in private: that they do, and where the viewing is now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from discord import ui

from bot.chat.cards import Card, button, link_button, row
from bot.chat.text import shorten
from bot.threads.joining.phrases import LEFT, in_thread
from bot.viewings import phrases
from bot.viewings.film_time import written
from bot.viewings.hosts import open_at
from bot.viewings.joining.views import Whereabouts
from bot.viewings.rules import Phase, State, Viewing

LINKS = 3
"""Places to watch that have room beside a link to the newest prompt."""
REVEALED = "What is revealed so far stands in the thread."
PINGED = "Each new prompt and “Press play” mention you; nothing else does."


def joined_card(found: Whereabouts, *, again: bool = False) -> Card:
    """What somebody who joins is told."""
    viewing = found.status.viewing
    shown = any(cue.state is State.REVEALED for cue in viewing.cues)
    lines = [
        "You take part already." if again else "You take part.",
        f"{in_thread(viewing, found.standing, again=again)} {viewing.promise}",
        REVEALED if shown else "",
        PINGED if found.standing and found.standing.pinged else "",
    ]
    return Card(ui.TextDisplay("\n".join(filter(None, lines))), row(_for_member(found)))


def pinged_card(found: Whereabouts) -> Card:
    """Whether somebody who takes part is pinged from now on."""
    pinged = found.standing is not None and found.standing.pinged
    told = PINGED if pinged else "You are not pinged any more."
    return Card(ui.TextDisplay(f"{told}\n{in_thread(found.status.viewing, found.standing)}"), row(_for_member(found)))


def where_card(found: Whereabouts, now: datetime) -> Card:
    """Where the viewing is now, with links that open the film there, where its host can."""
    status, viewing = found.status, found.status.viewing
    takes_part = "" if found.standing or viewing.closed else "You do not take part yet. `Join` adds you to the thread."
    refused = in_thread(viewing, found.standing) if found.standing and found.standing.refused else ""
    lines = (_clock(viewing, status.film_time, now), _next(viewing, now), _newest(found), refused, takes_part)
    return Card(
        ui.TextDisplay("\n".join(filter(None, lines))),
        row(_for_member(found)),
        row(_leading_on(found)),
    )


def ended_card(found: Whereabouts) -> Card:
    """What somebody who joins after the end is told."""
    viewing = found.status.viewing
    until = f", and answer until {phrases.stamp(viewing.later_until, 'f')}" if viewing.later_until else ""
    thread = f" in <#{viewing.thread_id}>" if viewing.thread_id else ""
    return Card(
        ui.TextDisplay(f"This viewing has ended. You can read what was revealed{thread}{until}."),
        row([button("Answer", f"watch-late:{viewing.id}", main=True)]),
    )


def left_card(viewing: Viewing) -> Card:
    """What somebody who takes part no more is told."""
    return Card(
        ui.TextDisplay(LEFT),
        row([button("Join", f"watch-join:{viewing.id}")]),
    )


def _for_member(found: Whereabouts) -> "Iterator[ui.Button[Card]]":
    viewing, newest = found.status.viewing, found.newest
    if viewing.solo:
        yield button("Back", f"watch-card:{viewing.id}", main=True)
        return
    if viewing.closed:
        yield button("Answer", f"watch-late:{viewing.id}")
        return
    if newest and newest.state is State.OPEN:
        yield button("Answer", f"watch-answer:{viewing.id}:{newest.place}", main=True)
    if found.standing is None:
        yield button("Join", f"watch-join:{viewing.id}", main=True)
    else:
        wanted, label = ("off", "Stop pinging me") if found.standing.pinged else ("on", "Ping me at prompts")
        yield button(label, f"watch-ping:{viewing.id}:{wanted}")
        yield button("Leave", f"watch-leave:{viewing.id}")


def _leading_on(found: Whereabouts) -> "Iterator[ui.Button[Card]]":
    viewing, film = found.status.viewing, found.status.viewing.programme.film
    if found.newest and found.newest_message_id and viewing.thread_id:
        address = f"https://discord.com/channels/{viewing.guild_id}/{viewing.thread_id}/{found.newest_message_id}"
        yield link_button("The newest prompt", address)
    if film and not viewing.closed:
        for place in film.watch[:LINKS]:
            there = open_at(place.url, found.status.film_time) if viewing.phase is Phase.DURING else None
            name = f": {place.label}" if len(film.watch) > 1 else ""
            yield link_button(
                shorten(f"Open there{name}" if there else f"Where to watch{name}", 25), there or place.url
            )


def _clock(viewing: Viewing, film_time: timedelta, now: datetime) -> str:
    begins = viewing.clock.since
    match viewing.phase:
        case Phase.BEFORE:
            return "The film has not started."
        case Phase.DURING if begins and begins > now:
            return f"Press play at {phrases.stamp(begins, 'T')}, {phrases.stamp(begins)}."
        case Phase.DURING if viewing.clock.running:
            return f"**{written(film_time)}** now."
        case Phase.DURING:
            return f"The film is paused at **{written(film_time)}**."
        case Phase.AFTER:
            return f"The film is over, at {written(film_time)}."
        case Phase.CLOSED:
            return "This viewing has ended."


def _next(viewing: Viewing, now: datetime) -> str:
    timed = viewing.next_timed
    if viewing.phase is not Phase.DURING or timed is None or timed.at is None:
        return ""
    due = viewing.clock.reaches(timed.at)
    when = f", {phrases.stamp(due)}" if due and due > now else ""
    return f"The next prompt comes at {written(timed.at)}{when}."


def _newest(found: Whereabouts) -> str:
    cue, viewing = found.newest, found.status.viewing
    if cue is None:
        return "" if viewing.closed else "No prompt has been asked yet."
    shown = ", its answers are shown" if cue.state is State.REVEALED else ""
    return f"The newest is prompt {cue.number}{shown}."
