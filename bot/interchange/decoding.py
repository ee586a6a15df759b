"""The text of a file that some program wrote: which characters its bytes stand for, and what was assumed of that."""

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from typing import NamedTuple

MOST_BYTES = 20 << 20
"""Four times what a pack may hold."""
_BINARY = {
    b"PK\x03\x04": "a workbook or another zip",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a packed file",
    b"SQLite format 3": "a database",
}
SAVE = "In the spreadsheet, save the sheet as “CSV UTF-8”, and import that file"
_PAGES = (b"<!doctype", b"<html", b"<?xml", b"{\\rtf")
"""How what spreadsheets save as a web page or as XML begins, and what word processors write."""
_PROBE = 4_000


class NoTextError(ValueError):
    """Why a file cannot be read as text."""


class Decoded(NamedTuple):
    """The text, and what had to be assumed for it; empty where nothing had to."""

    text: str
    assumed: str = ""


def decoded(data: bytes) -> Decoded:
    """The text of a file; raises NoTextError for what is none."""
    if len(data) > MOST_BYTES:
        raise NoTextError(f"it has more than {MOST_BYTES:,} bytes, which are what is read; split it")
    for start, what in _BINARY.items():
        if data.startswith(start):
            raise NoTextError(f"it is {what}, not a CSV file. {SAVE}")
    if data.removeprefix(BOM_UTF8)[:_PROBE].lstrip()[:9].lower().startswith(_PAGES):
        raise NoTextError(f"it is a page or a document, not a CSV file. {SAVE}")
    if data.startswith(BOM_UTF8):
        return _utf(data, "utf-8-sig", "UTF-8")
    if data.startswith((BOM_UTF32_LE, BOM_UTF32_BE)):  # before UTF-16, whose mark begins the same
        return _utf(data, "utf-32", "UTF-32")
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _utf(data, "utf-16", "UTF-16")
    if order := _without_mark(data):
        return Decoded(_utf(data, order, "UTF-16").text, "It was read as UTF-16, though it does not say so.")
    if b"\0" in data:
        raise NoTextError(f"it is no text. {SAVE}")
    try:
        return Decoded(data.decode())
    except UnicodeDecodeError as error:
        return _western(data, error.start)


def _western(data: bytes, at: int) -> Decoded:
    """What is not UTF-8 is most likely from a spreadsheet set to Western European."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        line = data.count(b"\n", 0, at) + 1
        raise NoTextError(f"line {line} is in no encoding that is known here. {SAVE}") from None
    start = data.rfind(b"\n", 0, at) + 1
    shown = data[max(start, at - 20) : at + 20].decode("cp1252").splitlines()[0]
    line = data.count(b"\n", 0, at) + 1
    told = f"It is not UTF-8 and was read as Windows-1252 (Western European), so line {line} "
    return Decoded(text, f"{told}reads “{shown.strip()}”. If that is wrong, save it as “CSV UTF-8” and import again.")


def _without_mark(data: bytes) -> str:
    """Which UTF-16 a text without its mark is in: of Latin letters and separators every other byte is zero."""
    probe = data[:_PROBE]
    if len(probe) < 2 or len(data) % 2:
        return ""
    low, high = probe[1::2].count(0), probe[0::2].count(0)
    if max(low, high) * 4 < len(probe) // 2:
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _utf(data: bytes, codec: str, name: str) -> Decoded:
    try:
        return Decoded(data.decode(codec))
    except UnicodeDecodeError as error:
        raise NoTextError(f"it is marked as {name} and is not, from byte {error.start:,} on. {SAVE}") from None
