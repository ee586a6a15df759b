"""A picture of each kind, from values that a test may vary, and what a test reads out of a PNG."""

import io
import struct
from collections.abc import Callable

from PIL import Image

from bot.charts.agreement import Bar, agreement
from bot.charts.alluvial import alluvial
from bot.charts.availability import availability
from bot.charts.bars import bars
from bot.charts.distribution import distribution
from bot.charts.picture import Picture
from bot.charts.rounds import rounds
from bot.charts.scores import scores
from bot.charts.time_line import time_line

KINDS: dict[str, Callable[[str], Picture]] = {
    "agreement": lambda text: agreement(
        text, [(text, [Bar(60, 30, "6 of 10 agree (60 %)", text), Bar(0, 100, text)]), ("Other", [Bar(50, 0, "split")])]
    ),
    "bars": lambda text: bars(text, [(text, 3, 60), ("Other", 2, 40), ("Not sure", 1, None)], text),
    "distribution": lambda text: distribution(text, [text, "Half", "All"], [0, 3, 1], 2.3, 2, text),
    "scores": lambda text: scores(text, [(text, 2.5, [0, 0, 1, 1, 0, 0]), ("Other", None, [0] * 6)], text),
    "rounds": lambda text: rounds(
        text,
        [[(text, 4, False), ("B", 3, False), ("C", 1, True)], [(text, 5, False), ("B", 3, False)]],
        [text],
        [0, 1],
    ),
    "availability": lambda text: availability(text, [(text, (3, 1, 0), True), ("Other", (0, 0, 4), False)], text),
    "alluvial": lambda text: alluvial(text, text, "After", [text, "B"], [(text, "B", 2), ("B", "B", 3)], 1, 0),
    "time line": lambda text: time_line(text, 1_634, [(75, text), (750, "Music")], [(30, text)]),
}
"""Each takes the text that stands wherever people's texts stand."""


def size(picture: Picture) -> tuple[int, int]:
    """Width and height, as the header of the PNG has them."""
    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture.png[16:24])


def pixels(picture: Picture) -> Image.Image:
    """The picture in RGB."""
    return Image.open(io.BytesIO(picture.png)).convert("RGB")


def runs(picture: Picture, colour: str, least: int = 8) -> list[int]:
    """Lengths of the level runs of nearly this colour, the longest of each block of rows, from top to bottom."""
    image = pixels(picture)
    wanted = bytes.fromhex(colour[1:])
    found: list[int] = []
    inside = False
    for y in range(image.height):
        row = image.crop((0, y, image.width, y + 1)).tobytes()
        near = sum(
            all(abs(row[x * 3 + part] - wanted[part]) < 8 for part in range(3)) for x in range(image.width)
        )  # fmt: skip
        if near >= least:
            if inside:
                found[-1] = max(found[-1], near)
            else:
                found.append(near)
        inside = near >= least
    return found
