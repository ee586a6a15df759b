"""`kill -9` at any moment of a quiz: no answer that was acknowledged is lost, each message is there once."""

import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.chat.cards import Card
from bot.database import open_database
from tests.quizzes.rounds import GUILD, QUEEN, Room, Table
from tests.viewings.evening import Clock
from tests.warm import WARM

ROOT = Path(__file__).parents[2]

PLAY = """
import asyncio, sys
from pathlib import Path
from bot.database import open_database
from bot.guilds.rules import Person
from tests.quizzes.rounds import RIGHT, Table
from tests.quizzes.test_rounds_killed import Written

async def main(url, channel):
    async with open_database(url) as db:
        table = Table(db, room=Written(Path(channel)))
        quiz = await table.start()
        print("quiz", quiz.id, flush=True)
        for place in range(4):
            await table.ask(quiz, place)
            print("asked", place, flush=True)
            for member in range(1_000, 1_006):
                await table.answer(quiz, Person(member), RIGHT[place], place)
                print("answer", member, place, flush=True)
            await table.reveal(quiz, place)
            print("shown", place, flush=True)
        print("ended", flush=True)

asyncio.run(main(*sys.argv[1:]))
"""


class Written(Room):
    """A channel that outlives the bot: what was posted stands in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        for posted in sorted(folder.iterdir(), key=lambda each: int(each.read_text() or 0)):
            self.by_nonce[posted.name] = 5_000 + len(self.by_nonce)

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **more: Any) -> int:
        if nonce not in self.by_nonce:
            (self.folder / nonce).write_text(str(len(self.by_nonce)), encoding="utf-8")
        return await super().send(guild_id, channel_id, card, nonce, **more)


@pytest.mark.parametrize("lines", [1, 2, 4, 9, 12, 20, 33])
async def test_c01_c03_a_kill_loses_no_answer_of_a_quiz_and_posts_each_question_and_answer_once(
    url: str, tmp_path: Path, lines: int
) -> None:
    channel = tmp_path / "channel"
    channel.mkdir()
    acknowledged = killed_after(lines, url, channel)
    quiz_id = int(acknowledged[0][1])
    clock = Clock()
    async with open_database(url) as db:
        table = Table(db, clock, room=Written(channel))
        for member, place in (each[1:] for each in acknowledged if each[0] == "answer"):
            _, own = await table.quizzes.mine(GUILD, quiz_id, int(member))
            assert int(place) in own
        clock.go(minutes=1)
        await table.worker.once()
        clock.go(minutes=1)
        await table.worker.once()
        quiz = (await table.quizzes.get(GUILD, quiz_id)).quiz
        posted = sorted(each.name.split("-")[1] for each in channel.iterdir())
        asked = [f"i{cue.place}" for cue in quiz.cues if cue.asked_at]
        shown = [f"a{cue.place}" for cue in quiz.revealed]
        assert posted == sorted(["o", "c", *asked, *shown, *(["s"] if quiz.closed else [])])
        assert {int(each[1]) for each in acknowledged if each[0] == "shown"} <= {cue.place for cue in quiz.revealed}
        assert quiz.cues[QUEEN].item.options


def killed_after(lines: int, url: str, channel: Path) -> list[list[str]]:
    """What a process had acknowledged when it was killed."""
    with subprocess.Popen(
        [*WARM, "-c", PLAY, url, str(channel)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return said
