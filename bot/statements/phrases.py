"""Rounds in words: where one stands, what it came to, how many of whom; every text is safe to show."""

from collections.abc import Iterator

from bot.chat import limits
from bot.chat.text import brief, plain, shorten, stamp
from bot.database.retention import NOBODY
from bot.statements.findings import FEWEST_COUNTED, FEWEST_TOLD, FEWEST_VOTED, Bridge, Tally, band, percent
from bot.statements.leanings import FEWEST_MEMBERS, FEWEST_STATEMENTS
from bot.statements.results import Result, Sides
from bot.statements.rules import DESTROYED_AFTER, LABELS, VALUE, Round, State
from bot.statements.views import View
from bot.statements.wording import MAX_QUESTION

ROOM = limits.MESSAGE_TEXT - 300
"""Characters for a result's text; the rest is for a note above it."""
APART = 3
"""Statements that are named where two sides differ most."""
HEADINGS = "Common ground", "What divides us", "What bridges", "Where we are unsure"
TWO = "Answers to these statements go together. In a small room this cannot tell two camps from a gradual line."
NOT_TWO = "These votes do not show two sides. That is a finding too."
NOT_ASKED = (
    f"Whether there are two sides is asked from {FEWEST_MEMBERS} people on who voted on most of "
    f"{FEWEST_STATEMENTS} statements or more."
)
PAIRS = "Of two people who disagree on at least half of the rest, how often both agree on this"
NONE = "None of these statements."
TOO_FEW = f"Fewer than {FEWEST_VOTED} people voted, so how is not shown."

Listed = list[tuple[int, str]]
"""Statements by their places, and what is told of each beside it; that may be nothing."""

PROMISE = (
    "Nobody in this server is told who wrote a statement, not even moderators or whoever leads the round. Until "
    "collecting ends the bot keeps that under a key, so that you can change yours; then the key and the link are "
    "destroyed, and all statements come out together in an order of chance. Until then the person who runs the bot's "
    "computer could technically find out, and Discord sees what you send."
)
COPIES = (
    "This bot keeps its data in PostgreSQL: rows are deleted and their tables cleaned, but logs and copies that its "
    "server makes may hold them longer."
)
"""What is added where the engine keeps copies of its own."""


def first_line(round_: Round) -> str:
    """Where a round stands, and how many take part: all that its card ever tells of them."""
    people = "1 takes part" if round_.taking_part == 1 else f"{round_.taking_part} take part"
    return f"#{round_.number} · {round_.state} · {people}"


def head(round_: Round) -> str:
    """The first line and the question."""
    return f"{first_line(round_)}\n## {plain(shorten(round_.question, MAX_QUESTION))}"


def notice(round_: Round) -> str:
    """The first lines of a message beside the card: without a number of people, since it is not kept current."""
    return f"Round #{round_.number}\n## {plain(shorten(round_.question, MAX_QUESTION))}"


def waiting_text(round_: Round) -> str:
    """For who leads a round whose channel is lost: how they get at the statements all the same."""
    return (
        f"The statements of round #{round_.number} wait to be looked through and released. I tell you here, since I "
        f"post nothing more about it in its channel: {round_.orphaned}\nIn another channel of that server, "
        f"`/statements end round: {round_.number}` shows them to you. {destroyed(round_)}"
    )


def counted_text(round_: Round) -> str:
    """The same, once its votes are counted."""
    return (
        f"Round #{round_.number} is closed. I tell you here, since I post nothing more about it in its channel: "
        f"{round_.orphaned}\nIn another channel of that server, `/statements show round: {round_.number}` tells what "
        "it came to."
    )


def destroyed(round_: Round) -> str:
    """When statements that nobody releases go."""
    when = stamp(round_.collected_at + DESTROYED_AFTER, "R") if round_.collected_at else "after 7 days"
    return f"What is not released is destroyed {when}."


def leader(round_: Round) -> str:
    """Who leads a round, as a mention; whoever had their data deleted is nobody any more."""
    return f"<@{round_.creator_id}>" if round_.creator_id != NOBODY else "A moderator"


def collecting_text(round_: Round, *, copies: bool) -> str:
    """What members read while statements are collected, and while they are looked through."""
    if round_.collected_at:
        return (
            f"Collecting has ended. {leader(round_)} looks the statements through; then all of them are released "
            "at once, and everyone votes."
        )
    note = f" {COPIES}" if copies else ""
    return (
        "What do you think? Write up to three statements that others can agree or disagree with. They come without "
        f"names, and then everyone votes on them.\nCollecting ends {stamp(round_.collects_until, 'R')}, at "
        f"{stamp(round_.collects_until)}.\n-# {PROMISE}{note}"
    )


def voting_text(view: View) -> str:
    """What members read while they vote."""
    closes = view.round.closes_at
    ends = f"\nThe vote closes {stamp(closes, 'R')}, at {stamp(closes)}." if closes else ""
    return (
        f"{_counted(view.count, 'statement')} to vote on, one at a time, in an order of your own."
        f"{_left_out(view)}{ends}"
        "\n-# Nobody in the server is shown who voted how. What it came to is shown when the vote closes."
    )


def closed_text(view: View) -> str:
    """What the card says once all is over."""
    if view.round.ended:
        return view.round.ended
    were = "was" if view.count == 1 else "were"
    return f"The vote is over. {_counted(view.count, 'statement')} {were} voted on.{_left_out(view)}"


def result_text(view: View, result: Result) -> str:
    """What a round came to, from its first line to its last."""
    for length in (200, 150, 100, 70, 45):
        text = "\n".join(_result_lines(view, result, length))
        if limits.length(text) <= ROOM:
            return text
    return shorten(text, ROOM)


def state_text(view: View, *, copies: bool = False) -> str:
    """How a round stands: its first line, its question and what is to be done."""
    match view.round.state:
        case State.COLLECTING:
            told = collecting_text(view.round, copies=copies)
        case State.VOTING:
            told = voting_text(view)
        case State.CLOSED:
            told = closed_text(view)
    return f"{head(view.round)}\n{told}"


def vote_name(vote: int) -> str:
    """The label of what was voted."""
    return next(LABELS[each] for each, value in VALUE.items() if value == vote)


def agreeing(tally: Tally) -> str:
    """How many agree: a count, a band, or nothing, by how many voted."""
    return _told(tally.agree, tally.voters, "agree")


def _result_lines(view: View, result: Result, length: int) -> Iterator[str]:
    found = result.findings
    yield head(view.round)
    if view.aside or view.merged:
        yield f"-# {_left_out(view).strip()}"
    if found.voters < FEWEST_VOTED:
        yield from (f"### {heading}\n{NONE}" for heading in HEADINGS)
        yield TOO_FEW
        return

    for heading, listed in findings_of(result):
        yield f"### {heading}" + (f"\n-# {PAIRS}" if heading == HEADINGS[2] else "")
        yield from _points(result, listed, length)
        if not listed:
            yield NONE
    yield "### Two sides"
    yield of_sides(result)
    if result.sides:
        if shows_sides(result.sides):
            yield sizes_of(result.sides)
        told, listed = differing(result.sides)
        yield f"-# {told}"
        yield from _points(result, listed, length)


def _points(result: Result, listed: Listed, length: int) -> Iterator[str]:
    for place, told in listed:
        yield f"- {brief(result.statements[place], length)}{f' — {told}' if told else ''}"


def findings_of(result: Result) -> Iterator[tuple[str, Listed]]:
    """Each heading with its statements."""
    found, tallies = result.findings, result.findings.tallies
    bridged = [(place, _bridged(found.bridge[place], tallies[place].voters)) for place in found.bridging]
    passed = [(place, _told(tallies[place].passed, tallies[place].voters, "pass")) for place in found.unsure]
    yield HEADINGS[0], [(place, agreeing(tallies[place])) for place in found.common]
    yield HEADINGS[1], [(place, _divided(tallies[place])) for place in found.dividing]
    yield HEADINGS[2], bridged
    yield HEADINGS[3], passed


def of_sides(result: Result) -> str:
    """Whether votes show two sides, in a sentence."""
    if result.sides:
        return TWO
    return NOT_TWO if result.asked else NOT_ASKED


def sizes_of(sides: Sides) -> str:
    """How many lean which way, where that may be told."""
    one, other = sides.sizes
    stand = "stands" if sides.between == 1 else "stand"
    return f"{one} lean one way, {other} the other, {sides.between} {stand} between."


def shows_sides(sides: Sides) -> bool:
    """Whether something may be told of each side: never of so few that it tells of single people."""
    return min(sides.sizes) >= FEWEST_TOLD


def differing(sides: Sides) -> tuple[str, Listed]:
    """The statements on which the two sides differ most, and what is to be said above them."""
    tells = shows_sides(sides)

    def apart(place: int) -> float:
        one, other = (tallies[place] for tallies in sides.tallies)
        return abs(one.agree / max(one.voters, 1) - other.agree / max(other.voters, 1))

    def told(place: int) -> str:
        return "; ".join(_of_side(tallies[place], sides) for tallies in sides.tallies) if tells else ""

    places = sorted(range(len(sides.tallies[0])), key=lambda place: (-apart(place), place))[:APART]
    heading = f"Where the two differ most{', and how many of either side agree' if tells else ''}"
    return heading, [(place, told(place)) for place in places]


def _of_side(tally: Tally, sides: Sides) -> str:
    """How many of a side agree: a count, or a band where a side is small."""
    if min(sides.sizes) < FEWEST_COUNTED:
        return band(tally.agree, tally.voters)
    return f"{tally.agree} of {tally.voters}"


def _told(part: int, voters: int, does: str) -> str:
    if voters < FEWEST_TOLD:
        return ""
    if voters < FEWEST_COUNTED:
        words = band(part, voters)
        if words != "split":
            return f"{words} {does}"
        return words if does == "agree" else f"split: about half {does}"
    return f"{part} of {voters} {does} ({percent(part, voters)} %)"


def _divided(tally: Tally) -> str:
    if tally.voters < FEWEST_COUNTED:
        return agreeing(tally)
    return f"{tally.agree} agree, {tally.disagree} disagree, {tally.passed} pass"


def _bridged(bridge: Bridge, voters: int) -> str:
    if voters < FEWEST_TOLD:
        return ""
    if voters < FEWEST_COUNTED:
        words = band(bridge.both, bridge.pairs)
        return words if words == "split" else f"{words} of the pairs"
    return f"{bridge.both} of {bridge.pairs} pairs ({percent(bridge.both, bridge.pairs)} %)"


def _left_out(view: View) -> str:
    counts = ((view.aside, "set aside"), (view.merged, "merged with another"))
    told = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f" {told}." if told else ""


def _counted(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
