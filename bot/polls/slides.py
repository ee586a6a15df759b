"""A result for a shared screen: what its reader may see on the card, in large letters."""

from bot.charts.big import Row
from bot.charts.projector import Slide, paragraphs
from bot.errors import Refusal
from bot.polls import phrases
from bot.polls.kinds import KINDS
from bot.polls.terms import NOT_SURE
from bot.polls.views import View


def is_shown(view: View) -> bool:
    """Whether there are numbers that this reader may see."""
    return view.result is not None and not view.result.withheld and view.result.sure > 0


def slide_of(view: View) -> Slide:
    """The options with what they came to; raises Refusal where its numbers are hidden, or there are none."""
    poll, result = view.poll, view.result
    if result is None:
        raise Refusal(phrases.hidden(poll))
    if not is_shown(view):
        raise Refusal("This poll has no numbers to show.")
    kind = KINDS[result.kind]
    leading = kind.leading(result)
    rows: list[Row] = [
        (result.options[place], kind.figures(result, place), kind.share(result, place), place in leading)
        for place in kind.order(result)
    ]
    if poll.not_sure:
        rows.append((NOT_SURE, f"{result.unsure:,}", None, False))
    for line in kind.outcome(result, result.options, None):
        rows += paragraphs(_plain(line, result.options), strong=True)
    rows += paragraphs(kind.legend or "")
    return Slide(f"#{poll.number} · {poll.state} · {phrases.ballots(result.ballots)}", poll.question, rows)


def _plain(line: str, options: tuple[str, ...]) -> str:
    """A line of a card without its signs of Markdown: it sets options in bold, and remarks in small letters."""
    for option in options:
        line = line.replace(f"**{option}**", option)
    return line.removeprefix("-# ")
