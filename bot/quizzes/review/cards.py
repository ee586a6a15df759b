"""The cards of review: a question, its answer, the end of a day, what is kept, a reminder."""

from typing import assert_never

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, lines, row, turns
from bot.chat.text import shorten
from bot.packs.shelf.shelves import CARD
from bot.quizzes.items.cards import option_rows, several_select
from bot.quizzes.items.model import Way
from bot.quizzes.items.phrases import ROOM, answer_text, option_label, question_text, slips_text
from bot.quizzes.items.rules import Placed, placed
from bot.quizzes.review import phrases
from bot.quizzes.review.phrases import GuildName
from bot.quizzes.review.views import Asked, Listing, Session

WHOLE = limits.MESSAGE_TEXT - 50
"""Characters of a card, the line breaks between its parts aside."""


def session_card(session: Session, guild_name: GuildName) -> Card:
    """What comes now: a question, what was corrected, or that it is all for today."""
    if session.asked is None:
        return _end_card(session, guild_name)
    if session.asked.corrected:
        return answer_card(session, guild_name)
    shown = shown_as(session.asked)
    return Card(
        ui.TextDisplay(phrases.first_line(session)),
        ui.TextDisplay(question_text(shown)),
        *_choices(session.asked, shown),
        row([button("Show the answer", f"review-show:{session.asked.kept.id}", main=not session.asked.item.options)]),
        lines(*phrases.notices(session, guild_name)),
    )


def answer_card(session: Session, guild_name: GuildName, chosen: tuple[int, ...] | None = None) -> Card:
    """The question with its answer, and whether the member knew it; `chosen` are options as the item has them."""
    assert session.asked
    asked, item, kept = session.asked, session.asked.item, session.asked.kept
    above = phrases.first_line(session)
    # Where nothing was corrected they stood below the question.
    notices = "\n".join(phrases.notices(session, guild_name)) if asked.corrected else ""
    missed = chosen is not None and not item.is_right(chosen)
    verdict = _verdict(asked, chosen) if chosen is not None else ""
    slips, question = slips_text(item, chosen or ()), question_text(shown_as(asked))
    correction = phrases.correction(asked) if asked.corrected else ""
    used = sum(map(limits.length, (above, verdict, slips, question, correction, notices)))
    return Card(
        ui.TextDisplay(above),
        lines(correction),
        ui.TextDisplay(question),
        ui.Separator(),
        lines(verdict, slips, answer_text(item, min(ROOM, WHOLE - used))),
        row(
            [
                button("Knew it", f"review-knew:{kept.id}:{kept.step}:1", main=not missed),
                button("Not yet", f"review-knew:{kept.id}:{kept.step}:0", main=missed),
                button("Open the card", f"{CARD}{item.card}"),
            ]
        ),
        lines(notices),
    )


def _verdict(asked: Asked, chosen: tuple[int, ...]) -> str:
    """Whether what was chosen is right; what was chosen is named by the letter that it was shown behind."""
    shown = shown_as(asked)
    named = ", ".join(option_label(shown, place) for place, option in enumerate(shown.order) if option in chosen)
    return f"You chose {named}: {'right' if asked.item.is_right(chosen) else 'not right'}."


def _end_card(session: Session, guild_name: GuildName) -> Card:
    return Card(
        ui.TextDisplay("Review"),
        ui.TextDisplay(phrases.nothing_due(session)),
        lines(*phrases.notices(session, guild_name)),
        row([button("What I keep", "review-list:0")]) if session.kept else None,
    )


def list_card(listed: Listing) -> Card:
    """What a member keeps, a page of it."""
    options = [
        discord.SelectOption(label=shorten(line.kept.title, limits.SELECT_LABEL), value=str(line.kept.id))
        for line in listed.lines
    ]
    taking = ui.Select[Card](
        placeholder="Take some out",
        custom_id=f"review-out:{listed.page}",
        options=options,
        max_values=len(options) or 1,
    )
    part = f" · page {listed.page + 1} of {listed.pages}" if listed.pages > 1 else ""
    reminds = listed.member.reminds
    return Card(
        ui.TextDisplay(f"## What you keep\n-# {listed.kept:,} for review{part}"),
        ui.TextDisplay(phrases.list_text(listed)),
        ui.ActionRow(taking) if options else None,
        row(turns("review-list:", listed.page, listed.pages)),
        row(
            [
                *([button("Review now", "review-next", main=True)] if options else []),
                *([button("Stop reminding me", "review-remind:off")] if reminds else []),
                *([button("Remind me", "review-remind:on")] if options and not reminds else []),
            ]
        ),
        ui.TextDisplay(phrases.reminders_text(listed)),
    )


def reminder_card(due: int) -> Card:
    """The direct message that a member asked for."""
    return Card(
        ui.TextDisplay(phrases.reminder_text(due)),
        row([button("Review now", "review-next", main=True), button("Stop reminding me", "review-remind:off")]),
    )


def shown_as(asked: Asked) -> Placed:
    """The item with its options in the order that they have until it is answered."""
    return placed(asked.item, asked.kept.id + (asked.kept.schedule.reviewed_on or 0))


def _choices(asked: Asked, shown: Placed) -> list[ui.ActionRow[Card] | None]:
    """What an answer is chosen by; nothing where it is only remembered."""
    kept_id = asked.kept.id
    match asked.item.way:
        case Way.ONE:
            return option_rows(shown, lambda place: f"review-pick:{kept_id}:{place}")
        case Way.SEVERAL:
            return [several_select(shown, f"review-several:{kept_id}")]
        case Way.ORDER | Way.RECALL:
            return []
        case _:
            assert_never(asked.item.way)
