"""The playground's folder: what is there after a restart, and what a damaged file does."""

import asyncio
import logging
from pathlib import Path

import pytest

from playground import permissions, pictures, seed
from playground.model import Flag, Message
from playground.server import Playground
from playground.store import Store
from tests.budgets import PATIENCE
from tests.playground.conftest import Page, running
from tests.playground.demo_cards import png


async def test_a_restart_changes_nothing_that_members_see(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first, running(first), Page(first) as sam:
        await sam.use("embed")
        shown = await sam.message()
        await sam.use("count")
        await sam.message(lambda message: message["text"] == "Counted to 0.")
        await sam.ask("read", channel=str(seed.GENERAL))
        secret, token = first.secret, first.token
    async with Playground(tmp_path, port=0) as second:
        assert (second.secret, second.token) == (secret, token)
        async with running(second), Page(second) as sam:
            state = await sam.event("state")
            assert state["messages"][str(seed.GENERAL)][0] == shown
            assert state["unread"] == {}
            async with sam._session.get(second.cdn + shown["embeds"][0]["image"]["url"]) as answer:
                assert pictures.look_at(await answer.read()) == ("image/png", 480, 270)
            counter = state["messages"][str(seed.GENERAL)][1]
            await sam.press(counter, "count:0")
            await sam.message(lambda message: message["text"] == "Counted to 1.")


async def test_what_was_being_thought_about_is_gone_after_a_restart(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first:
        for flags in (0, Flag.LOADING):
            message = Message(first.world.new_id(), seed.GENERAL, seed.BOT, "x", flags=int(flags))
            first.world.save_message(message)
    async with Playground(tmp_path, port=0) as second:
        assert [each.flags for each in second.world.messages(seed.GENERAL)] == [0]
        assert second.world.new_id() > message.id


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"guild": 1}', b"\xff\xfe"])
async def test_a_damaged_file_is_set_aside_and_said(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "world.json").write_bytes(content)
    async with Playground(tmp_path, port=0) as opened:
        assert opened.world.state.guild.name == "Film Club"
    assert (tmp_path / "world.broken.json").read_bytes() == content
    assert [record.levelno for record in caplog.records if "world.broken.json" in record.message] == [logging.WARNING]


async def test_changes_reach_the_disk_without_a_stop(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as opened:
        opened.world.save_message(Message(opened.world.new_id(), seed.GENERAL, seed.SAM, "Kept"))
        state = None
        async with asyncio.timeout(PATIENCE):
            while state is None:
                await asyncio.sleep(0.05)
                state = Store(tmp_path).read()
        assert [each.content for each in state.messages[seed.GENERAL].values()] == ["Kept"]


async def test_a_disk_that_cannot_be_written_to_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "world.json.new").mkdir()
    async with Playground(tmp_path, port=0) as opened, Page(opened) as page:
        assert (await page.ask("say", channel=str(seed.GENERAL), text="Hello"))["ok"]
    assert [record.levelno for record in caplog.records if "could not be saved" in record.message] == [logging.WARNING]


async def test_the_bot_comes_with_todays_invite(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0, bot_name="Bee", bot_permissions=0):
        pass
    async with Playground(tmp_path, port=0, bot_name="Ant", bot_permissions=8) as opened:
        assert opened.world.bot.name == "Ant"
        general = opened.world.state.channels[seed.GENERAL]
        assert opened.world.permissions(seed.BOT, general) == permissions.ALL


async def test_a_taken_port_is_left_to_its_owner(tmp_path: Path) -> None:
    first = Playground(tmp_path / "one", port=0)
    async with first, Playground(tmp_path / "two", port=first.port) as second:
        assert second.port not in (0, first.port)


async def test_files_go_with_their_message(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as opened:
        attachment = await opened.store.attach(seed.GENERAL, "a b?.png", png(2, 3, (1, 2, 3)), "A picture")
        assert (attachment.name, attachment.type, attachment.width, attachment.height) == (
            "a_b_.png",
            "image/png",
            2,
            3,
        )
        message = Message(opened.world.new_id(), seed.GENERAL, seed.BOT, attachments=[attachment])
        opened.world.save_message(message)
        assert opened.store.file(attachment.path).exists()
        opened.world.remove_message(message)
        assert not opened.store.file(attachment.path).exists()


@pytest.mark.parametrize("name", ["../../keys.json", "..", "/etc/passwd", "a\0b", "", "🎬"])
async def test_a_files_name_cannot_leave_its_folder(tmp_path: Path, name: str) -> None:
    attachment = await Store(tmp_path).attach(1, name, b"x", None)
    file = Store(tmp_path).file(attachment.path)
    assert file.resolve().parent == (tmp_path / "attachments" / "1" / str(attachment.id)).resolve()


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (png(640, 480, (0, 0, 0)), ("image/png", 640, 480)),
        (b"GIF89a" + bytes([0x40, 0x01, 0xF0, 0x00]) + b"\0" * 10, ("image/gif", 320, 240)),
        (
            b"\xff\xd8\xff\xe0\0\x04ab" + b"\xff\xc0\0\x11\x08\x00\xf0\x01\x40\x03" + b"\0" * 12,
            ("image/jpeg", 320, 240),
        ),
        (
            b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x40\x01\xf0\x00",
            ("image/webp", 320, 240),
        ),
        (b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (319 | 239 << 14).to_bytes(4, "little"), ("image/webp", 320, 240)),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3f\x01\0\xef\0\0", ("image/webp", 320, 240)),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\xff\xd8\xff\xe0\0\x04", None),
        (b"\xff\xd8\xff", None),
        (b"RIFF\0\0\0\0WEBPVP8 ", None),
        (b"", None),
    ],
)
def test_a_picture_is_known_by_its_bytes(content: bytes, seen: tuple[str, int, int] | None) -> None:
    assert pictures.look_at(content) == seen
