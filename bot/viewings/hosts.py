"""Where a film is watched, opened at a minute: a table of hosts whose addresses can say it. Nothing is ever fetched.

Which key a host reads follows what its own `Share` gives: YouTube and Twitch `t`, Vimeo a fragment `#t=`, Dailymotion,
PeerTube, Rumble and the Internet Archive `start`, Odysee and Bilibili `t`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 512
"""Characters of an address that a button of Discord takes."""


@dataclass(frozen=True, slots=True)
class Host:
    """One way to write a minute into an address; `key` of the query, or of the fragment."""

    domain: str
    """With everything below it; empty for software that runs under any domain, known by its paths."""
    path: re.Pattern[str]
    """Pages with one film; others, such as a channel's, are left alone."""
    key: str
    value: Callable[[int], str] = str
    in_fragment: bool = False


def _with_unit(seconds: int) -> str:
    return f"{seconds}s"


def _of_twitch(seconds: int) -> str:
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour}h{minute}m{second}s"


def _path(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{pattern}/?")


HOSTS = (
    Host("youtube.com", _path(r"/watch|/live/[\w-]+|/v/[\w-]+"), "t", _with_unit),
    Host("youtube.com", _path(r"/embed/[\w-]+"), "start"),
    Host("youtube-nocookie.com", _path(r"/embed/[\w-]+"), "start"),
    Host("youtu.be", _path(r"/[\w-]+"), "t", _with_unit),
    Host("vimeo.com", _path(r"(?:/[\w-]+)*/\d+(?:/[0-9a-f]+)?"), "t", _with_unit, in_fragment=True),
    Host("dailymotion.com", _path(r"(?:/embed)?/video/\w+"), "start"),
    Host("dai.ly", _path(r"/\w+"), "start"),
    Host("twitch.tv", _path(r"/videos/\d+"), "t", _of_twitch),
    Host("odysee.com", _path(r"/@[^/]+/[^/]+"), "t"),
    Host("rumble.com", _path(r"/v\w+-[^/]+\.html"), "start"),
    Host("bilibili.com", _path(r"/video/\w+"), "t"),
    Host("archive.org", _path(r"/(?:details|embed)/[^/]+(?:/[^/]+)?"), "start"),
    Host("", _path(r"/w/[1-9A-HJ-NP-Za-km-z]{22}"), "start", _with_unit),  # PeerTube
    Host("", _path(r"/videos/watch/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "start", _with_unit),  # PeerTube
)


def open_at(url: str, position: timedelta) -> str | None:
    """The address of a film opened at a time of it; None where its host is not known, or it grows too long."""
    try:
        split = urlsplit(url)
        host = _host(split.hostname or "", split.path)
    except ValueError:
        return None
    if host is None or split.scheme not in ("http", "https"):
        return None
    at = {host.key: host.value(max(0, int(position.total_seconds())))}
    there = {"fragment": urlencode(at)} if host.in_fragment else {"query": _query(split, at)}
    opened = urlunsplit(split._replace(**there))
    return opened if len(opened) <= LONGEST else None


def _query(split: SplitResult, at: dict[str, str]) -> str:
    kept = [(key, value) for key, value in parse_qsl(split.query, keep_blank_values=True) if key not in at]
    return urlencode([*kept, *at.items()])


def _host(name: str, path: str) -> Host | None:
    for host in HOSTS:
        below = not host.domain or name == host.domain or name.endswith(f".{host.domain}")
        if below and host.path.fullmatch(path):
            return host
    return None
