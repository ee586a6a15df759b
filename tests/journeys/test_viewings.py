"""A group and a member alone watch a film."""

import re
from typing import Any

import discord
import pytest

from bot.packs.reading.reader import read_bytes
from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from bot.viewings.panel import cards as panel_cards
from tests.journeys.conftest import labels, words
from tests.journeys.watching import (
    answer,
    card,
    end,
    ids,
    in_thread,
    later,
    lead,
    offered,
    panel,
    press,
    prompt,
    start,
    start_film,
    text,
    turn,
)
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is simulated here has no limits to keep to."""
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


@pytest.fixture
def evening(club: Any) -> Any:
    """The club, with one clock for Discord and the bot."""
    return club


def can_be_pressed(message: Any, label: str) -> bool:
    [button] = [part for row in message.components[0].children for part in getattr(row, "children", ())
                if getattr(part, "label", None) == label]  # fmt: skip
    return not button.disabled


async def test_a_group_starts_in_a_thread_joins_answers_in_private_and_sees_all_answers_together(club: Any) -> None:
    thread = await start(club)
    assert text(card(thread)).startswith("## The Hive")
    joined = await press(club, club.mira, thread, "Join")
    assert joined.ephemeral
    assert "Only you see your answer until the facilitator reveals the prompt" in words(joined)
    await lead(club, thread, "Ask it")
    assert "Which three words come to mind?" in text(prompt(thread, 1))
    told = await answer(club.mira, prompt(thread, 1), text="Honey, smoke, *sting*")
    assert "Recorded: Honey, smoke, \\*sting\\*" in told
    assert "Where did you meet them?" in told
    await answer(club.sam, prompt(thread, 1), text="Wax")
    await turn(club)
    assert "answered 2 of 2\neverybody has answered" in text(prompt(thread, 1))
    assert not any("Honey" in shown for shown in in_thread(thread))
    assert labels(await club.sam.click(card(thread), label="Lead"))[0] == "Reveal"
    await lead(club, thread, "Reveal")
    shown = in_thread(thread)[-1]
    assert "- Honey, smoke, \\*sting\\*" in shown
    assert "- Wax" in shown
    assert "sam" not in shown
    assert "Answer" not in offered(card(thread))
    await end(club, thread)
    assert "This viewing has ended" in text(card(thread))
    [opening] = [message for message in club.general.history() if "watch-join:" in ids(message)]
    assert "ended · 2 take part" in text(opening)
    assert {"Summary", "To the thread"} <= offered(opening)


async def test_a_prompts_message_offers_only_what_still_does_something(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    assert offered(prompt(thread, 1)) == {"Answer", "Note this moment", "Lead"}
    await lead(club, thread, "Reveal")
    assert "The answers are shown in this thread." in text(prompt(thread, 1))
    assert not can_be_pressed(prompt(thread, 1), "Answer")
    await lead(club, thread, "Ask it")
    assert offered(prompt(thread, 1)) == {"Answer", "Note this moment"}
    assert can_be_pressed(prompt(thread, 2), "Answer")
    await end(club, thread)
    assert offered(prompt(thread, 2)) == {"Answer"}
    assert "The viewing has ended without revealing it." in text(prompt(thread, 2))
    assert can_be_pressed(prompt(thread, 1), "Answer"), "answers are taken later too"


async def test_r11_of_two_panels_one_moves_the_viewing_and_the_other_turns_to_what_is_now(club: Any) -> None:
    thread = await start(club)
    cal = club.guild.add_member(club.env.create_user("cal"))
    told = await cal.click(card(thread), label="Lead")
    assert told.ephemeral
    assert f"<@{club.sam.id}> leads this viewing." in words(told)
    assert labels(told) == []
    own = await club.sam.click(card(thread), label="Lead")
    await lead(club, thread, "Ask it", member=club.mira)
    twice = await club.sam.click(own.response, label="Ask it")
    assert "Prompt 1 was asked or left out already." in words(twice)
    assert "**Next: 2 of 7**" in words(twice), "the panel turns to what is now"
    assert len([shown for shown in in_thread(thread) if shown.startswith("### Prompt")]) == 1


async def test_a_start_with_prompts_left_asks_first_and_what_is_left_out_is_asked_after_all(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    asked = await lead(club, thread, "Start the film")
    assert "1 prompt before the film is left." in words(asked)
    assert labels(asked) == ["Ask the next", "Start anyway", "Back"]
    page = await club.sam.click(asked.response, label="Start anyway")
    assert labels(page) == ["Go", "Now", "60 s", "One screen", "Ask who is ready", "Back"]
    assert "1 prompt of the film has no minute: it comes when you press `Ask it`." in words(page)
    await club.sam.click(page.response, label="Back")
    assert "**Next: 2 of 7**" in words(page), "nothing is left out before the film is started"
    await start_film(club, thread)
    left = await club.sam.click(card(thread), label="Lead")
    await club.sam.select(left.response, ["reopen-1"])
    await turn(club)
    assert "How do you feel?" in text(prompt(thread, 2))


async def test_go_announces_a_second_and_who_is_ready_is_counted(evening: Any) -> None:
    thread = await start(evening)
    await press(evening, evening.mira, thread, "Join")
    page = await lead(evening, thread, "Start the film", "Start anyway", "Ask who is ready")
    asks = next(message for message in thread.history() if "watch-ready:" in ids(message))
    assert text(asks).startswith("### Ready? 0 of 1")
    told = await evening.mira.click(asks, label="Ready")
    assert told.ephemeral
    await turn(evening)
    asks = next(message for message in thread.history() if "watch-ready:" in ids(message))
    assert text(asks).startswith("### Ready? 1 of 1")
    del page
    await lead(evening, thread, "Start the film", "Start anyway", "Go")
    begins = int(evening.env.now().timestamp()) + 15
    [line] = [shown for shown in in_thread(thread) if shown.startswith("### Press play at ")]
    assert any(f"<t:{second}:T>" in line for second in (begins, begins + 1))
    await later(evening, seconds=20)
    where = await evening.mira.click(card(thread), label="Where are we?")
    assert "**0:0" in words(where)


async def test_r12_go_pressed_on_two_panels_announces_one_start(club: Any) -> None:
    thread = await start(club)
    panels = [(member, await panel(club, thread, member)) for member in (club.sam, club.mira)]
    for member, shown in panels:
        for label in ("Start the film", "Start anyway"):
            await member.click(shown, label=label)
    told = [words(await member.click(shown, label="Go")) for member, shown in panels]
    await turn(club)
    assert "The film has started already." in told[1]
    assert len([shown for shown in in_thread(thread) if shown.startswith("### Press play at ")]) == 1


@pytest.mark.parametrize("minute", ["3:00:00", "20:01", "soon"])
async def test_i28_a_jump_beyond_the_film_is_refused_on_the_panel_and_the_film_goes_on(
    evening: Any, minute: str
) -> None:
    thread = await start(evening)
    await start_film(evening, thread)
    told = await evening.sam.submit_modal(await lead(evening, thread, "Jump"), {"minute": minute})
    assert "20:00" in words(told) or "12:30" in words(told)
    await turn(evening)
    assert not any(shown.startswith("Jumped to ") for shown in in_thread(thread))
    assert "**0:0" in words(await evening.mira.click(card(thread), label="Where are we?"))


async def test_i29_an_own_prompt_of_four_thousand_characters_is_asked_whole(evening: Any) -> None:
    thread = await start(evening)
    form = await lead(evening, thread, "Ask my own")
    told = await evening.sam.submit_modal(form, {"ask": "why " * 999 + "now?", "kind": [], "options": ""})
    assert "Asked: prompt 1." in words(told)
    await turn(evening)
    page = await evening.mira.click(prompt(thread, 1), label="Whole question")
    assert words(page).count("why") > 500
    assert "now?" in words(await evening.mira.click(page.response, label="Next"))


async def test_an_end_by_a_slip_asks_first_and_can_be_taken_back(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    await answer(club.mira, prompt(thread, 1), text="Honey")
    asked = await lead(club, thread, "More", "End")
    assert "1 answer to 1 prompt is not revealed." in words(asked)
    assert labels(asked) == ["Reveal all and end", "End without revealing", "Keep going"]
    await club.sam.click(asked.response, label="Keep going")
    assert "You lead" in words(asked)
    asked = await lead(club, thread, "More", "End", "End without revealing")
    assert "ended" in text(card(thread))
    assert not any("- Honey" in shown for shown in in_thread(thread))
    await lead(club, thread, "Reveal")
    assert any("- Honey" in shown for shown in in_thread(thread)), "for seven days it can still be revealed"


async def test_a_jump_that_passes_prompts_asks_what_becomes_of_them(evening: Any) -> None:
    thread = await start(evening)
    await start_film(evening, thread)
    form = await lead(evening, thread, "Jump")
    asked = await evening.sam.submit_modal(form, {"minute": "15:00"})
    assert "2 prompts lie between." in words(asked)
    assert labels(asked) == ["Leave out 2", "Ask them now", "Back"]
    await evening.sam.click(asked.response, label="Ask them now")
    await turn(evening)
    shown = in_thread(thread)
    assert any("Whose voice was longest?" in each for each in shown)
    assert any(each.startswith("Jumped to 15:00.") for each in shown)


async def test_c05_r11_what_earlier_versions_drew_says_that_it_is_out_of_date_and_shows_the_present_card(
    club: Any,
) -> None:
    thread = await start(club)
    viewing = re.search(r"watch-join:(\d+)", ids(card(thread)))
    assert viewing
    for old in ("watch-controls:{}", "watch-controls:{}:0", "watch-reveal:{}:0", "watch-heir:{}:1", "heir:{}:1",
                "watch-aside:{}:0", "watch:{}:1:next", "watch-jump:{}:1"):  # fmt: skip
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Old", custom_id=old.format(viewing[1])))
        view.stop()
        message = await club.env.bot.get_channel(thread.id).send("Old", view=view)
        told = await club.sam.click(message, label="Old")
        assert told.ephemeral
        assert "This control is out of date" in words(told)
        assert "Ask it" in labels(told)
        other = await club.guild.add_member(club.env.create_user("dan")).click(message, label="Old")
        assert "This control is out of date" in words(other)


async def test_timed_prompts_come_at_their_minute_and_a_moment_is_noted_in_two_clicks(evening: Any) -> None:
    thread = await start(evening)
    await start_film(evening, thread)
    await later(evening, minutes=4)
    assert not any("Whose voice" in shown for shown in in_thread(thread))
    form = await press(evening, evening.mira, thread, "Note this moment")
    await later(evening, minutes=2)
    assert any("Whose voice was longest?" in shown for shown in in_thread(thread))
    noted = await evening.mira.submit_modal(form, {"text": "The music swells"})
    assert noted.response.content == "Kept at 4:00."
    picked = await evening.mira.click(prompt(thread, 3), label="Answer")
    kept = await evening.mira.select(picked.response, ["1"])
    assert "Recorded: a scholar" in words(kept)


async def test_pause_resume_and_jump_move_the_films_clock(evening: Any) -> None:
    thread = await start(evening)
    await start_film(evening, thread)
    await later(evening, minutes=2)
    await lead(evening, thread, "Pause")
    await later(evening, minutes=30)
    assert "The film is paused at 2:00" in text(card(thread))
    assert any(shown.startswith("Paused at 2:00. ") for shown in in_thread(thread))
    form = await lead(evening, thread, "Jump")
    asked = await evening.sam.submit_modal(form, {"minute": "12:20"})
    await evening.sam.click(asked.response, label="Leave out 1")
    await lead(evening, thread, "Resume")
    await later(evening, seconds=11)
    assert any("What did the camera do?" in shown for shown in in_thread(thread))


async def test_a_claim_is_taken_up_and_looked_into_step_by_step(club: Any) -> None:
    thread = await start(club)
    await start_film(club, thread)
    await lead(club, thread, "Ask it")
    offered = await club.mira.click(prompt(thread, 3), label="Answer")
    form = await club.mira.select(offered.response, ["0"])
    told = words(await club.mira.submit_modal(form, {"text": "Bees never sleep", "evidence": "A night shot"}))
    assert "Evidence shown: A night shot" in told
    assert "Still open: whether a source was named, whether you found it elsewhere, how sure you are." in told
    again = await club.mira.click(prompt(thread, 3), label="Answer")
    form = await club.mira.click(again.response, label="Go on")
    told = words(
        await club.mira.submit_modal(
            form, {"text": "Bees sleep", "source": ["no"], "elsewhere": ["unsure"], "confidence": ["2"]}
        )
    )
    assert "Source named: no" in told
    assert "How sure: 2 of 5" in told
    assert "Still open" not in told


async def test_somebody_alone_goes_through_the_prompts_in_private(evening: Any) -> None:
    alone = await evening.sam.slash(evening.general, "watch start", film="The Hive", mode="solo")
    assert alone.ephemeral
    assert "Only you see your answers and notes." in words(alone)
    await evening.sam.click(alone.response, label="Next")
    assert "Which three words come to mind?" in words(alone)
    await later(evening, minutes=40)
    form = await evening.sam.click(alone.response, label="Answer")
    kept = await evening.sam.submit_modal(form, {"text": "Honey"})
    assert "Recorded: Honey" in words(kept)
    assert labels(kept)[0] == "Next"
    await evening.sam.click(alone.response, label="Start the film")
    assert "1 prompt before the film is left." in words(alone)
    assert labels(alone) == ["Next", "Start anyway", "Back"]
    await evening.sam.click(alone.response, label="Start anyway")
    assert "next prompt at 5:00" in words(alone)
    assert labels(alone)[0] == "Next"
    assert "answered" not in words(await evening.sam.slash(evening.general, "watch status"))
    again = await evening.sam.slash(evening.general, "watch start", film="The Hive", mode="solo")
    assert "You are watching “The Hive” already." in again.response.content
    other = await evening.mira.slash(evening.general, "watch status")
    assert "Nothing is being watched here." in other.response.content
    ended = await evening.sam.slash(evening.general, "watch end")
    assert "This viewing has ended" in words(ended)


async def test_status_tells_where_a_viewing_stands(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    stands = await club.mira.slash(club.general, "watch status")
    line = words(stands).splitlines()[0]
    assert line == "The Hive · Through the hive · before · prompt 1 of 7 · clock 0:00 · answered 0 of 0"


async def test_a_film_that_no_pack_has_runs_with_the_guide_that_fits_every_film(club: Any) -> None:
    thread = await start(club, film="Ants of *Mars*")
    shown = text(card(thread))
    assert "## Ants of \\*Mars\\*" in shown
    assert "No pack here has this film" in shown
    assert "Any film" in shown


async def test_the_facilitators_notes_are_for_the_facilitator_alone_before_the_prompt_is_asked(club: Any) -> None:
    thread = await start(club)
    shown = await club.sam.click(card(thread), label="Lead")
    assert shown.ephemeral
    assert "Hush-hush" in words(shown)
    assert "Hush-hush" not in words(await club.mira.click(card(thread), label="Lead")), "a moderator leads without"
    await lead(club, thread, "Ask it")
    assert not any("Hush-hush" in shown for shown in in_thread(thread))


async def test_p10_r11_after_a_hand_over_the_old_panel_leads_no_more_and_the_notes_are_for_the_new_facilitator_alone(
    club: Any,
) -> None:
    thread = await start(club)
    own = await club.sam.click(card(thread), label="Lead")
    asked = await lead(club, thread, "Hand over")
    done = await club.sam.select(asked.response, [club.mira])
    assert f"<@{club.mira.id}> leads the viewing from now on." in words(done)
    assert "Hush-hush" not in words(done)
    await turn(club)
    assert any(shown == f"<@{club.mira.id}> leads from now on." for shown in in_thread(thread))
    refused = await club.sam.click(own.response, label="Ask it")
    assert "Only the facilitator and moderators may do that." in refused.response.content
    assert "Hush-hush" in words(await club.mira.click(card(thread), label="Lead"))


async def test_p10_all_of_a_long_note_is_for_the_facilitator_and_no_longer_for_a_moderator_who_handed_over(
    club: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panel_cards, "ASIDE", 5)
    thread = await start(club)
    await lead(club, thread, "More", "Take over", member=club.mira)
    more = await lead(club, thread, "More", member=club.mira)
    assert "Hush-hush: do not comment." in words(await club.mira.click(more.response, label="Whole note"))
    asked = await lead(club, thread, "Hand over", member=club.mira)
    await club.mira.select(asked.response, [club.sam])
    refused = await club.mira.click(more.response, label="Whole note")
    assert "Only the facilitator can read the notes of the guide." in refused.response.content


async def test_the_facilitator_hands_over_and_a_moderator_takes_over(club: Any) -> None:
    thread = await start(club)
    cal = club.guild.add_member(club.env.create_user("cal"))
    await press(club, cal, thread, "Join")
    assert "Take over" not in labels(await press(club, cal, thread, "Lead")), "the facilitator is still here"
    asked = await lead(club, thread, "Hand over")
    done = await club.sam.select(asked.response, [cal])
    assert f"<@{cal.id}> leads the viewing from now on." in words(done)
    await turn(club)
    assert f"led by <@{cal.id}>" in text(card(thread))
    await lead(club, thread, "More", "Take over", member=club.mira)
    assert f"led by <@{club.mira.id}>" in text(card(thread))


async def test_p10_when_the_facilitator_has_left_whoever_takes_part_may_take_over(club: Any) -> None:
    thread = await start(club)
    cal = club.guild.add_member(club.env.create_user("cal"))
    club.guild.remove_member(club.sam)
    told = await press(club, cal, thread, "Lead")
    assert "Press `Join` first; then you can take over." in words(told)
    await press(club, cal, thread, "Join")
    await lead(club, thread, "Take over", member=cal)
    assert f"led by <@{cal.id}>" in text(card(thread))


async def test_after_the_end_those_who_could_not_come_answer_later(club: Any) -> None:
    thread = await start(club)
    await lead(club, thread, "Ask it")
    await club.sam.slash(thread, "watch end")
    await turn(club)
    offered = await press(club, club.mira, thread, "Answer")
    form = await club.mira.select(offered.response, ["0"])
    assert "It is marked as later." in words(await club.mira.submit_modal(form, {"text": "Late, but here"}))


async def test_a_group_may_watch_in_the_discussion_channel_of_the_settings(club: Any) -> None:
    await club.mira.slash(club.general, "settings set", discussion_channel=club.general)
    told = await club.sam.slash(club.rules, "watch start", film="The Hive")
    assert "The group watches in" in told.response.content
    assert len(club.general.threads) == 1
    assert "Leave" in labels(await press(club, club.mira, club.general.threads[0], "Join"))


async def test_what_was_revealed_is_summed_up_and_taken_home_by_the_facilitator_alone(evening: Any) -> None:
    thread = await start(evening, answers="named")
    await lead(evening, thread, "Ask it")
    await answer(evening.mira, prompt(thread, 1), text="Honey")
    await lead(evening, thread, "Reveal")
    await lead(evening, thread, "Ask it")
    await evening.sam.select((await evening.sam.click(prompt(thread, 2), label="Answer")).response, ["2"])
    await start_film(evening, thread)
    await evening.mira.submit_modal(await press(evening, evening.mira, thread, "Note this moment"), {"text": "Drums"})
    await end(evening, thread)
    summary = next(message for message in thread.history() if text(message).startswith("## Summary: The Hive"))
    assert f"- <@{evening.mira.id}>: Honey" in text(summary)
    assert f"- 0:00 <@{evening.mira.id}>: Drums" in text(summary)
    assert "The answers to 1 prompt are not revealed. Whoever leads can still reveal them until <t:" in text(summary)
    assert "“Bees never sleep” The pack says: false." in text(summary)
    refused = await evening.guild.add_member(evening.env.create_user("cal")).click(summary, label="Transcript")
    assert "Only the facilitator" in refused.response.content
    taken = await evening.sam.click(summary, label="Transcript")
    assert taken.ephemeral
    assert {file.filename for file in taken.response.attachments} == {"transcript.csv", "transcript.md"}


async def test_a_journal_is_read_or_taken_home_and_holds_ones_own_answers_alone(club: Any) -> None:
    empty = await club.mira.slash(club.general, "watch journal")
    assert "Your journal is empty" in words(empty)
    thread = await start(club)
    await lead(club, thread, "Ask it")
    await answer(club.mira, prompt(thread, 1), text="Honey")
    await answer(club.sam, prompt(thread, 1), text="Wax")
    journal = words(await club.mira.slash(club.general, "watch journal"))
    assert "Honey" in journal
    assert "Wax" not in journal
    for format_, name in (("csv", "journal.csv"), ("markdown", "journal.md")):
        taken = await club.mira.slash(club.general, "watch journal", format=format_)
        assert taken.ephemeral
        assert [file.filename for file in taken.response.attachments] == [name]


async def test_the_polls_of_the_pack_are_posted_at_one_click_before_and_after_the_film(club: Any) -> None:
    thread = await start(club)
    offered = await lead(club, thread, "More", "Polls", member=club.mira)
    posted = await club.mira.select(offered.response, ["bees/like-bees"])
    assert not posted.ephemeral
    assert "Do you like bees?" in words(posted)
    await end(club, thread)
    summary = next(message for message in thread.history() if text(message).startswith("## Summary"))
    again = await club.mira.select(summary, ["bees/like-bees"], custom_id="offered-poll:after")
    assert words(again).startswith("#2 · open")
    moved = await club.mira.select(summary, ["bees/like-bees"], custom_id="offered-shift")
    assert "still open" in moved.response.content


async def test_a_claim_in_a_message_is_checked_in_private_and_shared_by_who_checked_it(club: Any) -> None:
    message = await club.sam.send(club.general, "Bees never sleep @everyone")
    found = await club.mira.context_menu(club.general, "Check this claim", message)
    assert found.ephemeral
    assert "> Bees never sleep @everyone" in words(found)
    form = await club.mira.click(found.response, label="Fill in the sheet")
    sheet = await club.mira.submit_modal(form, {"stop": "I *like* it", "find": "A study says no"})
    assert sheet.ephemeral
    assert "**Stop**\nI \\*like\\* it" in words(sheet)
    assert "Trace it" not in words(sheet)
    shared = await club.mira.click(sheet.response, label="Share to channel")
    assert not shared.ephemeral
    assert f"by <@{club.mira.id}>" in words(shared)
    again = await club.mira.click(found.response, label="Fill in the sheet")
    refused = await club.mira.submit_modal(again, {})
    assert "The sheet is empty." in refused.response.content


async def test_claims_of_the_shelf_that_fit_a_message_come_first_with_their_verdicts(club: Any) -> None:
    message = await club.sam.send(club.general, "I read that bees never sleep")
    found = await club.mira.context_menu(club.general, "Check this claim", message)
    assert "**Checked already**\n- Bees never sleep **False.** They rest at night." in words(found)
    opened = await club.mira.select(found.response, ["bees/bees-sleep"], custom_id="open:claims")
    assert "Verdict: False." in words(opened)


@pytest.mark.parametrize("said", ["Nothing of the kind", ""])
async def test_a_message_that_no_claim_fits_can_be_checked_all_the_same(club: Any, said: str) -> None:
    message = await club.sam.send(club.general, said, attachments=[] if said else [("bees.png", b"a picture")])
    found = await club.mira.context_menu(club.general, "Check this claim", message)
    assert "No claim that was checked here has words like these." in words(found)
    assert labels(found) == ["Fill in the sheet"]


async def test_a_prompt_of_ones_own_is_asked_at_once_and_the_evening_kept_as_a_guide(evening: Any) -> None:
    thread = await start(evening)
    await start_film(evening, thread)
    await later(evening, minutes=2)
    form = await lead(evening, thread, "Ask my own")
    shown = await evening.sam.submit_modal(form, {"ask": "Who *pays*?", "kind": [], "options": "the state\nus"})
    assert "Asked: prompt" in words(shown)
    await turn(evening)
    assert any("Who \\*pays\\*?" in text(message) for message in thread.history())
    refused = await evening.sam.submit_modal(
        await lead(evening, thread, "Ask my own"), {"ask": "Why, and how long?", "kind": ["scale"], "options": "one"}
    )
    assert "A scale needs 2 to 10 options" in words(refused)
    assert "Why, and how long?" in words(refused)
    await end(evening, thread)
    kept = await lead(evening, thread, "Keep as a guide")
    [file] = kept.response.attachments
    assert file.filename.startswith("the-hive-")
    assert "This evening as a guide: 1 prompt and 0 kept moments." in words(kept)
    reading = read_bytes(file.filename, await file.read())
    assert reading.lines == ()
    assert reading.pack
    assert [(prompt.ask, prompt.at) for prompt in reading.pack.guides[0].prompts] == [("Who *pays*?", "2:00")]
