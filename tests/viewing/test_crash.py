"""`kill -9` at any moment: the viewing goes on at the same prompt with all answers, and each message is there once."""

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.database import open_database
from bot.viewing.posting.posts import What
from tests.viewing.evening import GUILD, Clock, Evening

ROOT = Path(__file__).parents[2]

WATCH = """
import asyncio, sys
from pathlib import Path
from bot.database import open_database
from bot.viewing.answering.rules import Content
from bot.viewing.moves import Move
from tests.viewing.evening import GUILD, Evening

async def main(url, channel):
    async with open_database(url) as db:
        evening = Evening(db)
        viewing = await evening.group()
        print("viewing", viewing.id, flush=True)
        await evening.moves(viewing, Move.NEXT, Move.NEXT, Move.START_FILM, Move.NEXT)
        evening.clock.go(minutes=13)
        for member in range(1000, 100_000):
            if member == 1004:
                await evening.upkeep.work()
            place = member % 5
            given = Content(text=f"by {member}", option=0)
            if place < 3 or member > 1010:
                await evening.answers.answer(GUILD, viewing.id, place, member, given, evening.now)
                print("answer", member, place, flush=True)
            for post in await evening.posts.hand_out(evening.now):
                Path(channel, post.nonce).touch()
                await evening.posts.sent(post.guild_id, post.viewing_id, (post.what, post.place), member)

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
        evening = Evening(db, clock)
        for _, member, place in acknowledged[1:]:
            mine = await evening.answers.mine(GUILD, viewing_id, int(member))
            assert mine[int(place)].answered_at <= clock.wall
        await evening.upkeep.work()
        clock.go(minutes=1)
        for post in await evening.post_all():
            assert (channel / post.nonce).exists() <= (post.first_tried_at is not None)
            (channel / post.nonce).touch()
        stands = await evening.viewings.get(GUILD, viewing_id, 1, clock.wall)
        prompts = [
            post for post, _ in (await evening.posts.messages(GUILD, viewing_id)).items() if post[0] is What.PROMPT
        ]
        assert sorted(place for _, place in prompts) == sorted(cue.place for cue in stands.viewing.asked)
        assert len(list(channel.iterdir())) == len(prompts) + 1, "the card, and each prompt once"
        assert stands.film_time <= timedelta(minutes=15)


def killed_after(lines: int, url: str, channel: Path) -> list[list[str]]:
    """What a process had acknowledged when it was killed."""
    with subprocess.Popen(
        [sys.executable, "-c", WATCH, url, str(channel)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        said += [line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return said
