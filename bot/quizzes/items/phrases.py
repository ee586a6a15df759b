"""How an item is told: what is asked, what may be chosen, the answer, the reason and its sources; all safe to show."""

from collections.abc import Sequence
from string import ascii_uppercase

from bot.chat.limits import length
from bot.chat.text import brief, plain
from bot.packs.citing import Citations
from bot.quizzes.items.model import QuizItem, Way
from bot.quizzes.items.rules import Placed

LETTERS = ascii_uppercase
"""What stands before the options where they are told."""
ASKED, REASON, SOURCES = 1_200, 1_200, 900
"""Characters of what is asked about, of the reason, and of its sources: together with six options they fit a card."""
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
    return "\n".join(f"{letter}. {plain(option.text)}" for letter, option in zip(LETTERS, options, strict=False))


def option_label(placed: Placed, place: int) -> str:
    """What a control for the option in this place says: its letter, or the option itself where there is no list."""
    return LETTERS[place] if placed.item.mixed else placed.item.options[placed.order[place]].text


def answer_text(item: QuizItem) -> str:
    """The answer, the reason, and the sources of that at the end."""
    return f"{answer_line(item)}\n{reason_text(item)}"


def answer_line(item: QuizItem) -> str:
    """The right answer in a line."""
    return f"**Answer:** {brief(item.answer, 600)}"


def reason_text(item: QuizItem) -> str:
    """Why that is the answer, with its sources at the end."""
    citations = Citations(item.pack)
    numbers = citations.cited("", item.sources)
    sources = citations.listed().split("\n")
    shown: list[str] = []
    while sources and length("\n".join([*shown, f"-# {sources[0]}"])) <= SOURCES:
        shown.append(f"-# {sources.pop(0)}")
    more = [f"-# … and {len(sources)} more on the card"] if sources else []
    return "\n".join([f"{brief(item.reason, REASON)} {numbers}".strip(), *shown, *more])


def slips_text(item: QuizItem, chosen: Sequence[int]) -> str:
    """What the pack says of wrong options that were chosen, counted as the item has them; empty where it says nothing.

    A right one is explained by the reason.
    """
    wrong = [item.options[place] for place in chosen if item.way is not Way.ORDER and place not in item.right]
    return "\n".join(f"- {plain(option.text)}: {plain(option.because)}" for option in wrong if option.because)


def _asked(item: QuizItem) -> str:
    if not item.head:
        return f"**{brief(item.text, ASKED)}**"
    quoted = "\n".join(f"> {line}" for line in brief(item.text, ASKED).split("\n") if line)
    return f"**{item.head}**\n{quoted}"
