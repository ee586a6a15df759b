"""Members look things up with the real bot."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from discord import app_commands
from simcord.results import to_discord_message

from bot import clock
from bot.database.engine import UnreachableError
from bot.help.commands import GROUPS, group_of
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import inner, labels, options, words
from tests.samples import ants, bees


async def test_an_explainer_is_found_by_its_value_and_answered_privately(club: Any) -> None:
    result = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    assert result.ephemeral
    assert "## What a hive is" in words(result)
    assert "A hive is a home for bees." in words(result)
    assert "Share to channel" in labels(result)


async def test_a_title_or_alias_typed_by_hand_finds_its_entry(club: Any) -> None:
    for typed in ("What a hive is", "BEEHIVE", "colony"):
        assert "## What a hive is" in words(await club.sam.slash(club.general, "explain", topic=typed))


async def test_an_unknown_title_is_refused_with_the_nearest_three(club: Any) -> None:
    result = await club.sam.slash(club.general, "explain", topic="Beehve")
    assert result.ephemeral
    assert "There is no topic called “Beehve” here. The nearest: **What a hive is**" in result.response.content


async def test_a_title_of_two_packs_is_refused_with_both_values(club: Any) -> None:
    result = await club.sam.slash(club.general, "explain", topic="Bees in winter")
    assert "`bees/winter` and `ants/winter`" in result.response.content


async def test_typing_offers_entries_and_marks_equal_titles_with_their_pack(club: Any) -> None:
    choices = await club.sam.autocomplete(club.general, "explain", "topic", "winter")
    assert [(c["name"], c["value"]) for c in choices] == [
        ("Bees in winter — Bees on film", "bees/winter"),
        ("Bees in winter — Ants on film", "ants/winter"),
    ]


async def test_a_reading_without_tone_marks_finds_a_term(club: Any) -> None:
    for typed in ("fengwang", "feng wang jiang", "蜂王"):
        choices = await club.sam.autocomplete(club.general, "glossary", "term", typed)
        assert [c["value"] for c in choices] == ["bees/royal-jelly"]


async def test_an_empty_field_offers_what_the_server_used_last(club: Any) -> None:
    await club.sam.slash(club.general, "explain", topic="bees/winter")
    choices = await club.mira.autocomplete(club.general, "explain", "topic", "")
    assert [c["value"] for c in choices] == ["bees/winter", "bees/what-a-hive-is", "ants/winter"]


async def test_a_section_is_shown_in_place_of_the_private_card(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    turned = await club.sam.select(shown.response.message, ["2"], custom_id="leaf:bees/what-a-hive-is")
    assert turned.response.id == shown.response.id
    assert "### Who looks after it" in words(turned)


async def test_text_of_a_pack_is_shown_letter_for_letter(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    turned = await club.sam.select(shown.response.message, ["2"], custom_id="leaf:bees/what-a-hive-is")
    assert r"@everyone \*may\* help." in words(turned)


async def test_next_and_previous_turn_the_leaves_and_stop_at_the_ends(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    turned = await club.sam.click(shown.response.message, label="Next")
    assert "### Who lives there" in words(turned)
    back = await club.sam.click(turned.response.message, label="Previous")
    assert "**The short version**" in words(back)


async def test_an_unverified_film_says_so_on_its_first_line(club: Any) -> None:
    result = await club.sam.slash(club.general, "film", title="bees/lost-reel")
    assert words(result).startswith("**Title not verified.**")
    assert words(await club.sam.slash(club.general, "film", title="The Hive")).startswith("**Verified.**")


async def test_a_film_card_has_its_facts_and_leads_where_it_can_be_seen(club: Any) -> None:
    result = await club.sam.slash(club.general, "film", title="bees/the-hive")
    for text in ("Buzz Films", "2019", "27:14", "A year in one hive.", "**Work.** Who does what."):
        assert text in words(result)
    assert "Buzz Films" in labels(result)
    assert "Bees never sleep" in options(result, "open:related")


async def test_two_films_are_compared_by_their_shared_and_own_themes(club: Any) -> None:
    result = await club.sam.slash(club.general, "compare", first="bees/the-hive", second="bees/lost-reel")
    assert "**Themes in both**\n- **Winter**\n  - *The Hive*: How they survive.\n  - *The Lost Reel*: As" in words(
        result
    )
    assert "- Only *The Hive*: Work" in words(result)
    same = await club.sam.slash(club.general, "compare", first="bees/the-hive", second="bees/the-hive")
    assert "These are the same film" in same.response.content


async def test_a_claim_shows_its_verdict_and_says_where_nothing_was_found(club: Any) -> None:
    text = words(await club.sam.slash(club.general, "claim", claim="bees/bees-sleep"))
    assert "**Verdict: False.** They rest at night." in text
    assert "**Evidence for**\nWe found none. We searched the two sources of this pack." in text
    assert "Researchers watched them rest. [[1]](<https://bees.example/study>)" in text
    assert "-# 1. Ada Drone: A study of bees (2020-05)." in text


async def test_a_source_read_in_a_copy_says_so(club: Any) -> None:
    shown = await club.sam.slash(club.general, "glossary", term="bees/royal-jelly")
    assert "Food for queens. [1]\n-# 1. Hive Board: Hive rules (2020-05), read in a copy." in words(shown)


async def test_a_search_goes_across_kinds_and_into_the_texts(club: Any) -> None:
    text = words(await club.sam.slash(club.general, "search", query="drones"))
    assert "What a hive is" in text
    text = words(await club.sam.slash(club.general, "search", query="hive"))
    assert "What a hive is" in text
    assert "The Hive" in text
    nothing = await club.sam.slash(club.general, "search", query="zeppelin xyzzy")
    assert "Nothing here matches “zeppelin xyzzy”" in nothing.response.content


async def test_i26_a_search_shows_each_sentence_in_which_the_words_stand(club: Any) -> None:
    result = await club.sam.slash(club.general, "search", query="who is the keeper of drones?")
    assert words(result).endswith("- **What a hive is** · Explainer\n  A queen, workers and **drones**.")
    assert options(result, "open:found") == ["What a hive is"]
    opened = await club.sam.select(result.response.message, ["bees/what-a-hive-is"], custom_id="open:found")
    assert "## What a hive is" in words(opened)


@pytest.mark.parametrize("typed", ["🐝", "?!", "\u200b", "x" * 2_000, "hive " * 400, "what is the"])
async def test_i26_what_cannot_be_searched_for_is_answered_with_a_sentence(club: Any, typed: str) -> None:
    result = await club.sam.slash(club.general, "search", query=typed)
    assert result.ephemeral
    assert not result.response.components
    assert result.response.content.endswith(".")


async def test_i26_what_no_name_is_like_is_searched_for_with_one_press(club: Any) -> None:
    refused = await club.sam.slash(club.general, "film", title="pollen and drones")
    assert "There is no film called “pollen and drones” here, and none with a name like it." in refused.response.content
    assert labels(refused) == ["Search for “pollen and drones”"]
    found = await club.sam.click(refused.response.message, label="Search for “pollen and drones”")
    assert found.ephemeral
    assert "A queen, workers and **drones**." in words(found)
    nothing = await club.sam.slash(club.general, "claim", claim="Zeppelins: xyzzy?")
    pressed = await club.sam.click(nothing.response.message, label="Search for “Zeppelins: xyzzy?”")
    assert "Nothing here matches “Zeppelins: xyzzy?”" in pressed.response.content


async def test_i26_words_too_long_for_a_button_are_cut_and_still_searched_for(club: Any) -> None:
    typed = f"drones {'and others ' * 40}"
    refused = await club.sam.slash(club.general, "glossary", term=typed)
    (label,) = labels(refused)
    found = await club.sam.click(refused.response.message, label=label)
    assert "**drones**" in words(found)


async def test_a_message_is_explained_from_the_shelf_in_private(club: Any) -> None:
    message = await club.mira.send(club.general, "My uncle says the beehive needs no queen @everyone")
    told = await club.sam.context_menu(club.general, "Explain this", message)
    assert told.ephemeral
    assert "- **What a hive is** · Explainer\n  " in words(told)
    opened = await club.sam.select(told.response.message, ["bees/what-a-hive-is"], custom_id="open:found")
    assert "## What a hive is" in words(opened)


async def test_a_message_about_nothing_here_is_answered_with_a_sentence(club: Any) -> None:
    for said in ("See you at eight, bring crisps", "🎬"):
        message = await club.mira.send(club.general, said)
        told = await club.sam.context_menu(club.general, "Explain this", message)
        assert told.ephemeral
        assert not told.response.components
        assert "`/search` with words of your own." in told.response.content


async def test_what_a_message_forwards_or_embeds_is_explained_too(club: Any) -> None:
    first = await club.mira.send(club.general, "How does a colony get through the winter?")
    forwarded = await club.mira.forward(first, club.general)
    told = await club.sam.context_menu(club.general, "Explain this", forwarded)
    assert "**What a hive is**" in words(told)
    embed = {"type": "rich", "title": "A film", "fields": [{"name": "Seen", "value": "The Lost Reel"}]}
    held = club.env.backend.create_message(club.general.id, club.mira.id, "", embeds=[embed])
    told = await club.sam.context_menu(club.general, "Explain this", to_discord_message(club.env, held))
    assert "- **The Lost Reel** · Film (not verified)" in words(told)


async def test_a_search_never_shows_what_only_facilitators_see(club: Any) -> None:
    result = await club.sam.slash(club.general, "search", query="hush-hush")
    assert "Nothing here matches" in result.response.content


async def test_the_library_is_browsed_from_pack_to_entry(club: Any) -> None:
    shelves = await club.sam.slash(club.general, "library")
    assert options(shelves, "packs") == ["Bees on film", "Ants on film"]
    assert "2 packs on the shelf" in words(shelves)
    pack = await club.sam.select(shelves.response.message, ["bees"], custom_id="packs")
    assert options(pack, "open:film") == ["The Hive", "The Lost Reel (not verified)"]
    film = await club.sam.select(pack.response.message, ["bees/the-hive"], custom_id="open:film")
    assert "## The Hive" in words(film)
    back = await club.sam.click(pack.response.message, custom_id="turn:bees/the-hive:1")
    assert "### Perspective" in words(back)


async def test_c18_what_is_on_the_shelf_is_looked_up_while_the_database_does_not_answer(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach() -> Any:
        raise UnreachableError

    monkeypatch.setattr(club.env.bot.database, "read", out_of_reach)
    choices = await club.sam.autocomplete(club.general, "film", "title", "")
    assert "bees/the-hive" in [choice["value"] for choice in choices]
    film = await club.sam.slash(club.general, "film", title="bees/the-hive")
    assert "## The Hive" in words(film)
    assert not film.followups
    shelves = await club.sam.slash(club.general, "library")
    assert options(shelves, "packs") == ["Bees on film", "Ants on film"]
    pack = await club.sam.select(shelves.response.message, ["bees"], custom_id="packs")
    assert options(pack, "open:film") == ["The Hive", "The Lost Reel (not verified)"]


async def test_only_moderators_are_told_of_a_pack_that_could_not_be_read(club: Any) -> None:
    assert "naem" in words(await club.mira.slash(club.general, "library"))
    assert "naem" not in words(await club.sam.slash(club.general, "library"))


async def test_sharing_posts_the_card_for_everyone_without_another_share_button(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    shared = await club.sam.click(shown.response.message, label="Share to channel")
    assert not shared.ephemeral
    assert "Share to channel" not in labels(shared)
    assert words(shared).endswith(f"-# Shared by <@{club.sam.id}>")
    answered = await club.mira.select(shared.response.message, ["1"], custom_id="leaf:bees/what-a-hive-is")
    assert answered.ephemeral
    assert answered.response.id != shared.response.id
    assert "**The short version**" in words(shared)


async def test_the_coloured_button_is_what_one_does_next_and_never_to_share(club: Any) -> None:
    def coloured(result: Any) -> list[str]:
        return [c["label"] for c in inner(result) if c.get("style") == 1]

    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    assert coloured(shown) == ["Next"]
    end = await club.sam.select(shown.response.message, ["4"], custom_id="leaf:bees/what-a-hive-is")
    assert coloured(end) == ["Keep this"]
    film = await club.sam.slash(club.general, "film", title="bees/lost-reel")
    assert coloured(film) == ["Watch as a group"]


async def test_a_long_card_says_how_long_it_takes_to_read(club: Any) -> None:
    assert "minutes" not in words(await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is"))
    text = "A hive is warm in winter. " * 40
    long = bees(explainers=[{"id": "long", "title": "Long", "sections": [{"heading": "One", "text": text}] * 4}])
    club.env.bot.services.get(Shelves).ship(long)
    shown = await club.sam.slash(club.general, "explain", topic="bees/long")
    assert "-# Explainer · Bees on film · 5 minutes to read · 1 of 4" in words(shown)


async def test_a_pack_that_is_being_written_shows_its_questions_too(club: Any) -> None:
    options_ = [{"text": "The queen", "right": True}, {"text": "A drone"}]
    asked = {"id": "eggs", "ask": "Who lays the eggs?", "because": "So it is.", "options": options_, "sources": ["B1"]}
    shelves = club.env.bot.services.get(Shelves)
    shelves.ship(bees(questions=[asked]))
    pack = await club.sam.select(
        (await club.sam.slash(club.general, "library")).response.message, ["bees"], custom_id="packs"
    )
    assert options(pack, "open:question") == ["Who lays the eggs?"]
    shown = await club.sam.select(pack.response.message, ["bees/eggs"], custom_id="open:question")
    assert "Who lays the eggs?" in words(shown)
    assert [kind for kind in shelves.of(None).browsed(ants()) if kind is Kind.QUESTION] == []


async def test_an_unverified_film_is_marked_and_last_wherever_films_are_listed(club: Any) -> None:
    first = bees().films[1]
    club.env.bot.services.get(Shelves).ship(replace(bees(), films=(first, bees().films[0])))
    pack = await club.sam.select(
        (await club.sam.slash(club.general, "library")).response.message, ["bees"], custom_id="packs"
    )
    assert options(pack, "open:film") == ["The Hive", "The Lost Reel (not verified)"]
    found = words(await club.sam.slash(club.general, "search", query="lost reel"))
    assert "- **The Lost Reel** · Film (not verified)\n" in found
    offered = await club.sam.autocomplete(club.general, "film", "title", "lost reel")
    assert offered[0]["name"] == "The Lost Reel (not verified)", "nothing else is called so"


async def test_whoever_may_not_speak_keeps_the_card_private_and_is_told_why(club: Any) -> None:
    result = await club.sam.slash(club.rules, "explain", topic="bees/what-a-hive-is", share=True)
    assert result.ephemeral
    assert "you may not send messages in #rules" in words(result)
    pressed = await club.sam.click(result.response.message, label="Share to channel")
    assert pressed.ephemeral
    assert "you may not send messages in #rules" in pressed.response.content


async def test_a_card_of_before_a_restart_still_answers(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    club.env.bot._connection._view_store._views.clear()
    turned = await club.sam.click(shown.response.message, label="Next")
    assert "### Who lives there" in words(turned)


async def test_help_begins_with_where_to_start_and_every_command_in_it_can_be_pressed(club: Any) -> None:
    result = await club.sam.slash(club.general, "help")
    shown, ids = words(result), club.env.bot.command_ids
    assert shown.index("**Start here**") < shown.index("**Look something up**") < shown.index("**Your own things**")
    for name in ("library", "film", "watch start", "explain", "poll create", "watch journal", "privacy show"):
        assert f"</{name}:{ids[name.split()[0]]}>" in shown, name
    assert "pack upload" not in shown
    assert "</pack upload:" in words(await club.mira.slash(club.general, "help"))
    assert "In the menu of any message, under Apps: `Check this claim`, `Explain this` and `Make this a poll`." in shown
    document = await club.sam.click(result.response.message, label="Privacy")
    assert "What is kept" in words(document)


async def test_every_command_stands_in_one_group_of_help(club: Any) -> None:
    tree = club.env.bot.tree
    names = [each.qualified_name for each in tree.walk_commands() if isinstance(each, app_commands.Command)]
    assert {group_of(name) for name in names} == set(GROUPS)
    assert len(GROUPS) <= 5, "more is a list again"


async def test_help_shows_a_moderator_of_a_new_server_three_first_steps(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = club.guild.me.joined_at
    monkeypatch.setattr(clock, "now", lambda: joined + timedelta(days=6))
    assert "Three first steps" in words(await club.mira.slash(club.general, "help"))
    assert "Three first steps" not in words(await club.sam.slash(club.general, "help"))
    monkeypatch.setattr(clock, "now", lambda: joined + timedelta(days=8))
    assert "Three first steps" not in words(await club.mira.slash(club.general, "help"))
