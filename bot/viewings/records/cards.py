"""What stays of a viewing, to read: the summary for everybody, and one's own journal."""

from collections.abc import Iterator, Sequence

from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, choices, heading, page_of, row, select
from bot.chat.pictures import Picture, gallery
from bot.chat.text import listing, pages, plain, quote
from bot.packs.format.model import VERDICT_NAME
from bot.viewings import phrases
from bot.viewings.answering.cards import moved_lines, shown_lines, tally_lines
from bot.viewings.cards import lead_button
from bot.viewings.film_time import written
from bot.viewings.records.exports import BEFORE_IT, journal_text
from bot.viewings.records.journal import Journal
from bot.viewings.records.offers import Offer
from bot.viewings.records.summary import CheckedClaim, Summary
from bot.viewings.rules import Viewing

PAGE = 2_900
_ALONG = "### Along the film"


def summary_card(summary: Summary, offers: Sequence[Offer] = (), page: int = 0, picture: Picture | None = None) -> Card:
    """What a viewing gave, a page of it; with the first, the film as a picture and the polls to ask after it."""
    viewing = summary.viewing
    texts = pages("\n\n".join(_parts(summary)) or "Nothing was revealed.", PAGE)
    at = min(page, len(texts) - 1)
    shown = None if at else gallery(picture)
    told = next((number for number, text in enumerate(texts, 1) if _ALONG in text), 1)
    part = f" · {at + 1} of {len(texts)}" if len(texts) > 1 else ""
    who = "alone" if viewing.solo else f"{summary.taking_part} took part"
    who += " · ended" if viewing.closed else ""
    prefix = f"watch-summary:{viewing.id}"
    return Card(
        heading(f"Summary: {phrases.title(viewing)}", f"{plain(viewing.programme.guide.title)} · {who}{part}"),
        ui.TextDisplay(texts[at]),
        ui.TextDisplay(f"-# The film from start to end, in words on page {told}:") if shown and told > 1 else None,
        shown,
        *(offered(offers, "after") if not at else ()),
        row(list(_to_go_on(viewing)) if viewing.closed and not at else []),
        row(
            [
                *([button("Previous", f"{prefix}:{at - 1}")] if at else []),
                *([button("Next page", f"{prefix}:{at + 1}")] if at + 1 < len(texts) else []),
                button("Answer", f"watch-late:{viewing.id}"),
                *(
                    []
                    if viewing.solo
                    else [button("Transcript", f"watch-transcript:{viewing.id}"), lead_button(viewing)]
                ),
            ]
        ),
    )


def _to_go_on(viewing: Viewing) -> Iterator[ui.Button[Card]]:
    """What can be done with an evening that has ended."""
    yield button("Take the report", f"report:{viewing.id}")  # whoever makes reports knows this custom id
    if not viewing.solo:
        yield button("Start a round", f"watch-round:{viewing.id}")


def polls_card(viewing: Viewing, offers: Sequence[Offer], phase: str) -> Card:
    """The polls of the pack to ask before or after the film."""
    when = "before the film, and again after it" if phase == "before" else "again, now that the film is over"
    text = f"These polls are asked {when}, so that the group sees who changed their mind. Picking one posts it here."
    if not offers:
        text = "The pack of this film brings no polls to ask before and after it."
    return Card(heading(phrases.title(viewing), "Polls of the pack"), ui.TextDisplay(text), *offered(offers, phase))


def journal_card(journal: Journal, page: int = 0) -> Card:
    """One's own answers and notes across viewings, a page of them."""
    if not journal:
        return Card(ui.TextDisplay("Your journal is empty: you have not answered a prompt or noted a moment here yet."))
    [shown], at, count = page_of(pages(journal_text(journal), PAGE), page, 1)
    part = f" · {at + 1} of {count}" if count > 1 else ""
    turns = [
        button("Previous", f"watch-journal:{max(at - 1, 0)}", disabled=at == 0),
        button("Next page", f"watch-journal:{at + 1}", disabled=at + 1 == count),
    ]
    return Card(
        heading("My viewing journal", f"Only you see this{part}"),
        ui.TextDisplay(shown),
        row(turns if count > 1 else []),
    )


def offered(offers: Sequence[Offer], phase: str) -> "list[ui.ActionRow[Card] | None]":
    """A select that posts a poll of the pack at one click; after the film, another that shows who moved."""
    options = choices(offers[: limits.SELECT_OPTIONS])
    rows = [select(f"Post a poll {phase} the film", f"offered-poll:{phase}", options)]
    if phase == "after":
        rows.append(select("Who changed their mind", "offered-shift", options))
    return rows


def _parts(summary: Summary) -> Iterator[str]:
    for lens in summary.lenses:
        answered = [part for part in lens.prompts if part.answers]
        if answered:
            yield f"### {lens.lens.capitalize()}"
        for part in answered:
            asked = f"**Prompt {part.cue.number}: {plain(part.cue.prompt.ask)}**"
            yield "\n".join([asked, *tally_lines(part), *moved_lines(part), *shown_lines(part)])
    if silent := sorted(part.cue.number for lens in summary.lenses for part in lens.prompts if not part.answers):
        yield f"Nobody answered prompt{'s' if len(silent) > 1 else ''} {listing([str(number) for number in silent])}."
    if checked := [_claim(claim) for claim in summary.claims if claim.checks or claim.pack]:
        yield "\n".join(["### Claims", *checked])
    if moments := list(_moments(summary)):
        yield "\n".join([_ALONG, *moments])
    if summary.unrevealed and not summary.viewing.solo:
        prompts = "1 prompt" if summary.unrevealed == 1 else f"{summary.unrevealed} prompts"
        until = summary.viewing.later_until
        still = f" Whoever leads can still reveal them until {phrases.stamp(until, 'f')}." if until else ""
        yield f"-# The answers to {prompts} are not revealed.{still}"


def _claim(claim: CheckedClaim) -> str:
    verdict = VERDICT_NAME[claim.pack.verdict].lower() if claim.pack and claim.pack.verdict else None
    note = f" {plain(claim.pack.note)}" if claim.pack and claim.pack.note else ""
    pack = f"The pack says: {verdict}.{note}" if verdict else "No pack has checked it."
    return f"- {quote(' '.join(claim.wording.split()))} {pack} {claim.found}"


def _moments(summary: Summary) -> Iterator[str]:
    for note in summary.notes_before:
        by = f"<@{note.member_id}>: " if note.member_id else ""
        yield f"- {BEFORE_IT}: {by}{plain(' '.join(note.text.split()))}"
    for moment in summary.timeline:
        by = f"<@{moment.member_id}>: " if moment.member_id else ""
        what = "prompt: " if moment.asked else ""
        yield f"- {written(moment.film_time)} {what}{by}{plain(moment.words)}"
