"""What the texts of a pack may say: characters that can be seen, links that lead where they seem to, no Markdown."""

import re
from bisect import bisect_right
from collections.abc import Mapping

from bot.chat.letters import STRETCH
from bot.packs.format.characters import suspects
from bot.packs.format.fields import MAX_TITLE
from bot.packs.format.model import Pack, WatchLink
from bot.packs.format.problems import Findings, KeyPath, Mark, mark, place_of, quoted
from bot.packs.reading.shape import parts
from bot.packs.reading.tree import Block, values

_WORTH_A_LOOK = re.compile(r"\*\*|__|~~|\|\||`|\]\(|\\|discord", re.IGNORECASE)
"""What stands in every file whose texts the rules below could have something to say about, escapes included."""
_INVITE = re.compile(r"\b(discord\.gg|discord(app)?\.com/invite)/\w", re.IGNORECASE)
_EXPIRING = re.compile(r"\b(cdn|media)\.discordapp\.(com|net)/(ephemeral-)?attachments/", re.IGNORECASE)
_MARKDOWN = re.compile(r"(\*\*|__|~~|\|\|)\S[^\n]{0,300}?\1|`[^`\n]+`|\[[^\]\n]{1,300}\]\(\S{1,300}?\)")
_HOST = re.compile(r"\b([a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)


def without_disallowed(text: str) -> str:
    """A text of a member as a pack takes it: without invites, and without links into Discord that expire."""

    def taken(word: re.Match[str]) -> str:
        return "(link left out)" if _INVITE.search(word.group()) or _EXPIRING.search(word.group()) else word.group()

    return re.sub(r"\S+", taken, text)


def check_wording(tree: Block, texts: Mapping[str, str], findings: Findings) -> None:
    """Look at every file as it was written, and at every text in those that give reason to."""
    _check_characters(tree, texts, findings)
    suspicious = {number: text for number, text in enumerate(texts.values()) if _worth_a_look(text)}
    for path, value, at in values(tree) if suspicious else ():
        if isinstance(value, str) and at >> 48 in suspicious:
            _check_text(value, at, path, suspicious[at >> 48], findings)
    for part, node, path in parts(Pack, tree):
        if part is WatchLink:
            _check_label(node, path, findings)


def _worth_a_look(text: str) -> bool:
    overlap = len("discord")
    return any(_WORTH_A_LOOK.search(text, at, at + STRETCH + overlap) for at in range(0, len(text), STRETCH))


def _check_characters(tree: Block, texts: Mapping[str, str], findings: Findings) -> None:
    begins: list[tuple[Mark, KeyPath]] = []
    for number, text in enumerate(texts.values()):
        for offset, sentence in suspects(text):
            if findings.full:
                findings.count(1)
                continue
            begins = begins or sorted((at, path) for path, _, at in values(tree))
            at = mark(number, *place_of(text, offset))
            before = bisect_right(begins, at, key=lambda begin: begin[0])
            findings.error(at, begins[before - 1][1] if before else (), sentence)


def _check_text(text: str, at: Mark, path: KeyPath, source: str, findings: Findings) -> None:
    for offset, sentence in suspects(text):
        if text[offset] not in source:  # written as an escape; otherwise it was found in the file
            findings.error(at, path, sentence)
    if _INVITE.search(text):
        findings.error(at, path, "an invite to a Discord server has no place in a pack; take it out")
    elif _EXPIRING.search(text):
        findings.error(at, path, "a link to a file in Discord stops working after a day; link to its first place")
    elif match := _MARKDOWN.search(text):
        findings.warn(at, path, f"{quoted(match.group())} will be shown as it is written: texts have no Markdown")


def _check_label(node: Block, path: KeyPath, findings: Findings) -> None:
    label, url = node.get("label"), node.get("url")
    if isinstance(label, str) and isinstance(url, str) and (named := _HOST.search(label[:MAX_TITLE])):
        host = url.partition("//")[2].partition("/")[0].lower()
        if not f".{host}".endswith(f".{named.group().lower().removeprefix('www.')}"):
            at = node.values_at["label"]
            findings.error(at, (*path, "label"), f"the label names {quoted(named.group())}, but leads elsewhere")
