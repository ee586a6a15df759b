"""The private card of a draft: what will be posted, selects for the rest, and Post, Edit, Discard."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
from discord import ui

from bot.chat.cards import Card, button, choices, row, select
from bot.chat.text import plain, shorten
from bot.polls.drafts import Draft
from bot.polls.kinds import KINDS
from bot.polls.phrases import HELD_BACK
from bot.polls.rules import NEEDS_FIVE, Phase, promise
from bot.polls.terms import Reason, Secrecy, Visibility

RESULTS = {
    Visibility.LIVE: "Live: everybody sees them at any time",
    Visibility.AFTER_VOTE: "After vote: to those who have voted",
    Visibility.AFTER_CLOSE: "After close: to nobody before",
}
BALLOTS = {
    Secrecy.UNNAMED: "Unnamed: nobody here sees who chose what",
    Secrecy.NAMED: "Named: voters are shown beside the options",
    Secrecy.ANONYMOUS: "Anonymous: ballots are destroyed at close",
}
VOTERS = {"role": "Only members with the role", "everyone": "Everyone"}
REASONS = {
    Reason.OFF: "No reasons asked",
    Reason.OPTIONAL: "Reasons: voters may add one",
    Reason.REQUIRED: "Reasons: every vote needs one",
}
SURE = {"0": "Without a button “Not sure”", "1": "With a button “Not sure”"}
PHASES = {"once": "Asked once", "before": "Asked again after the film"}
NAMES = {
    "ballots": "Ballots",
    "reason": "Reasons",
    "sure": "Not sure",
    "phase": "Before and after",
    "least": "At least",
    "most": "At most",
}
SHOWN = 60
"""Characters of an option on the draft card."""


def draft_card(
    draft_id: int,
    draft: Draft,
    problem: str | None,
    *,
    copies: bool = False,
    lost: bool = False,
    note: str | None = None,
) -> Card:
    """The draft; with a `problem` it cannot be posted yet. `lost`: the role that may vote was deleted; `note` says how
    its closing time is read.
    """
    shape = KINDS[draft.kind].shape
    return Card(
        ui.TextDisplay(_text(draft, problem, copies, note)),
        _choice(draft_id, "ballots", BALLOTS, draft.secrecy),
        _choice(draft_id, "reason", REASONS, draft.reason),
        _choice(draft_id, "sure", SURE, str(int(draft.not_sure))) if shape.not_sure else None,
        _choice(draft_id, "phase", PHASES, draft.phase or "once") if shape.comparable else None,
        *(_counts(draft_id, draft) if shape.bounded else ()),
        ui.ActionRow(_voters(draft_id, None if lost else draft.voters)),
        row(
            [
                button("Post", f"draft-post:{draft_id}", disabled=problem is not None, main=True),
                button("Edit", f"draft-edit:{draft_id}"),
                button("Discard", f"draft-discard:{draft_id}"),
            ]
        ),
    )


def _text(draft: Draft, problem: str | None, copies: bool, note: str | None) -> str:
    options = [f"- {plain(shorten(option, SHOWN))}" for option in draft.options[:25]]
    more = [f"- … and {len(draft.options) - 25} more"] if len(draft.options) > 25 else []
    closes = f"closes {plain(shorten(draft.closes, 40))}" if draft.closes else "closes in 7 days"
    lines = [
        "-# Your draft · only you see it until you post it",
        f"## {plain(shorten(draft.question, 300)) or 'No question yet'}",
        *options,
        *more,
        f"{KINDS[draft.kind].label} · results {RESULTS[draft.visibility].split(':')[0].lower()} · {closes}",
    ]
    if note:
        lines.append(f"-# {note}")
    if draft.voters:
        lines.append(f"Only members with <@&{draft.voters}> may vote.")
    if draft.phase is Phase.BEFORE:
        lines.append(HELD_BACK)
    if draft.anonymous:
        lines += [NEEDS_FIVE, f"-# {promise(pair=draft.phase is not None, copies=copies)}"]
    if problem:
        lines.append(f"**Not ready yet:** {problem}")
    return shorten("\n".join(lines), 3_900)


def _choice(draft_id: int, name: str, labels: Mapping[Any, str], chosen: Any) -> "ui.ActionRow[Card] | None":
    return select(NAMES[name], f"draft-set:{draft_id}:{name}", choices(labels.items(), chosen))


def _voters(draft_id: int, role: int | None) -> "ui.RoleSelect[Card]":
    chosen = [discord.SelectDefaultValue(id=role, type=discord.SelectDefaultValueType.role)] if role else []
    return ui.RoleSelect(
        custom_id=f"draft-voters:{draft_id}",
        placeholder="Who may vote: everyone, or members with a role",
        min_values=0,
        max_values=1,
        default_values=chosen,
    )


def _counts(draft_id: int, draft: Draft) -> "Iterator[ui.ActionRow[Card] | None]":
    size = min(max(len(draft.options), 2), 25)
    for name, chosen in (("least", draft.min_choices or 1), ("most", draft.max_choices or size)):
        labels = {str(number): f"{NAMES[name]} {number}" for number in range(1, size + 1)}
        yield _choice(draft_id, name, labels, str(chosen))
