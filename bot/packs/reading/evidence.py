"""That what could be disputed says where it comes from.

The rule holds for every pack, also for one that lists no sources: sections, key points, critics, evidence for or
against, questions and events each name at least one. Claims, films and terms as a whole are only warned about.
"""

from bot.packs.format.model import Claim, Event, Film, Pack, Part, Question, Section, Statement, Term
from bot.packs.format.problems import Findings
from bot.packs.reading.shape import parts
from bot.packs.reading.tree import Block, Items, key_place

_NOUNS = {Section: "section", Question: "question", Event: "event"}
_CALLED = {"key_points": "key point", "critics": "opinion", "for": "evidence", "against": "evidence"}


def check_evidence(tree: Block, findings: Findings) -> None:
    """A statement without a source is an error; an entry that could do with one is worth a warning."""
    sources = tree.get("sources")
    example = next(iter(sources), "A6") if isinstance(sources, Block) else "A6"
    for part, node, path in parts(Pack, tree):
        if issubclass(part, Statement | Question | Event) and not _has(node, "sources"):
            noun = _NOUNS.get(part) or _CALLED.get(str(path[-2]), "statement")
            findings.error(node.start, path, f"this {noun} names no source; add for instance `sources: [{example}]`")
        elif warning := _warning(part, node):
            at = key_place(tree, (*path, "id")) if "id" in node else node.start
            findings.warn(at, path, warning)


def _has(node: Block, key: str) -> bool:
    value = node.get(key)
    return bool(value) if isinstance(value, (Items, str)) else key in node


def _warning(part: type[Part], node: Block) -> str | None:
    if part is Claim and "verdict" in node and "searched" not in node:
        empty = [f"`{side}`" for side in ("for", "against") if not _has(node, side)]
        if empty:
            return f"{' and '.join(empty)} empty: say in `searched` where evidence was looked for"
    if part is Film and node.get("status") == "verified" and not _has(node, "sources"):
        return "this film is verified, but names no source that knows it"
    if part is Term and "definition" in node and not _has(node, "sources"):
        return "this definition names no source"
    return None
