"""A quiz of a group as its members meet it: joining, answering, leading, keeping what they missed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.shelf.shelves import Shelf, Shelves
from bot.quizzes.items.finding import can_be_asked
from bot.quizzes.rounds import starting
from bot.quizzes.rounds.programme import Programme
from bot.quizzes.rounds.rules import Move, Request
from bot.quizzes.rounds.service import Quizzes
from bot.threads.posting import delivery
from tests.journeys.conftest import labels, words
from tests.journeys.watching import in_thread, text, turn
from tests.quizzes.rounds import hive, programme
from tests.samples import ants


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


@pytest.fixture
def evening(club: Any) -> Any:
    return club


@pytest.fixture(autouse=True)
def _in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """The items of the pack in their own order, so that a test knows what comes."""
    monkeypatch.setattr(starting, "_programme", _ordered)


def _ordered(shelf: Shelf, pack: Any, about: Any, items: int) -> Programme:
    del shelf, about, items
    return programme(pack)


async def begin(club: Any, **options: Any) -> Any:
    """A quiz that Sam leads; its thread."""
    told = await club.sam.slash(club.general, "quiz start", **({"pack": "hive"} | options))
    assert "The quiz is in <#" in told.response.content, told.response.content
    assert told.ephemeral
    await turn(club)
    [thread] = club.general.threads
    return thread


def newest(thread: Any) -> Any:
    return [message for message in thread.history() if not message.flags.ephemeral][-1]


def question(thread: Any, number: int) -> Any:
    """The message on which a question is answered."""
    return next(
        message
        for message in thread.history()
        if f"item {number} of 4" in text(message) and "**Answer:**" not in text(message)
    )


async def lead(club: Any, thread: Any, label: str, member: Any = None) -> Any:
    """A click on the panel, with all that follows from it."""
    leader = member or club.sam
    shown = await leader.click(newest_with(thread, "Lead"), label="Lead")
    result = await leader.click(shown.response, label=label)
    await turn(club)
    return result


def newest_with(thread: Any, label: str) -> Any:
    return [message for message in thread.history() if label in _labels(message)][-1]


def _labels(message: Any) -> list[str]:
    found: list[str] = []
    waiting = list(message.components)
    while waiting:
        part = waiting.pop(0)
        waiting += getattr(part, "children", [])
        if getattr(part, "label", None):
            found.append(part.label)
    return found


async def test_a_quiz_from_its_start_to_what_was_missed(club: Any) -> None:
    thread = await begin(club)
    joined = await club.mira.click(newest(thread), label="Join")
    assert "You take part." in words(joined)
    assert {"Ping me at questions", "Leave"} == set(labels(joined))
    first = await lead(club, thread, "Ask it")
    assert "Question 1 of 4 is open · answered 0 of 1" in words(first)
    assert labels(first) == ["Reveal", "Hand over", "End"]
    told = await club.mira.click(question(thread, 1), label="B")
    assert told.ephemeral
    assert words(told) == "Recorded: *B. A drone*. You can change it until the answer is shown."
    shown = await lead(club, thread, "Reveal")
    assert "Next, question 2 of 4: Who lives in a hive?" in words(shown)
    revealed = text(newest(thread))
    assert "**B. A drone — 1" not in revealed
    assert "B. A drone — 1 (100 %)" in revealed
    assert "- A drone: Drones are male." in revealed
    mine = await club.mira.click(newest(thread), label="My answer")
    assert "Your answer: B. A drone. That is not right." in words(mine)
    assert "The answer stands below." in text(question(thread, 1))


async def test_a_click_that_comes_just_after_the_reveal_is_not_counted_and_is_told_so(club: Any) -> None:
    thread = await begin(club)
    await lead(club, thread, "Ask it")
    quizzes = club.env.bot.services.get(Quizzes)
    quiz = await quizzes.by_number(club.guild.id, 1)
    by = Person(club.sam.id)
    await quizzes.move(club.guild.id, quiz.id, Request(move=Move.REVEAL, by=by, place=0), club.env.now())
    late = await club.mira.click(question(thread, 1), label="A")
    assert "came too late and is not counted" in words(late)
    await turn(club)
    assert "answered 0 of 0" in text(newest(thread))


async def test_several_options_are_picked_and_an_order_is_tapped_and_nothing_is_kept_before_submit(club: Any) -> None:
    thread = await begin(club)
    for _ in range(1):
        await lead(club, thread, "Ask it")
        await lead(club, thread, "Reveal")
    await lead(club, thread, "Ask the next")
    paper = await club.mira.click(question(thread, 2), label="Answer")
    assert "Choose all that are right." in words(paper)
    picked = await club.mira.select(paper.response, ["0", "1"])
    assert words(picked).startswith("Recorded: *A. Workers, B. Drones*. You can change it until the answer is shown.")
    assert "You take part from now on" in words(picked)
    await lead(club, thread, "Reveal")
    await lead(club, thread, "Ask the next")
    paper = await club.mira.click(question(thread, 3), label="Answer")
    tapped = await club.mira.click(paper.response, label="B")
    tapped = await club.mira.click(tapped.response, label="Undo")
    for label in ("A", "B", "C"):
        tapped = await club.mira.click(tapped.response, label=label)
    assert "A. Egg → B. Larva → C. Pupa" in words(tapped)
    assert "answered 0 of 1" in text(question(thread, 3))
    kept = await club.mira.click(tapped.response, label="Submit")
    assert words(kept).startswith("Recorded: *A. Egg → B. Larva → C. Pupa*.")
    await turn(club)
    assert "answered 1 of 1" in text(question(thread, 3))


async def test_who_does_not_lead_is_told_who_does_and_a_moderator_leads_too(club: Any) -> None:
    thread = await begin(club)
    nina = club.guild.add_member(club.env.create_user("nina"))
    told = await nina.click(newest(thread), label="Lead")
    assert f"<@{club.sam.id}> leads this quiz." in words(told)
    assert labels(told) == []
    assert labels(await club.mira.click(newest(thread), label="Lead")) == ["Ask it", "Hand over", "End"]
    assert not any("Reveal" in _labels(message) or "Ask it" in _labels(message) for message in thread.history())


async def test_when_all_have_answered_it_is_revealed_without_a_click(evening: Any) -> None:
    thread = await begin(evening)
    await lead(evening, thread, "Ask it")
    for member in (evening.sam, evening.mira):
        await member.click(question(thread, 1), label="A")
    await turn(evening)
    assert "Everybody has answered" in text(question(thread, 1))
    await evening.env.advance_time(timedelta(seconds=11).total_seconds())
    await turn(evening)
    assert "**Answer:** The queen" in text(newest(thread))


async def test_an_end_asks_and_keep_going_goes_on(club: Any) -> None:
    thread = await begin(club)
    await lead(club, thread, "Ask it")
    await club.mira.click(question(thread, 1), label="A")
    asked = await lead(club, thread, "End")
    assert "1 answer to question 1 is not revealed." in words(asked)
    assert labels(asked) == ["Reveal all and end", "End without revealing", "Keep going"]
    assert labels(await club.sam.click(asked.response, label="Keep going")) == ["Reveal", "Hand over", "End"]
    asked = await lead(club, thread, "End")
    await club.sam.click(asked.response, label="Reveal all and end")
    await turn(club)
    *_, answer, summary = in_thread(thread)
    assert "**Answer:** The queen" in answer
    assert "What we missed most" in summary
    told = await club.mira.click(next(iter(club.general.history())), label="Join")
    assert "This quiz has ended." in words(told)


async def play(club: Any, thread: Any) -> None:
    """Everybody answers the first option that there is, until the end."""
    for number in range(1, 5):
        await lead(club, thread, "Ask it" if number == 1 else "Ask the next")
        if number in (1, 4):
            await club.mira.click(question(thread, number), label="B" if number == 1 else "Partly")
        await lead(club, thread, "Reveal")


async def test_what_was_missed_is_asked_again_as_a_quiz_of_its_own(club: Any) -> None:
    thread = await begin(club)
    await play(club, thread)
    assert "1 of 1" in text(newest(thread))
    missed = await club.mira.click(newest(thread), label="What I missed")
    assert "- Who lays the eggs?\n  **Answer:** The queen" in words(missed)
    assert "2 questions you did not answer." in words(missed)
    offered = await club.sam.autocomplete(club.general, "quiz again", "quiz", "")
    assert [choice["value"] for choice in offered] == ["1"]
    told = await club.sam.slash(club.general, "quiz again", quiz="#1")
    assert "asked on another day, it stays in mind better" in told.response.content
    await turn(club)
    again = next(each for each in club.general.threads if each.id != thread.id)
    assert "-# 2 questions" in in_thread(again)[-1]


async def test_what_cannot_be_started_is_said_with_what_works(club: Any) -> None:
    for options, told in (
        ({"pack": "nothing"}, "there is no pack “nothing” on the shelf here. There is `hive`"),
        ({"about": "never heard of"}, "never heard of"),
    ):
        assert told in words(await club.sam.slash(club.general, "quiz start", **options))
    for quiz in ("7", " #7", "#7 · Bees on film · 30 November 2026"):
        assert "there is no quiz #7 here" in words(await club.sam.slash(club.general, "quiz again", quiz=quiz))
    for quiz in ("soon", "7b", "1234567890", "٣"):
        told = "is no number of a quiz"
        assert told in words(await club.sam.slash(club.general, "quiz again", quiz=quiz))


async def test_a_quiz_without_a_pack_takes_the_only_one_with_something_to_ask(club: Any) -> None:
    assert not can_be_asked(ants())
    assert "The quiz is in <#" in words(await club.sam.slash(club.general, "quiz start"))
    offered = await club.sam.autocomplete(club.general, "quiz start", "pack", "")
    assert [each["value"] for each in offered] == ["hive"]


def test_where_several_packs_can_be_asked_those_alone_are_named() -> None:
    wasps = replace(hive(), id="wasps")
    with pytest.raises(Refusal, match="such as `hive` and `wasps`; or"):
        starting._only(Shelf([hive(), wasps, ants()]))


async def test_whoever_leads_hands_over_and_the_old_panel_leads_no_more(club: Any) -> None:
    thread = await begin(club)
    own = await club.sam.click(newest_with(thread, "Lead"), label="Lead")
    cal = club.guild.add_member(club.env.create_user("cal"))
    asked = await lead(club, thread, "Hand over")
    assert "Who leads the quiz from now on?" in words(asked)
    same = await club.sam.select(asked.response, [club.sam])
    assert "Choose another member" in words(same)
    asked = await lead(club, thread, "Hand over")
    done = await club.sam.select(asked.response, [cal])
    assert f"<@{cal.id}> leads the quiz from now on." in words(done)
    await turn(club)
    assert any(f"<@{cal.id}> leads the quiz from now on." in shown for shown in in_thread(thread))
    refused = await club.sam.click(own.response, label="Ask it")
    assert "Only the facilitator and moderators may do that." in words(refused)
    assert f"<@{cal.id}> leads this quiz." in words(await club.sam.click(own.response, label="Hand over"))
    await lead(club, thread, "Ask it", member=cal)
    assert "item 1 of 4" in text(question(thread, 1))


async def test_a_quiz_about_an_entry_says_so(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
    told = await club.sam.slash(club.general, "quiz start", about="hive/bees-sleep")
    await turn(club)
    assert "There are" in told.response.content or "There is" in told.response.content
    [thread] = club.general.threads
    assert thread.name == "Quiz: Bees sleep."
    assert "from “Bees on film”" in "".join(in_thread(thread))


async def test_a_quiz_whose_thread_was_deleted_goes_on_in_a_new_one(club: Any) -> None:
    thread = await begin(club)
    await lead(club, thread, "Ask it")
    await club.mira.click(question(thread, 1), label="A")
    there = await club.sam.slash(club.general, "quiz again", quiz="1")
    assert f"Quiz #1 still runs in <#{thread.id}>. `Lead` there goes on" in words(there)
    await club.env.bot.http.delete_channel(thread.id)
    nina = club.guild.add_member(club.env.create_user("nina"))
    assert "can be asked again once it has ended" in words(await nina.slash(club.general, "quiz again", quiz="1"))
    told = await club.sam.slash(club.general, "quiz again", quiz="1")
    assert "The quiz goes on in <#" in told.response.content
    await turn(club)
    [again] = [each for each in club.general.threads if each.id != thread.id]
    assert "answered 1 of 1" in text(question(again, 1))
    await lead(club, again, "Reveal")
    assert "**A. The queen — 1 (100 %) · right**" in text(newest(again))


async def test_what_was_missed_is_kept_for_ones_own_review_once(club: Any) -> None:
    thread = await begin(club)
    await play(club, thread)
    missed = await club.mira.click(newest(thread), label="What I missed")
    assert labels(missed) == ["Keep what I missed"]
    kept = await club.mira.click(missed.response, label="Keep what I missed")
    assert "Kept for your review, 2 items: what you missed" in words(kept)
    assert labels(kept) == []
    again = await club.mira.click(newest(thread), label="What I missed")
    assert "already" in words(await club.mira.click(again.response, label="Keep what I missed"))
    due = await club.mira.slash(club.general, "review start")
    assert "of 2 due" in words(due)
    nobody = await club.sam.click(newest(thread), label="What I missed")
    assert "You answered none of the questions" in words(nobody)
    assert labels(nobody) == []


async def test_in_a_forum_a_quiz_is_a_post_and_a_line_leads_there_from_where_it_was_started(club: Any) -> None:
    forum = club.guild.create_forum_channel("quizzes")
    await club.mira.slash(club.general, "settings set", discussion_channel=forum)
    told = await club.sam.slash(club.general, "quiz start", pack="hive")
    await turn(club)
    [post] = list(forum.threads)
    assert f"The quiz is in <#{post.id}>" in told.response.content
    assert sum("## Quiz: Bees on film" in shown for shown in in_thread(post)) == 1
    [line] = [text(message) for message in club.general.history() if f"<#{post.id}>" in text(message)]
    assert "“Quiz: Bees on film” is asked in" in line
    await lead(club, post, "Ask it")
    await club.mira.click(question(post, 1), label="A")
    await lead(club, post, "Reveal")
    assert "**A. The queen — 1 (100 %) · right**" in text(newest(post))


async def test_p11_a_forum_that_demands_a_tag_has_it_asked_for_at_the_start_of_a_quiz(club: Any) -> None:
    forum = club.guild.create_forum_channel("quizzes")
    await club.mira.slash(club.general, "settings set", discussion_channel=forum)
    tags = [discord.ForumTag(name="film"), discord.ForumTag(name="book")]
    edited = await club.env.bot.get_channel(forum.id).edit(available_tags=tags)
    club.env.bot.get_channel(forum.id)._flags = discord.ChannelFlags.require_tag.flag
    film, book = (tag.id for tag in edited.available_tags)
    asked = await club.sam.slash(club.general, "quiz start", about="hive/bees-sleep")
    assert "Which tag?" in words(asked)
    assert "Choose the one for this quiz." in words(asked)
    assert list(forum.threads) == []
    told = await club.sam.select(asked.response, [str(book)])
    await turn(club)
    [post] = list(forum.threads)
    assert f"The quiz is in <#{post.id}>" in words(told)
    assert club.env.backend.get_channel(post.id).applied_tags == [book]
    await play(club, post)
    again = await club.sam.slash(club.general, "quiz again", quiz="1")
    await club.sam.select(again.response, [str(film)])
    await turn(club)
    [other] = [each for each in forum.threads if each.id != post.id]
    assert club.env.backend.get_channel(other.id).applied_tags == [film]


async def test_where_no_thread_can_be_it_is_said_and_nothing_is_begun(club: Any) -> None:
    refused = await club.sam.slash(club.guild.create_voice_channel("room"), "quiz start", pack="hive")
    assert "A group cannot open here" in refused.response.content
    assert await club.env.bot.services.get(Quizzes).latest(club.guild.id, 5) == []
