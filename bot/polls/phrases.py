"""A poll in words: what it asks, its numbers where they may be seen, what it came to; every text is safe to show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.text import isolated, listing, plain, quote, shorten, stamp
from bot.polls.ballots import describe
from bot.polls.kinds import KINDS
from bot.polls.pairs import Shift
from bot.polls.results import Result, Withheld
from bot.polls.rules import FEWEST_SHOWN, HELD, NEEDS_FIVE, NOBODY_MAY_VOTE, Phase, Poll, promise
from bot.polls.terms import NOT_SURE, Ballot, Reason, Terms, Visibility
from bot.polls.views import View

ROOM = limits.MESSAGE_TEXT - 200
"""Characters for a poll's text; the rest is for a note above it."""
LISTED = 10
"""Options that a text lists; of more, the picture has all."""
WIDEST = 10
"""Answers of a matrix that still fits the lines of a small screen."""
MOST_LEADING = 3
UNTOLD = "<3"
"""In place of a count of members that is too small to be told."""
PICTURED = ", in the picture of `/poll show`"
HELD_BACK = "Its result is held back until the poll after the film has closed, so that it sways nobody."
CHANGES = 3
"""Changed wordings that are told, the latest."""

_SEEN = {Visibility.LIVE: "live", Visibility.AFTER_VOTE: "after vote", Visibility.AFTER_CLOSE: "after close"}
WITHHELD = {
    Withheld.FEW: f"Fewer than {FEWEST_SHOWN} members voted, so this anonymous poll has no totals.",
    Withheld.RESTORED: (
        "The bot was restored from a backup while this poll was open. Anonymous ballots are in no backup, "
        "so this poll has no totals."
    ),
}


@dataclass(frozen=True)
class _Detail:
    """How much is told where space is short."""

    names: int
    label: int
    round_label: int


_DETAILS = (
    _Detail(20, limits.BUTTON_LABEL, 40),
    _Detail(8, limits.BUTTON_LABEL, 20),
    _Detail(3, limits.BUTTON_LABEL, 0),
    _Detail(0, limits.BUTTON_LABEL, 0),
    _Detail(0, 40, 0),
    _Detail(0, 20, 0),
)


_Voters = dict[int | None, list[str]]


def text_of(
    view: View,
    *,
    on_card: bool = False,
    manager: bool = False,
    delayed: bool = False,
    lost: bool = False,
    room: int = ROOM,
) -> str:
    """The poll from its first line to its last, in as much detail as there is `room` for in characters.

    `on_card`: for the card that members vote on, whose buttons name the options; `manager`: for somebody who is also
    told what the bot gave up; `delayed`: the card follows votes slowly; `lost`: the role that may vote was deleted.
    """
    notes = list(_notes(view, manager=manager, delayed=delayed, lost=lost))
    voters = _voters(view)
    texts = ("\n".join(_lines(view, voters, detail, notes, on_card)) for detail in _DETAILS)
    return next((text for text in texts if limits.length(text) <= room), None) or _at_least(view.poll, room)


def numbers_of(view: View, room: int) -> str:
    """The numbers alone, for below the receipt of a vote; empty where even the shortest take more room."""
    texts = ("\n".join(_result_lines(view, {}, detail, PICTURED)) for detail in _DETAILS)
    return next((text for text in texts if limits.length(text) <= room), "")


def _at_least(poll: Poll, room: int) -> str:
    return f"{first_line(poll)}\n## {plain(shorten(poll.question, room // 4))}\n{_last_line(poll, counts=False)}"


def first_line(poll: Poll) -> str:
    """Where a poll stands and under which rules."""
    return f"#{poll.number} · {poll.state} · {poll.kind} · results {_SEEN[poll.visibility]} · {poll.secrecy}"


def answer(terms: Terms, ballot: Ballot) -> str:
    """What was chosen, safe to show."""
    return describe(terms, ballot, [_name(option) for option in terms.options])


def beside(ballot: Ballot) -> str:
    """What was said with an answer, each on a line of its own below it."""
    reason = f"\nYour reason: {plain(ballot.reason)}" if ballot.reason else ""
    return reason + (f"\nHow sure you are: {ballot.confidence} of 5" if ballot.confidence else "")


def ballots(count: int) -> str:
    """How many ballots."""
    return "1 ballot" if count == 1 else f"{count} ballots"


def asking_again(poll: Poll) -> str:
    """What is meant by asking an open poll again."""
    ends = f"nobody can vote in #{poll.number} any more, and its question is asked again."
    if poll.phase:
        return f"#{poll.number} is the poll before the film, and still open. When you ask again now, {ends}"
    return (
        f"#{poll.number} is still open. What do you want?\n"
        "- **Mark as the before poll**: it stays open, and you ask again when you have watched the film. Until the "
        "poll after the film has closed nobody sees its numbers.\n"
        f"- **Close it and ask again now**: {ends}"
    )


def marked(poll: Poll) -> str:
    """What follows from marking a poll as the one before the film."""
    return (
        f"#{poll.number} will be asked again after the film. It stays open, and from now on its numbers are hidden. "
        "When you have watched the film, press `Ask again after the film` once more."
    )


def shift_text(poll: Poll, shift: Shift, *, limit: int = 12, room: int = ROOM) -> str:
    """Kept, moved, new and gone, then the largest moves, in `room` characters; of an anonymous pair lower bounds."""
    answers = (*poll.options, NOT_SURE)
    texts = ("\n".join(shift_lines(shift, [_name(each, most) for each in answers], limit)) for most in (60, 30, 16))
    return next((text for text in texts if limits.length(text) <= room), None) or shorten(first_line(poll), room)


def shift_lines(shift: Shift, names: Sequence[str], limit: int) -> list[str]:
    """The same a line each; `names` of the answers, `Not sure` last, safe for where they are shown."""
    if shift.cells is None:
        return [f"Fewer than {shift.needed} members took part in both polls, so who moved is not shown."]
    if shift.anonymous:
        hidden = "cells under 3, and who came or went, are not shown"
        lines = [f"kept at least {shift.kept} · moved at least {shift.moved}; {hidden}"]
    else:
        lines = [f"kept {shift.kept} · moved {shift.moved} · new {shift.new} · gone {shift.gone}"]
    moves = [f"{names[before]} → {names[after]}: {count}" for before, after, count in shift.moves]
    more = [f"… and {len(moves) - limit} more moves"] if len(moves) > limit else []
    return [*lines, *moves[:limit], *more]


def shift_table(poll: Poll, shift: Shift) -> str | None:
    """The matrix as a table in letters, one row for each answer before; None where it is too wide or not told."""
    size = len(poll.options) + poll.not_sure
    if shift.cells is None or size > WIDEST:
        return None
    names = [shorten(flat(label).replace("`", "'"), 24) for label in (*poll.options, NOT_SURE)[:size]]
    width, letters = max(map(len, names)), ascii_uppercase[:size]
    head = " " * (width + 4) + "".join(f"{letter:>4}" for letter in letters)
    rows = [
        f"{letter}: {isolated(f'{name:<{width}}')} "
        + "".join(f"{UNTOLD if count is None else count:>4}" for count in counts[:size])
        for letter, name, counts in zip(letters, names, shift.cells, strict=False)
    ]
    return "\n".join(["before ↓, after →", "```", head, *rows, "```"])


def _lines(view: View, voters: _Voters, detail: _Detail, notes: list[str], on_card: bool) -> Iterator[str]:
    poll = view.poll
    yield first_line(poll)
    yield f"## {plain(poll.question)}"
    if view.result is None or view.result.withheld:
        if not (on_card and KINDS[poll.kind].one_click and not poll.closed_at):
            yield from (_name(label, detail.label) for label in poll.options[:LISTED])
            yield from _more(len(poll.options))
        yield WITHHELD[view.result.withheld] if view.result and view.result.withheld else hidden(poll)
    else:
        yield from _result_lines(view, voters, detail, PICTURED if on_card else "")
    yield from (f"-# {note}" for note in notes)
    yield _last_line(poll, counts=poll.tells_count and not (view.result and view.result.withheld))


def _result_lines(view: View, voters: _Voters, detail: _Detail, where: str) -> Iterator[str]:
    """The numbers of each option, what they are, what they come to; `where`: where those left out are found."""
    poll, result = view.poll, view.result
    if result is None:
        return
    kind = KINDS[result.kind]
    order = kind.order(result)
    for place in order[:LISTED]:
        yield f"{_name(result.options[place], detail.label)} — {kind.figures(result, place)}"
        yield from _named(voters.get(place, []), detail)
    yield from _more(len(order), where)
    yield from _leading(result, order, detail)
    if poll.not_sure:
        yield f"{NOT_SURE} — {result.unsure}"
        yield from _named(voters.get(None, []), detail)
    if kind.legend:
        yield f"-# {kind.legend}"
    yield from _outcome(result, detail)


def _more(options: int, where: str = "") -> Iterator[str]:
    if options > LISTED:
        yield f"… and {options - LISTED} more options{where}"


def _leading(result: Result, order: Sequence[int], detail: _Detail) -> Iterator[str]:
    """What leads, where it does not stand among those that are listed."""
    most = max(result.votes, default=0)
    leading = [place for place in order if result.votes[place] == most]
    if most and not set(leading) <= set(order[:LISTED]):
        told = [f"**{_name(result.options[place], detail.label)}**" for place in leading[:MOST_LEADING]]
        more = [f"{len(leading) - MOST_LEADING} more"] if len(leading) > MOST_LEADING else []
        yield f"Most votes: {listing(told + more)} — {KINDS[result.kind].figures(result, leading[0])}"


def _named(chose: list[str], detail: _Detail) -> Iterator[str]:
    if chose and detail.names:
        more = [f"{len(chose) - detail.names} more"] if len(chose) > detail.names else []
        yield f"-# {listing(chose[: detail.names] + more)}"
    elif chose:
        yield "-# 1 member" if len(chose) == 1 else f"-# {len(chose)} members"


def _name(label: str, most: int = limits.BUTTON_LABEL) -> str:
    """The label of an option, safe to show between numbers and other labels."""
    return isolated(plain(shorten(label, most)))


def hidden(poll: Poll) -> str:
    """Until when numbers are not shown."""
    if poll.held and poll.closed_at:
        latest = f"They are shown {stamp(poll.closed_at + HELD, 'R')} at the latest."
        return f"Results are hidden until the poll after the film has closed, so that they sway nobody. {latest}"
    if poll.visibility is Visibility.AFTER_CLOSE:
        return f"Results are hidden until this poll closes {stamp(poll.closes_at, 'R')}."
    return "Results are hidden until you have voted; `My vote` shows them then."


def _voters(view: View) -> _Voters:
    """Who is named beside each option (None: not sure), with what is said of their answer."""
    kind = KINDS[view.poll.kind]
    voters: _Voters = {}
    for voice in view.voices:
        answers = {None: ""} if voice.ballot.not_sure else kind.answers(voice.ballot)
        for place, said in answers.items():
            voters.setdefault(place, []).append(f"<@{voice.member_id}>{said and f' ({said})'}")
    return voters


def _outcome(result: Result, detail: _Detail) -> Iterator[str]:
    names = [_name(label, detail.label) for label in result.options]
    short = [_name(label, detail.round_label) for label in result.options] if detail.round_label else None
    yield from KINDS[result.kind].outcome(result, names, short)
    if result.confidence is not None:
        yield f"How sure voters are: {result.confidence:.1f} of 5 on average"


def _notes(view: View, *, manager: bool, delayed: bool, lost: bool) -> Iterator[str]:
    poll = view.poll
    if not poll.closed_at:
        yield from _rules(poll)
    if poll.voters:
        yield f"Only members with <@&{poll.voters}> {'could' if poll.closed_at else 'may'} vote."
    if lost and not poll.closed_at:
        yield NOBODY_MAY_VOTE
    if poll.phase and not poll.closed_at:
        yield (
            "Asked before and after the film: this is the poll after it."
            if poll.phase is Phase.AFTER
            else f"This poll is asked again after the film. {'' if poll.shows_results() else HELD_BACK}".rstrip()
        )
    if poll.anonymous and not poll.closed_at:
        yield NEEDS_FIVE
    if poll.anonymous:
        yield promise(pair=poll.phase is not None, copies=view.copies)
    for change in poll.changes[-CHANGES:]:
        what = "The question" if change.place is None else f"Option {change.place + 1}"
        yield f"{what} was reworded {stamp(change.at, 'R')}; it was {quote(shorten(change.was, 60))}."
    if poll.orphaned:
        yield f"Its card cannot be reached: {poll.orphaned}"
    if manager and view.parked:
        yield f"I gave up closing it on time ({plain(view.parked)}). Close it with `/poll close`."
    if delayed:
        yield "Updating is delayed; every vote counts all the same."


def _rules(poll: Poll) -> Iterator[str]:
    if rule := KINDS[poll.kind].rule(poll):
        yield rule
    if poll.reason is Reason.REQUIRED:
        yield "This poll asks why: you write a sentence with your vote."
    if poll.names_voters:
        yield "Named: everybody who sees the results sees who chose what."


def _last_line(poll: Poll, *, counts: bool) -> str:
    when = f"closed {stamp(poll.closed_at, 'R')}" if poll.closed_at else f"closes {stamp(poll.closes_at, 'R')}"
    return f"{ballots(poll.ballots)} · {when}" if counts else when
