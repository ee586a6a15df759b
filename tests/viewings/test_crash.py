"""`kill -9` at any moment: the viewing goes on at the same prompt with all answers, and each message is there once."""

import signal
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.cards import Card
from bot.database import open_database
from bot.threads.posting.delivery import nonce_of
from bot.viewings.posting.posts import What
from tests.viewings.evening import GUILD, Clock, Evening, Heard
from tests.warm import WARM

ROOT = Path(__file__).parents[2]

WATCH = """
import asyncio, sys
from pathlib import Path
from bot.database import open_database
from bot.viewings.answering.rules import Content
from bot.viewings.moves import Move
from tests.viewings.evening import GUILD, Evening
from tests.viewings.test_crash import Written

async def main(url, channel):
    async with open_database(url) as db:
        evening = Evening(db, heard=Written(Path(channel)))
        viewing = await evening.group()
        print("viewing", viewing.id, flush=True)
        await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.START_FILM, Move.NEXT)
        for member in range(1000, 100_000):
            if member == 1004:
                evening.clock.go(minutes=13)
            place = member % 5
            given = Content(text=f"by {member}", option=0)
            if place < 3 or member > 1010:
                await evening.answers.answer(GUILD, viewing.id, place, member, given, evening.now)
                print("answer", member, place, flush=True)
            await evening.worker.once()

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("lines", [1, 3, 6, 8, 25])
async def test_a_kill_loses_no_answer_and_posts_each_prompt_once(url: str, tmp_path: Path, lines: int) -> None:
    channel = tmp_path / "channel"
    channel.mkdir()
    acknowledged = killed_after(lines, url, channel)
    viewing_id = int(acknowledged[0][1])
    clock = Clock()
    clock.go(minutes=13)
    async with open_database(url) as db:
        evening = Evening(db, clock, heard=Written(channel))
        for _, member, place in acknowledged[1:]:
            mine = await evening.answers.mine(GUILD, viewing_id, int(member))
            assert mine[int(place)].answered_at <= clock.wall
        async with db.read() as tx:
            waiting = await tx.fetch(
                "SELECT key, first_tried_at FROM jobs WHERE kind IN ('viewings.card', 'viewings.prompt')"
            )
        for key, tried_at in waiting:
            what, _, place = key.split(":")
            nonce = nonce_of(viewing_id, (What(what), int(place)))
            assert (channel / nonce).exists() <= (tried_at is not None)
        await evening.work()
        clock.go(minutes=1)
        await evening.work()
        stands = await evening.viewings.get(GUILD, viewing_id, 1, clock.wall)
        prompts = [post for post, _ in (await evening.messages(viewing_id)).items() if post[0] is What.PROMPT]
        assert sorted(place for _, place in prompts) == sorted(cue.place for cue in stands.viewing.asked)
        starts = [nonce for nonce in channel.iterdir() if "-l" in nonce.name]
        assert len(starts) <= 1, "the start, where it came to that"
        assert len(list(channel.iterdir())) == len(prompts) + len(starts) + 1, "the card, and each prompt once"
        assert stands.film_time <= timedelta(minutes=15)


class Written(Heard):
    """A channel that outlives the bot: what was posted stands in a folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    async def _take(self, nonce: str, card: Card, **where: int | None) -> int:
        (self.folder / nonce).touch()
        return await super()._take(nonce, card, **where)


def killed_after(lines: int, url: str, channel: Path) -> list[list[str]]:
    """What a process had acknowledged when it was killed."""
    with subprocess.Popen(
        [*WARM, "-c", WATCH, url, str(channel)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return said
