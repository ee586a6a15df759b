"""Second Look beside a bare discord.py bot: what a card, suggestions and a vote cost, and how soon they come."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks import QUICK, Row
from benchmarks.loopback import BARE, OURS, Bot, Members, custom_ids, scene

USERS, TIMES, ROUNDS = (64, 128, 3) if QUICK else (64, 320, 30)
"""Many short rounds: between one bot's and the other's next, what else the machine does hardly changes."""
TOPIC = "social-credit-on-film/what-it-is"
LIMITS = {"a slash command with a card": "1.30", "suggestions for a keystroke": "", "a vote, redraws included": "1.40"}
POLL = {"question": "Which?", "options": "Red | Green | Blue", "results": "live"}

IF_MISSED = "`py-spy record --pid` on the bot's process, while this runs, shows where the time goes."

Use = Callable[[int], Awaitable[float]]


@dataclass
class Kept:
    """What one bot took for one thing, round by round."""

    cost: list[float] = field(default_factory=list)
    """Milliseconds of processor time for each."""
    rate: list[float] = field(default_factory=list)
    """How many a second."""
    acks: list[float] = field(default_factory=list)
    """Milliseconds until each was answered."""


def measure() -> list[Row]:
    """Both bots run all the time and take turns, so that whatever else the machine does falls on both alike."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    rows: list[Row] = []
    async with scene(BARE, USERS) as (bare, bare_bot, _), scene(OURS, USERS) as (ours, ours_bot, _):
        await _same_size(bare, ours)
        uses = zip(LIMITS, await uses_of(bare, "x"), await uses_of(ours, TOPIC), strict=True)
        for what, bare_use, our_use in uses:
            rows += await _compared(what, (bare, bare_bot, bare_use), (ours, ours_bot, our_use))
        rows.append(Row("of all these, not answered within three seconds: bare / ours", f"{bare.late} / {ours.late}"))
    return rows


async def _same_size(bare: Members, ours: Members) -> None:
    """Nothing is compared unless both cards are of about the same size."""
    cards = [await each.shown(each.ids[0], "explain", {"topic": topic}) for each, topic in ((bare, "x"), (ours, TOPIC))]
    small, large = sorted(len(json.dumps(card.components, ensure_ascii=False)) for card in cards)
    assert large < small * 1.1, f"the cards are not alike: {small} and {large} characters"


async def uses_of(members: Members, topic: str) -> tuple[Use, Use, Use]:
    """The three things that members do; the bot without polls has posted its button already."""
    if "poll" in {command["name"] for command in members.playground.world.state.commands.values()}:
        await members.shown(members.ids[0], "poll quick", POLL)
    while (card := members.posted()) is None:  # noqa: ASYNC110 - another process posts it
        await asyncio.sleep(0.05)
    ids = [each for each in custom_ids(card.components) if each.startswith(("vote:", "bare"))]
    turn = iter(range(10**9))
    return (
        lambda member: members.command(member, "explain", {"topic": topic}),
        lambda member: members.type(member, "explain", "topic", "to"),
        lambda member: members.click(member, card, ids[next(turn) % len(ids)]),
    )


async def _compared(what: str, bare: tuple[Members, Bot, Use], ours: tuple[Members, Bot, Use]) -> list[Row]:
    kept = Kept(), Kept()
    for each in (bare, ours):
        await one_round(Kept(), TIMES, *each)
    for number in range(ROUNDS):
        order = ((kept[0], bare), (kept[1], ours))
        for keep, each in order if number % 2 else reversed(order):
            await one_round(keep, TIMES, *each)
    ratios = [mine / theirs for theirs, mine in zip(kept[0].cost, kept[1].cost, strict=True)]
    return [
        Row(f"{what}: processor time, ours by bare", f"{median(ratios):.2f} {_middle(ratios)}", LIMITS[what]),
        Row("  processor time of each: bare / ours", _pair(kept, lambda each: f"{median(each.cost):.2f}") + " ms"),
        Row(f"  answered a second, {USERS} at once: bare / ours", _pair(kept, lambda each: f"{median(each.rate):.0f}")),
        *(
            Row(f"  answered within, {share} of 100: bare / ours", _pair(kept, _within(share)) + " ms")
            for share in (50, 95, 99)
        ),
    ]


async def one_round(keep: Kept, times: int, members: Members, bot: Bot, use: Use) -> None:
    """Let the members do it so many times, and note what it took."""
    loop = asyncio.get_running_loop()
    before, begun = bot.spent(), loop.time()
    keep.acks += await members.many(times, use)
    keep.rate.append(times / (loop.time() - begun))
    keep.cost.append((bot.spent() - before) * 1000 / times)


def _pair(kept: tuple[Kept, Kept], figure: Callable[[Kept], str]) -> str:
    return " / ".join(map(figure, kept))


def _middle(ratios: list[float]) -> str:
    """Between what the middle half lies: a pause of either bot in one round tells nothing of what a vote costs."""
    low, _, high = quantiles(ratios, n=4)
    return f"({low:.2f} to {high:.2f} in the middle half of {len(ratios)} rounds)"


def _within(share: int) -> Callable[[Kept], str]:
    return lambda each: f"{quantiles(each.acks, n=100)[share - 1]:.1f}"
