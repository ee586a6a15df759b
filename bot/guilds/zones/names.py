"""Names of places written the same way, however somebody writes them."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f'’ʻʼ`\u200b-\u200f\u2060\ufeff]")
"""What stands above or below letters of Europe, apostrophes, and what nobody sees."""


def folded(name: str) -> str:
    """A name without case, accents and punctuation, its words apart by one space: `São Paulo` is `sao paulo`."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", name).casefold())
    together = unicodedata.normalize("NFKC", apart)
    return " ".join("".join(char if unicodedata.category(char)[0] in "LMN" else " " for char in together).split())
