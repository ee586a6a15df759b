"""The forms that make and edit a poll, and what was written in them."""

import re
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.forms import Fields
from bot.chat.text import plain, shorten
from bot.polls.drafts import MAX_OPTION, MAX_QUESTION, Draft, split_options
from bot.polls.rules import Poll
from bot.polls.terms import Kind, Secrecy, Visibility

LONGEST = 4_000
"""Characters of a form's text, Discord's limit; how long an option may be is told afterwards, in words."""
BACK = 700
"""Characters of each text that is given back with a refusal."""
KINDS = {
    Kind.SINGLE: "Single: one option",
    Kind.MULTIPLE: "Multiple: several options",
    Kind.SCALE: "Scale: one step of 2 to 10",
    Kind.RANKED: "Ranked: options in order",
    Kind.SCORE: "Score: 0 to 5 points for each option",
}
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
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s+")
_CLOSES = "Such as 90m, 2h30m, 2d, 18:00, fri 18:00"


def draft_form(custom_id: str, draft: Draft) -> ui.Modal:
    """The five parts of a poll that is not posted yet."""
    return _form(
        "Poll",
        custom_id,
        ui.Label(text="Question", component=_line("question", draft.question, MAX_QUESTION)),
        ui.Label(text="Options, one a line", component=_lines("options", draft.options)),
        ui.Label(text="Kind", component=_select("kind", KINDS, draft.kind)),
        ui.Label(text="When results are seen", component=_select("results", RESULTS, draft.visibility)),
        ui.Label(
            text="When it closes",
            description="In 7 days if you leave it empty.",
            component=_line("closes", draft.closes or "", 40, required=False, placeholder=_CLOSES),
        ),
    )


def edit_form(custom_id: str, poll: Poll) -> ui.Modal:
    """What may be changed in a posted poll."""
    return _form(
        f"Edit poll #{poll.number}",
        custom_id,
        ui.Label(text="Question", component=_line("question", poll.question, MAX_QUESTION)),
        ui.Label(
            text="Options, one a line",
            description="After the first vote: add new ones at the end; wording changes are shown."
            if poll.ballots
            else None,
            component=_lines("options", poll.options),
        ),
        ui.Label(text="When results are seen", component=_select("results", RESULTS, poll.visibility)),
        ui.Label(text="Ballots", component=_select("ballots", BALLOTS, poll.secrecy)),
        ui.Label(
            text="New closing time",
            description="Leave it empty to keep the one it has.",
            component=_line("closes", "", 40, required=False, placeholder=_CLOSES),
        ),
    )


def text_of(fields: Fields, name: str) -> str:
    """What was written in a field, or the value that was picked in it."""
    value = fields.get(name, "")
    return str(value[0] if value else "") if isinstance(value, list) else str(value)


def options_of(fields: Fields) -> tuple[str, ...]:
    """The options as they were written."""
    return split_options(text_of(fields, "options"))


def draft_of_message(text: str, visibility: Visibility) -> Draft:
    """A draft from a message: its first line asks, the others are options."""
    lines = [_BULLET.sub("", line).strip() for line in text.splitlines()]
    first, *others = [line for line in lines if line] or [""]
    most = Kind.SINGLE.most_options
    return Draft(
        question=shorten(first, MAX_QUESTION),
        options=tuple(shorten(line, MAX_OPTION) for line in others[:most]),
        visibility=visibility,
    )


def given_back(refusal: Exception, fields: Fields) -> str:
    """A refusal with what was written, so that nothing is lost."""
    written = [f"**{name}:** {plain(shorten(text_of(fields, name), BACK))}" for name in fields if text_of(fields, name)]
    return shorten("\n".join([str(refusal), "What you wrote:", *written]), limits.CONTENT)


def _form(title: str, custom_id: str, *labels: "ui.Label[Any]") -> ui.Modal:
    form = ui.Modal(title=title, custom_id=custom_id)
    for label in labels:
        form.add_item(label)
    return form


def _line(custom_id: str, text: str, most: int, **more: Any) -> "ui.TextInput[ui.Modal]":
    # A text may have grown since it was typed: a mention became a name.
    return ui.TextInput(custom_id=custom_id, default=text or None, max_length=max(most, limits.length(text)), **more)


def _lines(custom_id: str, lines: tuple[str, ...]) -> "ui.TextInput[ui.Modal]":
    text = shorten("\n".join(lines), LONGEST)
    style = discord.TextStyle.paragraph
    return ui.TextInput(custom_id=custom_id, style=style, default=text or None, max_length=LONGEST)


def _select(custom_id: str, labels: Any, chosen: Any) -> "ui.Select[ui.Modal]":
    options = [discord.SelectOption(label=text, value=value, default=value == chosen) for value, text in labels.items()]
    return ui.Select(custom_id=custom_id, options=options, required=False)
