"""The forms that make and edit a poll, and what was written in them."""

import re
from typing import Any, NamedTuple

import discord
from discord import ui

from bot.chat import limits
from bot.chat.forms import Fields, form_of, select_of, text_of
from bot.chat.marks import flat
from bot.chat.text import shorten
from bot.polls.drafting.cards import BALLOTS, RESULTS, VOTERS
from bot.polls.drafts import MAX_OPTION, MAX_QUESTION, Draft, split_options
from bot.polls.kinds import KINDS
from bot.polls.rules import Poll

LONGEST = 4_000
"""Characters of a form's text, Discord's limit; how long an option may be is told afterwards, in words."""
BACK = 700
"""Characters of each text that is given back with a refusal."""
_BULLET = re.compile(
    r"^\s*(?:[-+*•‣◦●○▪·–—]\s|\(?(?:[0-9]{1,2}|[A-Za-z])[.)]\s|[0-9]\ufe0f?\u20e3|\U0001f51f|[\U0001f1e6-\U0001f1ff]\s)"
    r"\s*(?:\[[ xX]?\]\s)?\s*"
)
"""What an item of a list begins with, as people write lists: signs, numbers, letters, also those of emoji; a box."""
_MARKDOWN = re.compile(r"^\s*(?:>>>|>|-?#{1,3}(?= ))\s*")
"""What makes a line a quotation, a heading or small."""
_CLOSES = "Such as 90m, 2h30m, 2d, 18:00, fri 18:00"


def draft_form(
    custom_id: str, draft: Draft, question_hint: str | None = None, options_hint: str | None = None
) -> ui.Modal:
    """The five parts of a poll that is not posted yet."""
    kinds = {name: kind.label for name, kind in KINDS.items()}
    return form_of(
        "Poll",
        custom_id,
        ui.Label(text="Question", description=question_hint, component=_line("question", draft.question, MAX_QUESTION)),
        ui.Label(text="Options, one a line", description=options_hint, component=_lines("options", draft.options)),
        ui.Label(text="Kind", component=select_of("kind", kinds, draft.kind)),
        ui.Label(text="When results are seen", component=select_of("results", RESULTS, draft.visibility)),
        ui.Label(
            text="When it closes",
            description="In 7 days if you leave it empty.",
            component=_line("closes", draft.closes or "", 40, required=False, placeholder=_CLOSES),
        ),
    )


def edit_form(custom_id: str, poll: Poll) -> ui.Modal:
    """What may be changed in a posted poll."""
    return form_of(
        f"Edit poll #{poll.number}",
        custom_id,
        ui.Label(text="Question", component=_line("question", poll.question, MAX_QUESTION)),
        ui.Label(
            text="Options, one a line",
            description="Add new ones at the end; wording changes are shown." if poll.begun else None,
            component=_lines("options", poll.options),
        ),
        ui.Label(text="When results are seen", component=select_of("results", RESULTS, poll.visibility)),
        ui.Label(text="Ballots", component=select_of("ballots", BALLOTS, poll.secrecy))
        if poll.voters is None
        else ui.Label(
            text="Who may vote",
            description="Once everyone may vote, that stays so. How ballots are kept can be changed after that.",
            component=select_of("voters", VOTERS, "role"),
        ),
        ui.Label(
            text="New closing time",
            description="Leave it empty to keep the one it has.",
            component=_line("closes", "", 40, required=False, placeholder=_CLOSES),
        ),
    )


def options_of(fields: Fields) -> tuple[str, ...]:
    """The options as they were written."""
    return split_options(text_of(fields, "options"))


class Found(NamedTuple):
    """A question and options found in a text, and what did not fit, as hints for the two fields of the form."""

    question: str
    options: tuple[str, ...]
    question_hint: str | None = None
    options_hint: str | None = None


def found_in(text: str) -> Found:
    """The lines that look like a list are the options and the others ask; without a list the first line asks.

    A bar becomes a broken one, since a bar parts options.
    """
    lines = [line for each in text.splitlines() if (line := _MARKDOWN.sub("", each, 1).strip())]
    listed = [bool(_BULLET.match(line)) for line in lines]
    if sum(listed) < 2:
        listed = [place > 0 for place in range(len(lines))]
    asks = " ".join(line for line, item in zip(lines, listed, strict=True) if not item)
    items = [_BULLET.sub("", line, 1).strip() for line, item in zip(lines, listed, strict=True) if item]
    items, most = [item.replace("|", "¦") for item in items if item], KINDS[Draft.kind].shape.most_options
    question, options = shorten(asks, MAX_QUESTION), tuple(_fitting(item) for item in items[:most])
    cut = sum(option != item for option, item in zip(options, items, strict=False))
    notes = [
        f"{cut} of them were cut to {MAX_OPTION} characters." if cut else "",
        f"The last {len(items) - most} of {len(items)} did not fit: at most {most}." if len(items) > most else "",
    ]
    return Found(
        question,
        options,
        f"Cut to {MAX_QUESTION} characters: the message says more." if question != asks else None,
        (" ".join(filter(None, notes)) if lines else "That message has no text to take.") or None,
    )


def _fitting(item: str) -> str:
    """An option that fits, also where a time in it is told in words."""
    return item if limits.length(flat(item)) <= MAX_OPTION else shorten(flat(item), MAX_OPTION)


def _line(custom_id: str, text: str, most: int, **more: Any) -> "ui.TextInput[ui.Modal]":
    # A text may have grown since it was typed: a mention became a name.
    return ui.TextInput(custom_id=custom_id, default=text or None, max_length=max(most, limits.length(text)), **more)


def _lines(custom_id: str, lines: tuple[str, ...]) -> "ui.TextInput[ui.Modal]":
    text = shorten("\n".join(lines), LONGEST)
    style = discord.TextStyle.paragraph
    return ui.TextInput(custom_id=custom_id, style=style, default=text or None, max_length=LONGEST)
