"""The private ballot papers: several options, a ranking, scores; what is filled in stands in the custom ids alone."""

from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, row
from bot.chat.text import plain, shorten
from bot.polls.rules import Poll
from bot.polls.terms import Kind, Reason

CODE = r"o\d{1,2}|m[0-9a-f]{1,7}|r\d{0,10}|s[0-5-]{2,10}|u"
"""A ballot in a custom id: one option, a set of options, a ranking, scores by option, not sure."""
PER_PAGE = 4
"""Options scored on one page."""
UNSCORED = "-"


def decoded(code: str) -> dict[str, Any]:
    """What a `Vote` takes for a ballot in a custom id."""
    if code == "u":
        return {"not_sure": True}
    kind, filled = code[0], code[1:]
    if kind == "o":
        return {"choices": (int(filled),)}
    if kind == "m":
        mask = int(filled, 16)
        return {"choices": tuple(place for place in range(mask.bit_length()) if mask >> place & 1)}
    if kind == "r":
        return {"choices": tuple(int(place) for place in filled)}
    return {"scores": tuple(None if points == UNSCORED else int(points) for points in filled)}


def paper(poll: Poll, filled: str = "", page: int = 0) -> Card:
    """The ballot paper of a poll; `filled` is what its code holds after the letter, empty at first."""
    if poll.kind is Kind.RANKED:
        return _ranking(poll, filled)
    if poll.kind is Kind.SCORE:
        return _scores(poll, (filled or "").ljust(len(poll.options), UNSCORED)[: len(poll.options)], page)
    return _choices(poll, filled or "0")


def _choices(poll: Poll, filled: str) -> Card:
    mask = int(filled, 16)
    fewest, most = poll.choice_limits
    options = [
        discord.SelectOption(label=label, value=str(place), default=bool(mask >> place & 1))
        for place, label in enumerate(poll.options)
    ]
    picker = ui.Select[Card](
        placeholder="Choose", custom_id=f"pick:{poll.id}:{poll.edition}", options=options, min_values=0, max_values=most
    )
    wanted = f"{fewest} to {most} options" if fewest != most else "1 option" if most == 1 else f"{most} options"
    enough = fewest <= mask.bit_count() <= most
    return _card(poll, f"Choose {wanted}, then `Submit`.", ui.ActionRow(picker), _submit(poll, f"m{filled}", enough))


def _ranking(poll: Poll, order: str) -> Card:
    fewest, most = poll.choice_limits
    so_far = [f"{number}. {plain(poll.options[int(place)])}" for number, place in enumerate(order, 1)]
    wanted = f"{fewest} to {most} options" if fewest != most else f"{most} options"
    buttons = [
        button(label, _rank_id(poll, order + str(place)), disabled=str(place) in order or len(order) >= most)
        for place, label in enumerate(poll.options)
    ]
    return _card(
        poll,
        "\n".join([f"Tap {wanted}, best first, then `Submit`.", *so_far]),
        *(row(buttons[start : start + 5]) for start in range(0, len(buttons), 5)),
        row(
            [
                button("Undo", f"{_rank_id(poll, order[:-1])}:undo", disabled=not order),
                _submit_button(poll, f"r{order}", len(order) >= fewest),
            ]
        ),
    )


def _scores(poll: Poll, filled: str, page: int) -> Card:
    pages = -(-len(poll.options) // PER_PAGE)
    at = min(page, pages - 1)
    state = f"{poll.id}:{poll.edition}:{filled}"
    parts: list[ui.Item[Card] | None] = []
    for place in range(at * PER_PAGE, min((at + 1) * PER_PAGE, len(poll.options))):
        points = [
            discord.SelectOption(label=str(value), value=str(value), default=filled[place] == str(value))
            for value in range(6)
        ]
        points.append(discord.SelectOption(label="No score", value=UNSCORED))
        label = poll.options[place]
        picker = ui.Select[Card](
            placeholder=shorten(f"{label}: 0 to 5", limits.SELECT_LABEL),
            custom_id=f"score:{state}:{at}:{place}",
            options=points,
        )
        parts += [ui.TextDisplay(plain(label)), ui.ActionRow(picker)]
    turns = [
        button("Back", f"score-page:{state}:{at - 1 if at else 0}:b", disabled=at == 0),
        button("Next", f"score-page:{state}:{at + 1}:n", disabled=at + 1 == pages),
    ]
    part = f" Page {at + 1} of {pages}." if pages > 1 else ""
    return _card(
        poll,
        f"Give points from 0 to 5, then `Submit`.{part}",
        *parts,
        row([*(turns if pages > 1 else []), _submit_button(poll, f"s{filled}", set(filled) != {UNSCORED})]),
    )


def _card(poll: Poll, hint: str, *items: "ui.Item[Card] | None") -> Card:
    text = f"**{plain(poll.question)}**\n{hint}\n-# Nothing is stored before you submit. Only you see this."
    return Card(ui.TextDisplay(text), *items)


def _submit(poll: Poll, code: str, enough: bool) -> "ui.ActionRow[Card] | None":
    return row([_submit_button(poll, code, enough)])


def _submit_button(poll: Poll, code: str, enough: bool) -> ui.Button[Card]:
    verb = "ask" if poll.reason is Reason.REQUIRED else "vote"
    return button("Submit", f"{verb}:{poll.id}:{poll.edition}:{code}", disabled=not enough, main=True)


def _rank_id(poll: Poll, order: str) -> str:
    return f"rank:{poll.id}:{poll.edition}:{order}"


def sure_row(poll: Poll) -> "ui.ActionRow[Card]":
    """A select that asks how sure the voter is."""
    named = ("1: only guessing", "2", "3", "4", "5: completely sure")
    options = [discord.SelectOption(label=label, value=str(value)) for value, label in enumerate(named, 1)]
    return ui.ActionRow(ui.Select(placeholder="How sure are you?", custom_id=f"sure:{poll.id}", options=options))


def recorded_card(text: str, poll: Poll, reason: str | None = None) -> Card:
    """That a vote is recorded, and what may be said beside it; `reason`: the one that was given."""
    ask = "Change the reason" if reason else "Add a reason"
    return Card(
        ui.TextDisplay(text),
        sure_row(poll) if poll.confidence else None,
        row([button(ask, f"why:{poll.id}")]) if poll.reason is not Reason.OFF else None,
    )
