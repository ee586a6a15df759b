"""Starting a quiz: what it asks, and the thread in which it is asked; and going on with one whose thread is lost."""

import asyncio
import secrets
from dataclasses import replace

from bot import clock
from bot.chat.answer import answer_card, answer_later
from bot.chat.client import StudyInteraction
from bot.chat.text import listing, plain, quote
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.packs.format.model import Pack
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item, Shelf
from bot.quizzes.items.finding import can_be_asked, find_item, items_about, items_of
from bot.quizzes.items.model import Way
from bot.quizzes.items.rules import choose, placed
from bot.quizzes.rounds.delivery import Delivery
from bot.quizzes.rounds.programme import Programme, programme_of
from bot.quizzes.rounds.queue import QUEUE
from bot.quizzes.rounds.rules import Quiz
from bot.quizzes.rounds.service import Quizzes, most_missed
from bot.threads.cards import tag_card
from bot.threads.people import acting
from bot.threads.places import Place, place_for_group
from bot.threads.reaching import go_on, reach

THREAD_TAKES = 6.0
"""Seconds that the thread may take before who starts it is told that it comes later."""


async def start(
    interaction: StudyInteraction, pack: Pack | None, about: Item | None, items: int, tag_id: int | None = None
) -> None:
    """Open a quiz about a pack, or about an entry of one; the answer, which only who starts it sees, leads there.

    `tag_id`: the tag that was chosen for its post in a forum, on the card that asked for it.
    """
    shelf = shelf_of(interaction)
    if about and pack and about.pack is not pack:
        raise Refusal(f"`about`: {quote(about.entry.name)} is not in that pack. Leave `pack` out.")
    asked = about.pack if about else pack or _only(shelf)
    place = await place_for_group(interaction)
    programme = await asyncio.to_thread(_programme, shelf, asked, about, items)
    subject = about.value if about else asked.id
    await _open(interaction, programme, place, f"quiz-tag:{items}:{subject}", tag_id)


async def start_again(interaction: StudyInteraction, quiz: Quiz, tag_id: int | None = None) -> None:
    """Ask once more what a group missed; a quiz that runs and whose thread is lost goes on instead."""
    if not quiz.closed:
        await _reach_again(interaction, quiz)
        return
    results = await interaction.client.services.get(Quizzes).results(quiz.guild_id, quiz.id)
    missed = [each.cue.item.id for each in most_missed(results)]
    if not missed:
        raise Refusal(f"In quiz #{quiz.number} nothing was missed. `/quiz start` asks something new.")
    shelf = shelf_of(interaction)
    found = [item for each in missed if (item := find_item(shelf, each))]
    if not found:
        raise Refusal(
            f"What was missed in quiz #{quiz.number} is no longer on the shelf of this server. "
            "`/pack list` shows what is there."
        )
    place = await place_for_group(interaction)
    seed, gone = secrets.randbits(32), len(missed) - len(found)
    left_out = "1 question is" if gone == 1 else f"{gone} questions are"
    remark = f"{left_out} no longer on the shelf and left out." if gone else ""
    programme = programme_of(found[0].pack, [placed(item, seed + at) for at, item in enumerate(found)], remark=remark)
    today = quiz.created_at.date() == clock.now().date()
    note = "That quiz was today; asked on another day, it stays in mind better." if today else ""
    await _open(interaction, programme, place, f"quiz-tag-again:{quiz.id}", tag_id, note)


async def _open(
    interaction: StudyInteraction, programme: Programme, place: Place, asks: str, tag_id: int | None, note: str = ""
) -> None:
    """Open it, or ask first for the tag that a forum demands, with a select whose custom id is `asks`."""
    if len(place.tags) > 1 and tag_id is None:
        await answer_card(interaction, tag_card(place, programme.pack.title, "quiz", asks))
        return

    async def open_it() -> str:
        told = await _opened(interaction, programme, replace(place, tag_id=tag_id))
        return "\n".join(filter(None, (told, programme.remark, note, place.note)))

    await answer_later(interaction, open_it, meanwhile="The quiz is being opened." if tag_id else "")


async def _opened(interaction: StudyInteraction, programme: Programme, place: Place) -> str:
    """What who starts it is told once the thread is there, or why it is not yet."""
    services, guild_id = interaction.client.services, guild_of(interaction)
    quiz = await services.get(Quizzes).start(
        programme,
        guild_id=guild_id,
        channel_id=place.channel_id,
        by=await acting(interaction),
        now=clock.now(),
        started_in=None if interaction.channel_id == place.channel_id else interaction.channel_id,
        tag_id=place.tag_id,
    )
    await services.get(Worker).do_within(guild_id, QUEUE.line_of(quiz.id), THREAD_TAKES)
    after = (await services.get(Quizzes).get(guild_id, quiz.id)).quiz
    if after.orphaned:
        raise Refusal(f"The quiz is open, but nothing could be posted. {after.orphaned}")
    if after.thread_id is None:
        return "The quiz is open. Discord is slow to make its thread; it appears by itself within a few minutes."
    return (
        f"The quiz is in <#{after.thread_id}>. You lead it: `Lead` there asks the first question when enough have "
        "joined, and shows what you can do, to you alone."
    )


async def _reach_again(interaction: StudyInteraction, quiz: Quiz) -> None:
    """Find the thread again, or, where it is gone, go on in a new one under this channel."""
    still = f"Quiz #{quiz.number} still runs{f' in <#{quiz.thread_id}>' if quiz.thread_id else ''}."
    if not quiz.is_led_by(await acting(interaction)):
        raise Refusal(f"{still} What was missed can be asked again once it has ended.")
    await interaction.response.defer(ephemeral=True)
    delivery = interaction.client.services.get(Delivery)
    channel_id, thread_id = await reach(interaction, delivery, quiz, quiz.step)
    if thread_id == quiz.thread_id and not quiz.orphaned:
        raise Refusal(f"{still} `Lead` there goes on; what was missed can be asked again once it has ended.")
    await go_on(interaction, delivery, quiz, channel_id, thread_id)
    await interaction.edit_original_response(content=f"The quiz goes on in <#{thread_id}>.")


def _programme(shelf: Shelf, pack: Pack, about: Item | None, items: int) -> Programme:
    """What to ask; raises Refusal where nothing can be."""
    found = items_about(shelf, about) if about else items_of(pack)
    # What is answered from memory cannot be counted; it is for one's own review.
    pool = [item for item in found if item.way is not Way.RECALL]
    # All of a round about an entry is about it, and about what all of its items are near to.
    shared = frozenset.intersection(*(item.near for item in pool)) if about and pool else frozenset[str]()
    chosen = choose(pool, items, secrets.randbits(32), shared)
    if not chosen.items:
        name = plain(about.entry.name if about else pack.title)
        raise Refusal(
            f"Nothing in **{name}** can be asked in a group yet: a question needs options, a claim its verdict, and "
            "each of them sources. Try another pack or entry."
        )
    return programme_of(pack, chosen.items, about.entry.name if about else "", chosen.remark)


def _only(shelf: Shelf) -> Pack:
    """The one pack that can be asked of; raises Refusal with some of those that can be where there are several."""
    packs = list(filter(can_be_asked, shelf.packs.values())) or list(shelf.packs.values())
    if len(packs) == 1:
        return packs[0]
    if not packs:
        raise Refusal("No pack is on the shelf of this server, so there is nothing to ask. `/pack list` shows more.")
    known = listing([f"`{pack.id}`" for pack in packs[:5]])
    raise Refusal(f"`pack`: choose what the quiz is about, such as {known}; or an entry, with `about`.")
