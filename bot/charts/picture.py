"""What a drawing comes to: a PNG and the same facts in words, or the error that says there is none."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A drawn picture."""

    png: bytes
    """960 pixels wide; a page for a shared screen 1,920 by 1,080."""
    alt: str
    """What the picture shows, numbers included: at most 1,024 characters as Discord counts them."""


class PictureError(Exception):
    """No picture could be drawn; whoever asked answers with the text alone."""
