"""An evening kept as a guide: a file that `check` accepts; an evening with it asks the same at the same minutes."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.format.model import Guide, Kind, Pack
from bot.packs.format.yaml_text import yaml_text
from bot.packs.reading.reader import read_bytes, read_pack
from bot.packs.shelf.shelves import Shelf
from bot.viewings.moves import Move
from bot.viewings.own.kept_prompts import MOST_MOMENTS
from bot.viewings.own.rules import OwnPrompt
from bot.viewings.own.service import OwnPrompts
from bot.viewings.own_words import kept_text
from bot.viewings.programme import Programme, programme_of
from bot.viewings.rules import Viewing
from tests.viewings.evening import ADA, BEN, CHANNEL, CLEO, GUILD, MIRA, THREAD, Evening, hive, hive_programme, item
from tests.viewings.test_then_and_now import PAIRED

CONTENT = Path(__file__).parents[2] / "content"


async def group(evening: Evening, programme: Programme, thread: int = THREAD) -> Viewing:
    started = await evening.viewings.start_group(programme, guild_id=GUILD, channel_id=CHANNEL, by=ADA, now=evening.now)
    return await evening.placed(started.viewing, thread)


async def ask_own(evening: Evening, viewing: Viewing, text: str, options: str = "") -> None:
    await OwnPrompts(evening.db).ask(GUILD, viewing.id, ADA, OwnPrompt(ask=text, options=options), evening.now)


async def note(evening: Evening, viewing: Viewing, by: Person, text: str = "") -> None:
    at = (await evening.stands(viewing)).film_time
    await evening.answers.note(GUILD, viewing.id, by.id, text, at, evening.now)


async def watched(evening: Evening, programme: Programme) -> Viewing:
    """An evening with a prompt of before, timed ones, one of one's own, kept moments and one of after."""
    viewing = await group(evening, programme)
    await evening.answers.note(GUILD, viewing.id, BEN.id, "of no minute", None, evening.now)
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    evening.clock.go(minutes=3, seconds=10)
    await ask_own(evening, viewing, "Who pays # for this?\n- the state\n- us", "yes\nno: never\n'both'")
    await note(evening, viewing, BEN, "music")
    evening.clock.go(seconds=8)
    await note(evening, viewing, CLEO)
    evening.clock.go(minutes=10)
    await evening.work()
    await evening.moves(viewing, Move.FINISH, Move.NEXT)
    await ask_own(evening, viewing, "12:30")
    await evening.move(viewing, Move.END)
    return viewing


async def kept(evening: Evening, viewing: Viewing, by: Person = ADA) -> Pack:
    """The pack of an evening, written as a file and read again as `check` reads it."""
    found = await OwnPrompts(evening.db).keep(GUILD, viewing.id, by, evening.shelf)
    reading = read_bytes(f"{found.pack.id}.yaml", yaml_text(found.pack, "A line\nabove").encode())
    assert reading.lines == ()
    assert reading.pack == found.pack
    return found.pack


async def asked_at(evening: Evening, viewing: Viewing) -> list[tuple[str, int | None]]:
    """What was asked, in order, with the second of the film."""
    cues = (await evening.stands(viewing)).viewing.asked
    return [(str(cue.prompt.ask), None if cue.film_time is None else cue.film_time.seconds) for cue in cues]


async def test_an_evening_with_the_kept_guide_asks_the_same_at_the_same_minutes(evening: Evening) -> None:
    first = await watched(evening, hive_programme())
    pack = await kept(evening, first)
    shelf = Shelf([hive(), pack])
    film = shelf.find(f"{pack.id}/the-hive")
    assert film
    second = await group(evening, programme_of(shelf, film), THREAD + 1)
    await evening.moves(second, Move.NEXT, Move.START_FILM)
    for _ in range(14 * 60):
        evening.clock.go(seconds=1)
        await evening.work()
    await evening.moves(second, Move.FINISH, Move.NEXT, Move.NEXT)
    again = await asked_at(evening, second)
    moment = "Somebody kept this moment. What do you see and hear here?"
    assert [each for each in again if each[0] != moment] == await asked_at(evening, first)
    assert [each for each in again if each[0] == moment] == [(moment, 190)]


async def test_film_sources_and_claims_come_along_and_ids_of_other_entries_do_not(evening: Evening) -> None:
    pack = await kept(evening, await watched(evening, hive_programme()))
    [film], [claim] = pack.films, pack.claims
    [original] = [each for each in hive().claims if each.id == claim.id]
    assert (film.title, film.claims, film.nearest, film.guide) == ("The Hive", ("bees-sleep",), (), "evening")
    assert claim == original
    assert set(pack.sources) <= set(hive().sources)
    assert pack.id == "the-hive-2026-11-23"


async def test_notes_of_the_guide_and_words_at_kept_moments_are_for_the_facilitator(evening: Evening) -> None:
    pack = await kept(evening, await watched(evening, hive_programme()))
    notes = {prompt.id: prompt.facilitator_note for prompt in pack.guides[0].prompts}
    assert notes["words"] == "Hush-hush: do not comment."
    assert notes["moment-1"] == "Noted here:\n- music"


async def test_a_film_that_no_pack_has_is_unverified_in_it(evening: Evening) -> None:
    shelf = evening.shelf
    typed = programme_of(shelf, "社会 *信用*: part 1", item(shelf, Kind.GUIDE, "Any film"))
    viewing = await group(evening, typed)
    await evening.move(viewing, Move.START_FILM)
    evening.clock.go(seconds=5)
    await ask_own(evening, viewing, "What is this?")
    await evening.move(viewing, Move.END)
    [film] = (await kept(evening, viewing)).films
    assert (film.id, film.title, film.status, film.runtime) == ("part-1", typed.title, "unverified", None)


async def test_where_the_pack_of_the_film_is_gone_the_file_stays_sound(evening: Evening) -> None:
    viewing = await watched(evening, hive_programme())
    evening.shelf = Shelf([])
    pack = await kept(evening, viewing)
    assert (pack.sources, pack.films[0].title, pack.films[0].claims) == ({}, "The Hive", ("bees-sleep",))


async def test_what_was_not_asked_is_not_in_it_and_repeats_stay_pairs_only_where_both_were(evening: Evening) -> None:
    pack = hive()
    shelf = Shelf([replace(pack, guides=(*pack.guides, convert(PAIRED, Guide)))])
    programme = programme_of(shelf, item(shelf, Kind.FILM, "The Hive"), item(shelf, Kind.GUIDE, "Paired"))
    viewing = await group(evening, programme)
    await evening.moves(viewing, Move.NEXT, Move.START_FILM, Move.FINISH, Move.NEXT, Move.NEXT, Move.END)
    prompts = (await kept(evening, viewing)).guides[0].prompts
    assert [(prompt.id, prompt.again) for prompt in prompts] == [
        ("feeling", None),
        ("feeling-now", "feeling"),
        ("words-now", None),
    ]


async def test_a_guide_takes_the_moments_that_most_kept_and_tells_of_the_others(evening: Evening) -> None:
    viewing = await group(evening, hive_programme())
    await evening.moves(viewing, Move.NEXT, Move.START_FILM)
    for number in range(MOST_MOMENTS + 2):
        evening.clock.go(seconds=20)
        await note(evening, viewing, BEN, f"note {number}")
        if number:
            await note(evening, viewing, CLEO)
    await evening.move(viewing, Move.END)
    found = await OwnPrompts(evening.db).keep(GUILD, viewing.id, ADA, evening.shelf)
    assert (found.prompts, found.moments, found.left_out) == (1, MOST_MOMENTS, 2)
    told = repr(found.pack)
    assert "note 1'" in told
    assert "note 0'" not in told


async def test_links_that_no_pack_may_hold_are_left_out_of_members_words(evening: Evening) -> None:
    viewing = await group(evening, hive_programme())
    await ask_own(evening, viewing, "Join https://discord.gg/bees and look: what is shown?")
    await evening.move(viewing, Move.END)
    prompt = (await kept(evening, viewing)).guides[0].prompts[0]
    assert prompt.ask == "Join (link left out) and look: what is shown?"


async def test_only_who_leads_and_moderators_keep_it_and_only_once_it_has_ended(evening: Evening) -> None:
    viewing = await group(evening, hive_programme())
    own = OwnPrompts(evening.db)
    with pytest.raises(Refusal, match="still running"):
        await own.keep(GUILD, viewing.id, ADA, evening.shelf)
    await evening.move(viewing, Move.END)
    with pytest.raises(Refusal, match="Nothing was asked"):
        await own.keep(GUILD, viewing.id, ADA, evening.shelf)
    with pytest.raises(Refusal, match="Only the facilitator"):
        await own.keep(GUILD, viewing.id, BEN, evening.shelf)
    await kept(evening, await watched(evening, hive_programme()), by=MIRA)


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in CONTENT.glob("*/pack.yaml")))
def test_every_pack_that_ships_is_written_as_it_was_read(folder: str) -> None:
    whole = read_pack(CONTENT / folder).pack
    assert whole
    assert read_bytes("pack.yaml", yaml_text(whole).encode()).pack == whole


@given(st.text(max_size=300))
def test_whatever_is_kept_of_a_members_words_comes_back_as_it_was(text: str) -> None:
    with suppress(Refusal):
        if ask := kept_text(text):
            guide = {"id": "g", "title": "G", "prompts": [{"id": "p", "phase": "before", "ask": ask}]}
            pack = Pack(format=1, id="p", version="1.0.0", title="P", guides=(convert(guide, Guide),))
            assert read_bytes("pack.yaml", yaml_text(pack).encode()).pack == pack
