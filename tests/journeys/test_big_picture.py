"""`Big picture` wherever it is offered: what its card shows and no more, in words at once and then as a picture."""

import io
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import pytest
from PIL import Image

from bot.charts import studio
from bot.charts.gallery import Gallery
from bot.charts.picture import PictureError
from bot.chat.pictures import Picture
from bot.outbox import redraws
from bot.packs.shelf.shelves import Shelves
from bot.quizzes.rounds import starting
from bot.threads.posting import delivery
from tests.journeys import test_quizzes as quizzing
from tests.journeys import test_statements as stating
from tests.journeys import watching
from tests.journeys.conftest import inner, labels, words
from tests.journeys.polling import close, forged, in_channel, quick
from tests.quizzes.rounds import hive
from tests.samples import ants, bees

LONG = "A sentence of an answer that goes on and on, as people write when they have much to say. " * 12


class Easel:
    """The pictures that wait to be drawn: a test says when."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Coroutine[Any, Any, Picture | None], Callable[[Picture], Awaitable[object]]]] = []
        self.fails = False
        self.shown: list[Picture] = []

    async def draw(self, function: Any, *args: Any, **more: Any) -> Any:
        """In this process: to begin the other takes seconds."""
        if self.fails:
            raise PictureError("took over 20 seconds")
        return function(*args, **more)

    async def finish(self) -> None:
        """Draw all that waits."""
        while self.waiting:
            drawing, show = self.waiting.pop(0)
            try:
                picture = await drawing
            except PictureError:
                continue
            if picture:
                await show(picture)
                self.shown.append(picture)


@pytest.fixture(autouse=True)
def easel(monkeypatch: pytest.MonkeyPatch, _no_drawing: None) -> Easel:
    made = Easel()
    monkeypatch.setattr(studio, "draw", made.draw)
    monkeypatch.setattr(Gallery, "attach_picture", lambda _self, drawing, show: made.waiting.append((drawing, show)))
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
    monkeypatch.setattr(redraws, "OLD_PAUSE", 0.01)
    monkeypatch.setattr(starting, "_programme", quizzing._ordered)
    return made


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), bees(), ants()])


async def pressed(easel: Easel, member: Any, message: Any) -> Any:
    """A press on `Big picture`, until the picture stands there."""
    for drawing, _ in easel.waiting:
        drawing.close()
    easel.waiting.clear()
    result = await member.click(message, label="Big picture")
    assert result.ephemeral
    await easel.finish()
    return result


def is_big(picture: Picture) -> None:
    assert Image.open(io.BytesIO(picture.png)).size == (1920, 1080)
    assert picture.alt


async def test_a_question_of_a_quiz_shows_its_options_and_only_once_revealed_how_it_was_answered(
    club: Any, easel: Easel
) -> None:
    thread = await quizzing.begin(club)
    await quizzing.lead(club, thread, "Ask it")
    await club.mira.click(quizzing.question(thread, 1), label="B")
    asked = await pressed(easel, club.sam, quizzing.question(thread, 1))
    assert "B. A drone" in words(asked)
    assert "%" not in words(asked)
    assert "right" not in words(asked)
    is_big(easel.shown[-1])
    await quizzing.lead(club, thread, "Reveal")
    shown = await pressed(easel, club.sam, quizzing.newest(thread))
    assert "B. A drone — 1 (100 %)" in words(shown)
    assert "· right" in words(shown)
    assert "Answer: " in words(shown)
    assert "right" in easel.shown[-1].alt
    [media] = [part for part in inner(shown) if part.get("type") == 12]
    assert media["items"][0]["description"] == easel.shown[-1].alt
    await club.sam.click(shown.response, label="Next")
    await easel.finish()
    assert "Source: " in words(shown)


async def test_a_question_that_was_not_asked_is_shown_to_nobody(club: Any) -> None:
    thread = await quizzing.begin(club)
    await quizzing.lead(club, thread, "Ask it")
    quiz = watching.ids(quizzing.question(thread, 1)).split("quiz-big:")[1].split("-")[0]
    told = await forged(club, club.mira, thread, f"quiz-big:{quiz}-2")
    assert told == "This question has not been asked yet."


async def test_a_poll_shows_its_result_and_hidden_numbers_to_nobody(club: Any, easel: Easel) -> None:
    posted = await quick(club, results="after_close")
    await club.mira.click(posted.response, label="Green")
    ids = [part.get("custom_id", "") for part in inner(posted)]
    [poll] = [name.removeprefix("mine:") for name in ids if name.startswith("mine:")]
    assert (await forged(club, club.sam, club.general, f"poll-big:{poll}")).startswith("Results are hidden until")
    assert easel.waiting == []
    await close(club)
    channel = club.env.bot.get_channel(club.general.id)
    *_, result = [message async for message in channel.history(limit=20, oldest_first=True)]
    before = await in_channel(club)
    shown = await pressed(easel, club.sam, result)
    assert "Green — 1 (100 %)" in words(shown)
    assert "Green — 1 (100 %)" in easel.shown[-1].alt
    is_big(easel.shown[-1])
    assert await in_channel(club) == before, "nothing is posted for everybody"


async def test_the_leader_shows_a_prompt_from_the_panel_and_everybody_what_is_revealed(club: Any, easel: Easel) -> None:
    thread = await watching.start(club)
    page = await watching.lead(club, thread, "More")
    assert "Big picture" not in labels(page)
    viewing = watching.ids(watching.card(thread)).split("watch-join:")[1].split()[0]
    assert (
        await forged(club, club.mira, thread, f"watch-big-prompt:{viewing}-0") == "This prompt has not been asked yet."
    )
    await watching.lead(club, thread, "Ask it")
    page = await watching.lead(club, thread, "More")
    await watching.answer(club.mira, watching.prompt(thread, 1), text=LONG)
    asked = await pressed(easel, club.sam, page.response)
    assert "**What do you expect?**" in words(asked)
    assert "sentence of an answer" not in words(asked)
    told = await forged(club, club.mira, thread, f"watch-big-shown:{viewing}-0")
    assert told == "The answers to this prompt are not shown."
    await watching.lead(club, thread, "Reveal")
    [shown] = [message for message in thread.history() if "watch-mine:" in watching.ids(message)]
    first = await pressed(easel, club.mira, shown)
    assert "1 answer · 1 of 3" in words(first)
    assert "mira" not in words(first)
    turned = await club.mira.click(first.response, label="Next")
    await easel.finish()
    assert "1 answer · 2 of 3" in words(first), turned
    assert labels(first) == ["Previous", "Next"]
    assert "Page 2 of 3" in easel.shown[-1].alt


async def test_a_statement_is_shown_without_votes_and_a_result_with_what_may_be_told(club: Any, easel: Easel) -> None:
    look = await stating.sifted(club)
    await club.sam.click(look.response, label="Release")
    await stating.later(club, seconds=5)
    for member in (club.guild.add_member(club.env.create_user("cal")), club.sam, club.mira):
        paper = await member.click(await stating.card(club), label="Vote")
        for _ in range(3):
            paper = await member.click(paper.response, label="Agree")
    again = await club.mira.click(paper.response, label="Look at them again")
    shown = await pressed(easel, club.mira, again.response)
    assert any(thought in words(shown) for thought in stating.THOUGHTS)
    assert "gree" not in words(shown)
    is_big(easel.shown[-1])
    await stating.later(club, days=3, seconds=4)
    channel = club.env.bot.get_channel(club.general.id)
    *_, result = [message async for message in channel.history(limit=20, oldest_first=True)]
    shown = await pressed(easel, club.sam, result)
    assert all(thought in words(shown) for thought in stating.THOUGHTS)
    assert "Common ground" in words(shown)
    assert "agree" not in words(shown), "of three people not even a band is told"


async def test_where_no_picture_can_be_drawn_the_words_stay_with_a_sentence(club: Any, easel: Easel) -> None:
    posted = await quick(club)
    await club.mira.click(posted.response, label="Green")
    await close(club)
    channel = club.env.bot.get_channel(club.general.id)
    *_, result = [message async for message in channel.history(limit=20, oldest_first=True)]
    easel.fails = True
    shown = await pressed(easel, club.sam, result)
    assert "The picture could not be drawn." in words(shown)
    assert "Green — 1 (100 %)" in words(shown)
    assert easel.shown == []
