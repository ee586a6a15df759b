"""What everybody sees of a group's viewing: the card in the channel, the head card of its thread, prompts and lines.

Nothing here leads a viewing: whoever may do that finds the panel behind `Lead`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from discord import ui

from bot.chat.cards import Card, button, heading, link_button, page_of, row, turns
from bot.chat.text import pages, plain
from bot.packs.shelf.shelves import CARD
from bot.threads.joining.phrases import mentions
from bot.threads.joining.views import Answered
from bot.viewings import phrases
from bot.viewings.lines import Line, Said
from bot.viewings.rules import Cue, Phase, State, Viewing
from bot.viewings.status import ViewingStatus

AHEAD = 400
"""Characters of a content note on the card."""
PAGE = 3_000


def head_card(status: ViewingStatus, now: datetime, *, private: bool = False, said: str = "") -> Card:
    """Where a group's viewing stands, with what anybody can do; `private`: for one reader, told what is `said`."""
    viewing = status.viewing
    ahead = phrases.content_note(viewing.programme, AHEAD) if viewing.phase is Phase.BEFORE else ""
    stands = (phrases.where(status, now), phrases.people(status.counts.taking_part), *phrases.troubles(status))
    above = "\n".join(filter(None, (said, phrases.unknown_film(viewing.programme))))
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing), above or None),
        ui.TextDisplay("\n".join(filter(None, stands))),
        ui.TextDisplay(ahead) if ahead else None,
        ui.TextDisplay(hint) if (hint := phrases.hint(status) if viewing.closed else "") else None,
        None if viewing.closed else ui.TextDisplay(f"-# {viewing.promise}"),
        row(_for_everybody(viewing)),
        row(about_film(viewing)),
        note="Only you see this." if private else None,
    )


def _for_everybody(viewing: Viewing) -> "Iterator[ui.Button[Card]]":
    yield join_button(viewing)
    if viewing.closed:
        yield button("Answer", f"watch-late:{viewing.id}")
    elif opened := viewing.open:
        yield button("Answer", f"watch-answer:{viewing.id}:{opened[-1].place}", main=True)
    yield button("Note this moment", f"watch-moment:{viewing.id}")
    yield where_button(viewing)
    yield lead_button(viewing)


def join_button(viewing: Viewing) -> ui.Button[Card]:
    """Takes part."""
    return button("Join", f"watch-join:{viewing.id}", main=not viewing.closed)


def lead_button(viewing: Viewing) -> ui.Button[Card]:
    """Leads to the panel of who may lead."""
    return button("Lead", f"panel-lead:{viewing.id}")


def where_button(viewing: Viewing, line: int | None = None) -> ui.Button[Card]:
    """Tells the minute now; `line`: the one that it stands on, which it tells from others."""
    return button("Where are we?", f"watch-where:{viewing.id}" + ("" if line is None else f":{line}"))


def about_film(viewing: Viewing) -> "Iterator[ui.Button[Card]]":
    """Where to watch the film, and its card, where a pack has it."""
    programme = viewing.programme
    if programme.film and programme.film.watch:
        yield link_button("Where to watch", programme.film.watch[0].url)
    if programme.film_value:
        yield button("About this film", f"{CARD}{programme.film_value}")  # the library's card of it, beside this one


def mistake_button(viewing: Viewing) -> ui.Button[Card]:
    """Reports what is wrong with the guide; whoever keeps the packs knows this custom id."""
    return button("Report a mistake", f"mistake:{viewing.programme.guide_value}")


def opening_card(
    viewing: Viewing, taking_part: int, *, late: timedelta | None = None, summary_id: int | None = None
) -> Card:
    """What stands in the channel, with the thread below it: whether it runs, and where to go."""
    guide = plain(viewing.programme.guide.title)
    state = "ended" if viewing.closed else "running"
    lines = [f"{state} · {phrases.people(taking_part)}"]
    if late and viewing.scheduled_for:
        lines.append(f"It was planned for {phrases.stamp(viewing.scheduled_for)}; it opens late.")
    if not viewing.closed:
        lines += [
            f"We watch this together with the guide “{guide}”, in the thread below.", f"-# {viewing.promise}",
        ]  # fmt: skip
    ahead = "" if viewing.closed else phrases.content_note(viewing.programme, PAGE // 2)
    return Card(
        heading(phrases.title(viewing), phrases.kind_of(viewing), phrases.unknown_film(viewing.programme) or None),
        ui.TextDisplay(ahead) if ahead else None,
        ui.TextDisplay("\n".join(lines)),
        row([join_button(viewing), *_leading_there(viewing, summary_id)]),
    )


def _leading_there(viewing: Viewing, summary_id: int | None) -> "Iterator[ui.Button[Card]]":
    if viewing.thread_id is None:
        return
    thread = f"https://discord.com/channels/{viewing.guild_id}/{viewing.thread_id}"
    if summary_id is not None:
        yield link_button("Summary", f"{thread}/{summary_id}")
    yield link_button("To the thread", thread)


def prompt_card(
    viewing: Viewing,
    cue: Cue,
    answered: Answered,
    *,
    film_time: timedelta | None = None,
    mentioned: Sequence[int] = (),
) -> Card:
    """A prompt that was asked, in the thread; `film_time`: where the film stands by now, if it comes only now.

    `mentioned`: who asked to be pinged; their mentions take room from a long question. `Answer` stays where it is
    refused for a while: it is the mark by which the message is found again.
    """
    who = mentions(mentioned)
    long = PAGE - len(who)
    takes = cue.state is State.OPEN or (viewing.closed and cue.state is State.REVEALED)
    newest = not viewing.closed and viewing.asked[-1:] == (cue,)
    return Card(
        ui.TextDisplay(phrases.question(viewing, cue, long=long, film_time=film_time)),
        ui.TextDisplay(f"{phrases.answered(answered)}\n-# {phrases.how_it_stands(viewing, cue)}"),
        ui.TextDisplay(who) if who else None,
        row(
            [
                button("Answer", f"watch-answer:{viewing.id}:{cue.place}", main=takes, disabled=not takes),
                *([] if viewing.closed else [button("Note this moment", f"watch-moment:{viewing.id}:{cue.place}")]),
                *([lead_button(viewing)] if newest else []),
            ]
        ),
        row([button("Whole question", f"watch-whole:{viewing.id}:{cue.place}")] if phrases.is_cut(cue, long) else []),
    )


def line_card(viewing: Viewing, line: Line, ready: Answered, now: datetime, *, mentioned: Sequence[int] = ()) -> Card:
    """What changed for everybody; `mentioned`: who asked to be pinged, where play is to be pressed."""
    asks = [button("Ready", f"watch-ready:{viewing.id}:{line.number}", main=True)] if line.said is Said.READY else []
    links = [each for each in about_film(viewing) if each.url] if line.plays else []
    leads = [lead_button(viewing)] if line.waits and not viewing.closed else []
    who = mentions(mentioned) if line.calls(viewing) else ""
    return Card(
        ui.TextDisplay("\n".join(filter(None, (phrases.line(viewing, line, ready, now), who)))),
        row([*asks, where_button(viewing, line.number), *leads, *links]),
    )


def whole_card(viewing: Viewing, cue: Cue, page: int = 0) -> Card:
    """A long question, a page of it."""
    return leaf_card("The whole question", cue, cue.prompt.ask, f"watch-whole:{viewing.id}:{cue.place}:", page)


def leaf_card(title: str, cue: Cue, text: str, prefix: str, page: int) -> Card:
    """A page of a long text about a prompt."""
    [shown], at, count = page_of(pages(plain(text), PAGE), page, 1)
    part = f" · {at + 1} of {count}" if count > 1 else ""
    name = f"Prompt {cue.number}" if cue.number else "The next prompt"
    return Card(heading(title, f"{name}{part}"), ui.TextDisplay(shown), row(turns(prefix, at, count)))


def said_card(text: str) -> Card:
    """A sentence in place of a card; the text is safe."""
    return Card(ui.TextDisplay(text))
