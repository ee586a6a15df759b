"""Where every viewing begins that somebody starts or plans: what is not clear is asked first, then it is done."""

from dataclasses import replace
from typing import assert_never

from bot.chat.answer import answer_own, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.place import server_or_none
from bot.chat.seams import Planner
from bot.errors import Refusal
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item
from bot.threads.people import acting
from bot.threads.places import place_named
from bot.viewings.choosing.cards import question_card, tag_card
from bot.viewings.choosing.rules import Intent, Plan, Start, question_of
from bot.viewings.params import FilmParam
from bot.viewings.planning import moment_for, plan, why_not
from bot.viewings.programme import programme_of, typed_title
from bot.viewings.starting import start_group, start_solo

ALONE_HERE = (
    "A group watches in a server that I am a member of. Here you watch alone: leave `mode` out, or say `mode: solo`."
)


async def begin(
    interaction: StudyInteraction,
    intent: Intent,
    film: Item | str,
    guide: Item | None = None,
    *,
    sure: bool = False,
    asked: bool = False,
    tag_id: int | None = None,
    note: str | None = None,
) -> None:
    """Start or plan a viewing, or ask what has to be known first.

    `sure`: it was asked already whether it is this film; `asked`: what was clicked is a question, which this replaces;
    `tag_id`: the tag that was chosen for its post in a forum.
    """
    alone = isinstance(intent, Start) and intent.mode == "solo"
    if not alone and server_or_none(interaction) is None:
        raise Refusal(ALONE_HERE)
    shelf, ask = shelf_of(interaction), replace_card if asked else answer_own
    film = typed_title(film) if isinstance(film, str) else film
    question = question_of(shelf, film, guide, sure=sure)
    # Who may not begin is told so below, without being asked first.
    if question and (alone or (await acting(interaction)).may_begin):
        await ask(interaction, question_card(shelf, question, intent, guide, note))
        return
    programme = programme_of(shelf, film, guide)
    match intent:
        case Start("solo"):
            await start_solo(interaction, programme, replaces=asked)
        case Start() | Plan():
            place = replace(await place_named(interaction, intent.channel_id), tag_id=tag_id)
            if len(place.tags) > 1 and tag_id is None:
                await ask(interaction, tag_card(shelf, place, film, guide, intent, note))
            elif isinstance(intent, Plan):
                await plan(interaction, programme, intent.at, place, intent.secrecy, note=note, replaces=asked)
            else:
                await start_group(interaction, programme, place, intent.secrecy, replaces=asked)
        case _:
            assert_never(intent)


async def _plan_typed(interaction: StudyInteraction, film: str, when: str) -> None:
    """Plan a film as it was typed, with its own guide, where groups watch here."""
    at, note = await moment_for(interaction, when)
    await begin(interaction, Plan(at), await FilmParam().transform(interaction, film), note=note)


PLANNER = Planner(why_not, _plan_typed)
