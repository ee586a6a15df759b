"""Emoji as small pictures, where the computer has a font for them in colour."""

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_ONE = "(?:[\U0001f1e6-\U0001f1ff]{2}|(?:[\U0001f000-\U0001faff\u2190-\u2bff]\ufe0f?|.\ufe0f)[\U0001f3fb-\U0001f3ff]?)"
EMOJI = re.compile(rf"({_ONE}(?:\u200d{_ONE})*)")
"""A sign that may have a picture: flags, skin tones and joined signs whole."""

_FILES = {"NotoColorEmoji.ttf": 109, "Apple Color Emoji.ttc": 160, "seguiemj.ttf": 128}
"""Known fonts, with a size they have."""


@lru_cache(256)
def picture(sign: str, size: int) -> Any:
    """The sign as an array of RGBA, `size` pixels square; None where no font shows it as one."""
    import numpy as np
    from PIL import Image, ImageDraw

    font = _font()
    if font is None or font.getlength(sign) > font.size * 1.5:
        return None
    drawn = Image.new("RGBA", (round(font.size * 1.3), round(font.size * 1.3)))
    ImageDraw.Draw(drawn).text((0, 0), sign, font=font, embedded_color=True)
    box = drawn.getbbox()
    if box is None:
        return None
    sign_only = drawn.crop(box)
    side = max(sign_only.size)
    square = Image.new("RGBA", (side, side))
    square.paste(sign_only, ((side - sign_only.width) // 2, (side - sign_only.height) // 2))
    return np.asarray(square.resize((size, size), Image.Resampling.LANCZOS))


@cache
def _font() -> "FreeTypeFont | None":
    from matplotlib.font_manager import findSystemFonts
    from PIL import ImageFont

    for path in sorted(findSystemFonts()):
        size = _FILES.get(Path(path).name)
        if size:
            try:
                return ImageFont.truetype(path, size)
            except OSError:  # a Pillow built without this kind of font
                continue
    return None
