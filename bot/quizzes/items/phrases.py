"""How an item is told: what is asked, what may be chosen, the answer, the reason and its sources; all safe to show."""

from collections.abc import Sequence
from string import ascii_uppercase

from bot.chat.limits import length
from bot.chat.text import brief, pages, plain
from bot.packs.citing import address, reference
from bot.quizzes.items.model import QuizItem, Way
from bot.quizzes.items.rules import Placed

LETTERS = ascii_uppercase
"""What stands before the options where they are told."""
ASKED, ANSWER, SLIPS = 900, 300, 500
"""Characters of what is asked about, of the answer in a line, and of what is said of wrong options."""
ROOM = 2_000
"""Characters of an answer with its reason and sources, where a card has nothing long besides."""
MORE = 40
"""Characters that say how many sources are left out."""
HOW = {
    Way.ONE: "",
    Way.SEVERAL: "Choose all that are right.",
    Way.ORDER: "Put them in order.",
    Way.RECALL: "Answer from memory.",
}


def question_text(placed: Placed) -> str:
    """What is asked, with the options a line each where they are not the whole of it."""
    item = placed.item
    parts = [_asked(item), HOW[item.way], options_text(placed) if item.mixed else ""]
    return "\n".join(filter(None, parts))


def options_text(placed: Placed) -> str:
    """The options as they stand, each behind its letter."""
    options = (placed.item.options[place] for place in placed.order)
    return "\n".join(f"**{letter}** {plain(option.text)}" for letter, option in zip(LETTERS, options, strict=False))


def option_label(placed: Placed, place: int) -> str:
    """What a control for the option in this place says: its letter, or the option itself where there is no list."""
    return LETTERS[place] if placed.item.mixed else placed.item.options[placed.order[place]].text


def answer_text(item: QuizItem, room: int = ROOM) -> str:
    """The answer, the reason, and the sources of that at the end, in so many characters; 700 are enough."""
    line = f"**Answer:** {brief(item.answer, ANSWER)}"
    left = room - length(line) - 1
    sources = _sources(item, left // 2)
    return f"{line}\n{brief(item.reason, left - length(sources) - 1)}\n{sources}"


def _sources(item: QuizItem, room: int) -> str:
    """As many of the sources as there is room for, a line each, at least one."""
    sources = [item.pack.sources[key] for key in item.sources]
    lines = [f"-# {reference(each, 100)} {address(each.url) if each.url else ''}".rstrip() for each in sources]
    if length(lines[0]) > room - MORE:
        lines[0] = f"-# {reference(sources[0], 40)}"
    shown = lines[:1]
    for line in lines[1:]:
        if length("\n".join([*shown, line])) > room - MORE:
            break
        shown.append(line)
    more = len(lines) - len(shown)
    return "\n".join([*shown, *([f"-# … and {more} more on the card"] if more else [])])


def slips_text(item: QuizItem, chosen: Sequence[int]) -> str:
    """What the pack says of wrong options that were chosen, counted as the item has them; empty where it says nothing.

    A right one is explained by the reason.
    """
    wrong = [item.options[place] for place in chosen if item.way is not Way.ORDER and place not in item.right]
    told = "\n".join(f"- {plain(option.text)}: {plain(option.because)}" for option in wrong if option.because)
    return told if length(told) <= SLIPS else f"{pages(told, SLIPS - 2)[0]} …"


def _asked(item: QuizItem) -> str:
    if not item.head:
        return f"**{brief(item.text, ASKED)}**"
    quoted = "\n".join(f"> {line}" for line in brief(item.text, ASKED).split("\n") if line)
    return f"**{item.head}**\n{quoted}"
