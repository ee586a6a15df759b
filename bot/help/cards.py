"""The card of `/help`, and the documents it leads to."""

import re
from collections.abc import Iterator, Sequence

from discord import ui

from bot.chat.cards import Card, button, heading, link_button, row, turns
from bot.chat.text import pages
from bot.packs.mistakes.rules import waiting_line

FIRST_STEPS = (
    "`/pack list` shows what this server has to look up; `/pack template` starts a subject of your own.",
    "`/settings set` says where groups watch, who may lead them, and in which time zone you live.",
    "`/poll create` finds an evening that suits all (kind: availability), or asks what they think before the film.",
)
PAGE = 3_400


def help_card(
    groups: Sequence[tuple[str, str, Sequence[str]]],
    *,
    lacks: Sequence[tuple[str, str]] = (),
    settings: Sequence[str] = (),
    reports: Sequence[tuple[str, int]] = (),
    first_steps: bool = False,
    here: str = "",
    links: Sequence[tuple[str, str]] = (),
) -> Card:
    """What this person may do here, and what the bot lacks.

    `groups` are what one may want to do: a name, a sentence, and what does it, as texts to be pressed. `lacks` are
    permissions, each with what it is for; `settings` what is wrong with those of the server; `reports` wait for a
    moderator. `here`, outside of servers, tells what is different there; `links` lead out of Discord.
    """
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(FIRST_STEPS, 1))
    missing = "\n".join(f"- **{name}**, {why}" for name, why in lacks)
    return Card(
        heading("Second Look", "A study companion for watching documentaries critically"),
        ui.TextDisplay(f"**Three first steps for a new server**\n{steps}") if first_steps else None,
        ui.TextDisplay(f"**Reported mistakes**\n{waiting_line(reports)}") if reports else None,
        *(ui.TextDisplay(f"**{name}**\n{told}\n{' · '.join(does)}") for name, told, does in groups if does),
        ui.TextDisplay(
            f"**What I lack in this channel**\n{missing}\nA moderator can grant it in the channel's settings."
        )
        if lacks
        else None,
        ui.TextDisplay("**Settings of this server to correct**\n" + "\n".join(f"- {line}" for line in settings))
        if settings
        else None,
        ui.TextDisplay(
            here
            or "Found a mistake in a card? Press `Report a mistake` on it; the moderators of this server read it. "
            "The buttons below tell what is kept about you, and the terms of use."
        ),
        row(
            [
                button("Privacy", "document:privacy:0"),
                button("Terms", "document:terms:0"),
                *(link_button(label, address) for label, address in links),
            ]
        ),
    )


def document_card(name: str, text: str, page: int) -> Card:
    """A page of a document that this project wrote itself, so that its Markdown is shown as such."""
    texts = pages(for_discord(text), PAGE)
    at = min(page, len(texts) - 1)
    return Card(ui.TextDisplay(texts[at]), row(turns(f"document:{name}:", at, len(texts))))


def for_discord(text: str) -> str:
    """A document as Discord can show it: tables become lists, what speaks to developers only is left out."""
    without = re.sub(r"<!--.*?-->\n?| ?<sub>.*?</sub>", "", text, flags=re.DOTALL)
    return "\n".join(_lines(without.splitlines()))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """Rows of tables as points: the first cell, then the others by their heads, `where` aside."""
    heads: list[str] = []
    for line in lines:
        if not line.startswith("| "):
            heads = []
            yield line
        elif not heads:
            heads = _cells(line)
        elif not line.startswith("| ---"):
            first, *others = _cells(line)
            told = (
                f"{head.capitalize()}: {cell}."
                for head, cell in zip(heads[1:], others, strict=False)
                if head != "where"
            )
            yield f"- **{first}.** {' '.join(told)}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| ").split(" | ")]
