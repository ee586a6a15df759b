"""Ports for programs that are told theirs before they open it."""

import secrets
import socket

LOWEST, HIGHEST = 20_000, 32_000
"""Below the ports that systems hand out by themselves, so that nobody is given one meanwhile."""


def free_port() -> int:
    """A port of loopback on which nobody listens."""
    while True:
        port = LOWEST + secrets.randbelow(HIGHEST - LOWEST)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
