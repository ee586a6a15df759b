"""Private ballot papers: several options, a ranking, a mark for each; what is filled in stands in custom ids alone.

A ballot in a custom id is a code: a letter for how it is written, which says nothing of the kind of poll, and what is
filled in. Papers carry the second part from click to click.
"""

from collections.abc import Mapping

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, row, rows
from bot.chat.text import isolated, plain, shorten
from bot.polls.counting import places_of
from bot.polls.rules import Poll
from bot.polls.terms import Ballot, Reason

CODE = r"o\d{1,2}|m[0-9a-f]{1,7}|r\d{0,10}|s[0-5-]{2,10}|u"
"""One option, a set of options, a ranking, marks by option, not sure."""
UNSURE = "u"
PER_PAGE = 4
"""Options marked on one page."""
UNMARKED = "-"


def decoded(code: str) -> Ballot:
    """The ballot in a custom id, not held to any rules yet."""
    filled = code[1:]
    match code[0]:
        case "o":
            return Ballot((int(filled),))
        case "m":
            return Ballot(places_of(int(filled, 16)))
        case "r":
            return Ballot(tuple(map(int, filled)))
        case "s":
            return Ballot(scores=tuple(None if mark == UNMARKED else int(mark) for mark in filled))
        case _:
            return Ballot()


def vote_id(poll: Poll, code: str) -> str:
    """The custom id of a vote at one click, or, where the poll insists on a reason, of the form that asks for it."""
    verb = "ask" if poll.reason is Reason.REQUIRED else "vote"
    return f"{verb}:{poll.id}:{poll.edition}:{code}"


def how_many(wanted: tuple[int, int]) -> str:
    """The fewest and the most options of a ballot, in figures."""
    fewest, most = wanted
    return f"{fewest} to {most}" if fewest != most else f"{most}"


def choices_paper(poll: Poll, filled: str, wanted: tuple[int, int]) -> Card:
    """A select of several options; `filled` is their bit mask in hexadecimal digits."""
    mask = int(filled, 16)
    fewest, most = wanted
    options = [
        discord.SelectOption(label=label, value=str(place), default=bool(mask >> place & 1))
        for place, label in enumerate(poll.options)
    ]
    picker = ui.Select[Card](
        placeholder="Choose", custom_id=f"pick:{poll.id}:{poll.edition}", options=options, min_values=0, max_values=most
    )
    many = "1 option" if most == 1 else f"{how_many(wanted)} options"
    enough = fewest <= mask.bit_count() <= most
    return _paper(
        poll, f"Choose {many}, then `Submit`.", ui.ActionRow(picker), row([_submit(poll, f"m{filled}", enough)])
    )


def ranking_paper(poll: Poll, order: str, wanted: tuple[int, int]) -> Card:
    """A button for each option, tapped in order; `order` holds a digit for each that was."""
    fewest, most = wanted
    so_far = [f"{number}. {isolated(plain(poll.options[int(place)]))}" for number, place in enumerate(order, 1)]
    buttons = [
        button(label, _rank_id(poll, order + str(place)), disabled=str(place) in order or len(order) >= most)
        for place, label in enumerate(poll.options)
    ]
    return _paper(
        poll,
        "\n".join([f"Tap {how_many(wanted)} options, best first, then `Submit`.", *so_far]),
        *rows(buttons),
        row(
            [
                button("Undo", f"{_rank_id(poll, order[:-1])}:undo", disabled=not order),
                _submit(poll, f"r{order}", len(order) >= fewest),
            ]
        ),
    )


def marks_of(poll: Poll, filled: str) -> str:
    """What is filled in, with a sign for each option of the poll as it is now."""
    return filled.ljust(len(poll.options), UNMARKED)[: len(poll.options)]


def marks_paper(
    poll: Poll, filled: str, page: int, marks: Mapping[str, str], hint: str, asks: str, *, enough: bool
) -> Card:
    """A select for each option, four a page: `marks` are its values, digits up to 5 or UNMARKED, with what they say.

    `filled`: as `marks_of` gives it; `hint` says what to do, `asks` stands behind an option that is not marked yet.
    """
    pages = -(-len(poll.options) // PER_PAGE)
    at = min(page, pages - 1)
    state = f"{poll.id}:{poll.edition}:{filled}"
    parts: list[ui.Item[Card] | None] = []
    for place in range(at * PER_PAGE, min((at + 1) * PER_PAGE, len(poll.options))):
        offered = [
            discord.SelectOption(label=text, value=mark, default=filled[place] == mark != UNMARKED)
            for mark, text in marks.items()
        ]
        label = poll.options[place]
        picker = ui.Select[Card](
            placeholder=shorten(f"{label}{asks}", limits.SELECT_LABEL),
            custom_id=f"score:{state}:{at}:{place}",
            options=offered,
        )
        parts += [ui.TextDisplay(plain(label)), ui.ActionRow(picker)]
    turns = [
        button("Back", f"score-page:{state}:{at - 1 if at else 0}:b", disabled=at == 0),
        button("Next", f"score-page:{state}:{at + 1}:n", disabled=at + 1 == pages),
    ]
    part = f" Page {at + 1} of {pages}." if pages > 1 else ""
    buttons = [*(turns if pages > 1 else []), _submit(poll, f"s{filled}", enough)]
    return _paper(poll, f"{hint}, then `Submit`.{part}", *parts, row(buttons))


def _paper(poll: Poll, hint: str, *items: "ui.Item[Card] | None") -> Card:
    text = f"**{plain(poll.question)}**\n{hint}\n-# Nothing is stored before you submit. Only you see this."
    return Card(ui.TextDisplay(text), *items)


def _submit(poll: Poll, code: str, enough: bool) -> ui.Button[Card]:
    return button("Submit", vote_id(poll, code), disabled=not enough, main=True)


def _rank_id(poll: Poll, order: str) -> str:
    return f"rank:{poll.id}:{poll.edition}:{order}"
