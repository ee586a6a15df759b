"""The cards of polls: the one members vote on, the one that shows, the result, the list, who moved."""

from collections.abc import Sequence

import discord
from discord import ui

from bot.charts.projector import big_button
from bot.chat.cards import Card, button, heading, row, rows, share_button
from bot.chat.pictures import Picture, gallery
from bot.chat.text import isolated, plain, shorten, stamp
from bot.polls import phrases
from bot.polls.kinds import KINDS, papers
from bot.polls.pairs import Shift
from bot.polls.rules import Phase, Poll
from bot.polls.slides import is_shown
from bot.polls.terms import NOT_SURE, Ballot, Reason
from bot.polls.views import PAGE, Page, View, Which

AGAIN = "Ask again after the film"
PLAN = "Plan it"
SHOW_NOW = "Show it now"
MOVES = 800
"""Characters for who moved, under a result."""
_SIDES = {Phase.BEFORE: " · *before the film*", Phase.AFTER: " · *after the film*"}
OWN = 1_500
"""Characters for a member's own vote, above the poll."""


def poll_card(view: View, *, delayed: bool = False) -> Card:
    """The card in the channel: to vote on while the poll is open, without its vote buttons afterwards."""
    poll = view.poll
    if poll.closed_at:
        shown = button("Show details", f"poll-show:{poll.id}")
        return Card(ui.TextDisplay(phrases.text_of(view)), row([shown, *(_held(view) if poll.held else [])]))
    return Card(
        ui.TextDisplay(phrases.text_of(view, on_card=True, delayed=delayed)),
        *rows(_vote_buttons(poll)),
        ui.Separator(),
        row(
            [
                button("My vote", f"mine:{poll.id}"),
                button("Withdraw", f"withdraw:{poll.id}"),
                *_again(view),
            ]
        ),
    )


def show_card(
    view: View,
    *,
    manager: bool = False,
    shared_by: int | None = None,
    lost: bool = False,
    plans: bool = False,
    note: str | None = None,
    picture: Picture | None = None,
) -> Card:
    """A poll as its reader may see it, or, shared, as everyone may; `plans`: who may plan viewings."""
    poll, public = view.poll, shared_by is not None
    return Card(
        ui.TextDisplay(phrases.text_of(view, manager=manager, lost=lost)),
        gallery(picture),
        *rows(
            [
                *([] if poll.closed_at else [button("My vote", f"mine:{poll.id}", main=not public)]),
                *(_reasons(poll) if view.result else []),
                *share_button(f"share-poll:{poll.id}", shared_by),
                *((_held(view) if poll.held else _again(view)) if manager and not public else []),
                *(_plan(view) if plans and not public else []),
                *_mistake(poll),
                *_big(view),
            ]
        ),
        note=note,
        shared_by=shared_by,
    )


def result_card(view: View, picture: Picture | None = None) -> Card:
    """What a closed poll came to, for everybody: text first, then the picture."""
    poll, result = view.poll, view.result
    moved = phrases.shift_text(poll, result.shift, limit=5, room=MOVES - 50) if result and result.shift else ""
    return Card(
        ui.TextDisplay(phrases.text_of(view, room=phrases.ROOM - MOVES if moved else phrases.ROOM)),
        ui.TextDisplay(f"**Since the poll before the film**\n{moved}") if moved else None,
        gallery(picture),
        row(
            [
                button("Show details", f"poll-show:{poll.id}"),
                *_reasons(poll),
                *_again(view),
                *_plan(view),
                *_big(view),
            ]
        ),
    )


def reminder_card(poll: Poll) -> Card:
    """That a poll closes soon."""
    voted = "1 member has voted so far." if poll.ballots == 1 else f"{poll.ballots} members have voted so far."
    where = f"https://discord.com/channels/{poll.guild_id}/{poll.channel_id}/{poll.message_id}"
    text = f"**#{poll.number} closes {stamp(poll.closes_at, 'R')}**\n{plain(poll.question)}"
    link = " ".join(filter(None, (voted if poll.tells_count else "", f"[To the poll]({where})")))
    return Card(ui.TextDisplay(f"{text}\n{link}"), row([button("My vote", f"mine:{poll.id}:r")]))


def own_card(view: View) -> Card:
    """What a member's own vote is; of an anonymous poll only that there is one."""
    poll, ballot = view.poll, view.ballot
    until = "" if poll.closed_at else f" You can change it until {stamp(poll.closes_at)}."
    if not view.voted:
        text = "You have not voted in this poll." if poll.closed_at else "You have not voted in this poll yet."
    elif ballot is None:
        text = f"You have voted.{until}"
    else:
        text = f"Your vote: *{phrases.answer(poll, ballot)}*.{until}{phrases.beside(ballot)}"
    can_change = view.voted and not poll.closed_at
    shown = view.result is not None
    return Card(
        ui.TextDisplay(shorten(text, OWN)),
        ui.Separator() if shown else None,
        ui.TextDisplay(phrases.text_of(view, room=phrases.ROOM - OWN)) if shown else None,
        row([button("Withdraw", f"withdraw:{poll.id}")] if can_change else []),
    )


def recorded_card(text: str, poll: Poll, reason: str | None = None) -> Card:
    """That a vote is recorded, and what may be said beside it; `reason`: the one that was given."""
    ask = "Change the reason" if reason else "Add a reason"
    return Card(
        ui.TextDisplay(text),
        _sure(poll) if poll.confidence else None,
        row([button(ask, f"why:{poll.id}")]) if poll.reason is not Reason.OFF else None,
    )


def list_card(page: Page, which: Which, mine: bool) -> Card:
    """Ten polls, newest first."""
    lines = [
        f"#{line.number} · {'closed' if line.closed else 'orphaned' if line.orphaned else 'open'} · "
        f"{isolated(plain(shorten(line.question, 120)))}{_SIDES[line.phase] if line.phase else ''}"
        for line in page.lines
    ]
    of = f"{page.total} polls" if page.total != 1 else "1 poll"
    under = f"{of} · page {page.number} of {page.pages}" if page.pages > 1 else of
    prefix = f"polls:{which}:{int(mine)}:"
    turns = [
        button("Previous", f"{prefix}{page.number - 1}", disabled=page.number == 1),
        button("Next", f"{prefix}{page.number + 1}", disabled=page.number == page.pages),
    ]
    return Card(
        heading("Polls", under),
        ui.TextDisplay("\n".join(lines) or "There are no polls. `/poll quick` posts one at once."),
        row(turns if page.pages > 1 else []),
    )


def shift_card(
    after: Poll, shift: Shift, *, shared_by: int | None = None, note: str | None = None, picture: Picture | None = None
) -> Card:
    """Who moved between the poll before the film and the one after it."""
    question, table = f"**{plain(after.question)}**", phrases.shift_table(after, shift)
    return Card(
        ui.TextDisplay(phrases.shift_text(after, shift, room=2_000)),
        ui.TextDisplay(f"{question}\n{table}" if table else question),
        gallery(picture),
        row(share_button(f"share-shift:{after.before_id}", shared_by)),
        note=note,
        shared_by=shared_by,
    )


def reasons_card(poll: Poll, ballots: Sequence[Ballot], page: int) -> Card:
    """Ten reasons, without names."""
    lines = [
        f"- *{shorten(phrases.answer(poll, each), 80)}*: {shorten(plain(each.reason or ''), 240)}" for each in ballots
    ]
    prefix = f"reasons:{poll.id}:"
    turns = [
        button("Previous", f"{prefix}{max(1, page - 1)}", disabled=page == 1),
        button("Next", f"{prefix}{page + 1}", disabled=len(ballots) < PAGE),
    ]
    return Card(
        heading(plain(shorten(poll.question, 120)), f"#{poll.number} · reasons, latest first, without names"),
        ui.TextDisplay("\n".join(lines) or ("Nobody gave a reason." if page == 1 else "There are no more.")),
        row(turns if page > 1 or len(ballots) == PAGE else []),
    )


def _vote_buttons(poll: Poll) -> list[ui.Button[Card]]:
    apart = [button(NOT_SURE, papers.vote_id(poll, papers.UNSURE))] if poll.not_sure else []
    if not KINDS[poll.kind].one_click:
        return [button("Vote", f"slip:{poll.id}", main=True), *apart]
    return [button(label, papers.vote_id(poll, f"o{place}")) for place, label in enumerate(poll.options)] + apart


def _sure(poll: Poll) -> "ui.ActionRow[Card]":
    """A select that asks how sure the voter is."""
    named = ("1: only guessing", "2", "3", "4", "5: completely sure")
    options = [discord.SelectOption(label=label, value=str(value)) for value, label in enumerate(named, 1)]
    return ui.ActionRow(ui.Select(placeholder="How sure are you?", custom_id=f"sure:{poll.id}", options=options))


def _again(view: View) -> list[ui.Button[Card]]:
    poll = view.poll
    may = view.asked_again is None and KINDS[poll.kind].shape.comparable and poll.phase is not Phase.AFTER
    may = may and not (poll.anonymous and poll.phase is None)
    return [button(AGAIN, f"again:{poll.id}")] if may else []


def _held(view: View) -> list[ui.Button[Card]]:
    """On a before poll whose result is held back; who did not make it is told so when they press it."""
    return [*_again(view), button(SHOW_NOW, f"show-now:{view.poll.id}")]


def _plan(view: View) -> list[ui.Button[Card]]:
    """On the result of a poll about times; who may not plan viewings is told so when they press it."""
    told = view.result is not None and not view.result.withheld and KINDS[view.poll.kind].about_times
    return [button(PLAN, f"plan-poll:{view.poll.id}", main=True)] if told else []


def _big(view: View) -> list[ui.Button[Card]]:
    return [big_button(f"poll-big:{view.poll.id}")] if is_shown(view) else []


def _reasons(poll: Poll) -> list[ui.Button[Card]]:
    return [] if poll.reason is Reason.OFF else [button("Reasons", f"reasons:{poll.id}:1")]


def _mistake(poll: Poll) -> list[ui.Button[Card]]:
    """For a poll that a pack brought: reports what is wrong with it; whoever keeps the packs knows this custom id."""
    return [button("Report a mistake", f"mistake:{poll.pack}")] if poll.pack else []
