"""Sending on a WebSocket without waiting: frames go out in order, and a slow reader holds up nobody."""

import asyncio
import contextlib

from aiohttp import web

WAITING = 2000
"""Frames that may wait for a slow reader before it is let go."""
GOODBYE = 2.0
"""Seconds given to a reader to take what waits, and to answer a close."""


class Outbox:
    """The sending side of one WebSocket; to be made inside a running loop, once the socket is prepared."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.closed_here = False
        self._frames: asyncio.Queue[str | None] = asyncio.Queue(WAITING)
        self._pump = asyncio.create_task(self._send())
        self._giving_up: asyncio.Task[None] | None = None

    def send(self, frame: str) -> None:
        """Frames after the close, or for a reader that is gone, are dropped."""
        if self.closed_here or self._pump.done():
            return
        try:
            self._frames.put_nowait(frame)
        except asyncio.QueueFull:
            self._giving_up = asyncio.create_task(self.close(1013, "Too slow."))

    async def _send(self) -> None:
        with contextlib.suppress(ConnectionError):
            while (frame := await self._frames.get()) is not None:
                await self.socket.send_str(frame)

    async def close(self, code: int = 1000, reason: str = "") -> None:
        """Sends what waits, then closes."""
        if not self.closed_here:
            self.closed_here = True
            if not self._frames.full():
                self._frames.put_nowait(None)
                await asyncio.wait({self._pump}, timeout=GOODBYE)
            self._pump.cancel()
        await self.socket.close(code=code, message=reason.encode())
