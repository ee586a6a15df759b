"""What the texts of a pack may say: characters that can be seen, links that lead where they seem to, no Markdown."""

import re
from collections.abc import Mapping

from bot.packs.characters import suspects
from bot.packs.model import Pack, WatchLink
from bot.packs.problems import Findings, Path, Place, place_of, quoted
from bot.packs.shape import parts
from bot.packs.tree import Block, path_at, values

_WORTH_A_LOOK = re.compile(r"[*_`|~\]]{2}|\]\(|`|discord|^#|^>", re.IGNORECASE | re.MULTILINE)
"""Whatever the three patterns below could match begins with one of these."""
_INVITE = re.compile(r"\b(discord\.gg|discord(app)?\.com/invite)/\w", re.IGNORECASE)
_EXPIRING = re.compile(r"\b(cdn|media)\.discordapp\.(com|net)/(ephemeral-)?attachments/", re.IGNORECASE)
_MARKDOWN = re.compile(
    r"(\*\*|__|~~|\|\|)(?=\S)[^\n]*?\S\1|`[^`\n]+`|\[[^\]\n]+\]\([^)\s]+\)|^(#{1,3}|>|-#) ", re.MULTILINE
)
_HOST = re.compile(r"\b([a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)


def check_wording(tree: Block, texts: Mapping[str, str], findings: Findings) -> None:
    """Look at every file as it was written, then at every text that it holds."""
    for file, text in texts.items():
        for offset, sentence in suspects(text):
            at = Place(file, *place_of(text, offset))
            findings.error(at, () if findings.full else path_at(tree, at), sentence)
    for path, value, at in values(tree):
        if isinstance(value, str):
            _check_text(value, at, path, texts.get(at.file, ""), findings)
    for part, node, path in parts(Pack, tree):
        if part is WatchLink:
            _check_label(node, path, findings)


def _check_text(text: str, at: Place, path: Path, source: str, findings: Findings) -> None:
    for offset, sentence in suspects(text):
        if text[offset] not in source:  # written as an escape; otherwise it was found in the file
            findings.error(at, path, sentence)
    if not _WORTH_A_LOOK.search(text):
        return
    if _INVITE.search(text):
        findings.error(at, path, "an invite to a Discord server has no place in a pack; take it out")
    elif _EXPIRING.search(text):
        findings.error(at, path, "a link to a file in Discord stops working after a day; link to its first place")
    elif match := _MARKDOWN.search(text):
        findings.warn(at, path, f"{quoted(match.group())} will be shown as it is written: texts have no Markdown")


def _check_label(node: Block, path: Path, findings: Findings) -> None:
    label, url = node.get("label"), node.get("url")
    if isinstance(label, str) and isinstance(url, str) and (named := _HOST.search(label)):
        host = url.partition("//")[2].partition("/")[0].lower()
        if not f".{host}".endswith(f".{named.group().lower().removeprefix('www.')}"):
            at = node.values_at["label"]
            findings.error(at, (*path, "label"), f"the label names {quoted(named.group())}, but leads elsewhere")
