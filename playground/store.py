"""The playground's folder: the world as one JSON file, attached files beside it, the two secrets."""

import asyncio
import contextlib
import json
import logging
import mimetypes
import os
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from playground import pictures
from playground.events import BotPresence, Event, InteractionOpened, InteractionSettled, MessageGone, PaceSet
from playground.model import Attachment, State
from playground.world import World

log = logging.getLogger(__name__)

SETTLE = 0.5
"""Seconds that changes are gathered before they are written."""

LONGEST_NAME = 100
"""Characters of a file's name; of a longer one the end is kept."""

_SNAPSHOT = TypeAdapter(State)


@dataclass(frozen=True)
class Keys:
    """`secret` opens the page's socket; `token` is the bot's."""

    secret: str
    token: str


class Store:
    """One folder. Reading happens before the world is there; writing never holds up the event loop for long."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._dirty, self._closing = asyncio.Event(), asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    def keys(self) -> Keys:
        """The secrets of this folder, made at its first use; the file is its owner's alone."""
        path = self.folder / "keys.json"
        with contextlib.suppress(OSError, ValueError, TypeError):
            return Keys(**json.loads(path.read_text()))
        keys = Keys(secrets.token_urlsafe(24), f"playground.{secrets.token_urlsafe(24)}")
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            json.dump({"secret": keys.secret, "token": keys.token}, file)
        return keys

    def read(self) -> State | None:
        """The saved state; None where there is none, or one that cannot be read and is set aside with a warning."""
        path = self.folder / "world.json"
        try:
            state = _SNAPSHOT.validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as problem:
            aside = path.with_suffix(".broken.json")
            log.warning("The saved playground could not be read and is now %s: %s", aside.name, problem)
            with contextlib.suppress(OSError):
                path.replace(aside)
            return None
        _forget_unfinished(state)
        return state

    # Saving the world

    def watch(self, world: World) -> None:
        """From now on every change of the world reaches the disk within a second or so."""
        world.subscribe(self._on_event)
        self._writer = asyncio.create_task(self._write_when_dirty(world))

    async def close(self) -> None:
        """Writes what is not yet written."""
        if self._writer:
            self._closing.set()
            self._dirty.set()
            await self._writer

    def _on_event(self, event: Event) -> None:
        if isinstance(event, BotPresence | PaceSet | InteractionOpened | InteractionSettled):
            return
        self._dirty.set()
        if isinstance(event, MessageGone):
            for attachment in event.message.attachments:
                self.forget(attachment)

    async def _write_when_dirty(self, world: World) -> None:
        while True:
            await self._dirty.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._closing.wait(), SETTLE)
            await self._save(world)
            if self._closing.is_set() and not self._dirty.is_set():
                return

    async def _save(self, world: World) -> None:
        """A disk that cannot be written to is no reason to stop; the next change tries again."""
        self._dirty.clear()
        try:
            await asyncio.to_thread(self._write, _SNAPSHOT.dump_json(world.state))
        except OSError as problem:
            log.warning("The playground could not be saved: %s", problem)

    def _write(self, snapshot: bytes) -> None:
        """Replaces the file in one step, so that a crash leaves the old one or the new one."""
        fresh = self.folder / "world.json.new"
        with fresh.open("wb") as file:
            file.write(snapshot)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / "world.json")

    # Attached files

    def file(self, path: str) -> Path:
        """Where an attachment is kept, by its path on the server."""
        return self.folder / path.lstrip("/")

    async def attach(self, channel: int, name: str, content: bytes, alt: str | None) -> Attachment:
        """Keeps a file under an id that nobody guesses. Its type is told from its bytes, never from its name."""
        number = secrets.randbits(62)
        name = re.sub(r"[^A-Za-z0-9._-]", "_", name)[-LONGEST_NAME:].lstrip(".") or "file"
        path = f"/attachments/{channel}/{number}/{name}"
        picture = pictures.look_at(content)
        await asyncio.to_thread(self._keep, self.file(path), content)
        return Attachment(
            id=number,
            path=path,
            name=name,
            size=len(content),
            type=picture.type if picture else _plain_type(name),
            width=picture.width if picture else None,
            height=picture.height if picture else None,
            alt=alt,
        )

    def forget(self, attachment: Attachment) -> None:
        """Deletes a file that no message shows any more."""
        self.file(attachment.path).unlink(missing_ok=True)

    def forget_all(self, channel: int) -> None:
        """Deletes the files of a channel."""
        shutil.rmtree(self.folder / "attachments" / str(channel), ignore_errors=True)

    @staticmethod
    def _keep(file: Path, content: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _plain_type(name: str) -> str:
    """What a file that is no picture says it is; a picture's name does not make it one."""
    guessed = mimetypes.guess_type(name)[0] or ""
    return "application/octet-stream" if guessed.startswith("image/") else guessed or "application/octet-stream"


def _forget_unfinished(state: State) -> None:
    """Answers that were still "thinking" when the playground stopped never come: their tokens are gone."""
    for kept in state.messages.values():
        for message in [each for each in kept.values() if each.is_loading]:
            del kept[message.id]
