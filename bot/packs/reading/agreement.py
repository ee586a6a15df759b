"""That a pack that ships is of one mind: no source under two names, no answer against a verdict, no theme by itself."""

import re
from collections.abc import Iterator

from bot.packs.format.model import Verdict
from bot.packs.format.problems import Findings, KeyPath, Mark, quoted
from bot.packs.reading.tree import Block, Items, nodes, values
from bot.packs.search.names import fold

SHORT_FORM = 5
"""Prompts of a short form; a guide with more than these needs one."""
LEAST_FILMS = 2
"""Films from which themes can be shared."""

_COPY = re.compile(r"\b(?:read|seen)(?: only)? in a copy\b", re.IGNORECASE)
_HOLDS = frozenset([Verdict.TRUE, Verdict.MOSTLY_TRUE])
_FAILS = frozenset([Verdict.FALSE, Verdict.MOSTLY_FALSE])
_UNKNOWN = frozenset([Verdict.CONTESTED, Verdict.NOT_SHOWN])
_PARTLY = frozenset([Verdict.PARTLY, Verdict.MISLEADING])
_LOOSELY = dict.fromkeys(("yes", "true", "it is true"), _HOLDS) | dict.fromkeys(("no", "false", "it is false"), _FAILS)
"""Words that name a verdict only where the question repeats the claim."""
_CLEARLY = (
    dict.fromkeys(("holds", "it holds"), _HOLDS)
    | {"mostly true": frozenset([Verdict.MOSTLY_TRUE]), "mostly false": frozenset([Verdict.MOSTLY_FALSE])}
    | dict.fromkeys(("partly", "partly true", "misleading"), _PARTLY)
    | dict.fromkeys(("does not hold", "it does not hold"), _FAILS)
    | dict.fromkeys(("not known", "contested", "not shown", "not known or contested"), _UNKNOWN)
)


def check_agreement(tree: Block, findings: Findings) -> None:
    """Add to the findings what contradicts or repeats something else in the pack."""
    _check_same_sources(tree, findings)
    _check_answers(tree, findings)
    _check_themes(tree, findings)
    _check_short_forms(tree, findings)
    for path, value, at in values(tree):
        if isinstance(value, str) and (found := _COPY.search(value)):
            findings.error(at, path, f"{quoted(found.group())} is what cards say by themselves; write `seen: copy`")


def _check_same_sources(tree: Block, findings: Findings) -> None:
    sources = tree.get("sources")
    seen: dict[tuple[str, ...], str] = {}
    if not isinstance(sources, Block):
        return
    for key, source in sources.items():
        if not isinstance(source, Block):
            continue
        first = next((seen[known] for known in _known_by(source) if known in seen), None)
        for known in _known_by(source):
            seen.setdefault(known, key)
        if first:
            at = sources.keys_at[key]
            findings.error(at, ("sources", key), f"{quoted(key)} is the same source as {quoted(first)}; keep one key")


def _known_by(source: Block) -> Iterator[tuple[str, ...]]:
    """What only one source has: its address; its title, author (or publisher) and date together."""
    url, title = source.get("url"), source.get("title")
    if isinstance(url, str):
        yield ("url", re.sub(r"^https?://(www\.)?", "", url).rstrip("/"))
    if isinstance(title, str):
        who = source.get("author") or source.get("publisher") or ""
        yield ("title", fold(title) or title, fold(str(who)), str(source.get("date") or ""))


def _check_answers(tree: Block, findings: Findings) -> None:
    claims = {str(node.get("id")): node for node, _ in nodes(tree, "claims")}
    for node, path in nodes(tree, "questions"):
        about = node.get("about")
        names = [name for name in about if isinstance(name, str)] if isinstance(about, Items) else []
        meant = [claims[name] for name in names if name in claims]
        if len(meant) == 1 and (fault := _contradiction(node, meant[0])):
            at, inner, message = fault
            findings.error(at, (*path, *inner), message)


def _contradiction(question: Block, claim: Block) -> tuple[Mark, KeyPath, str] | None:
    """Where the right option of a question names another verdict than its claim has."""
    verdict, options = str(claim.get("verdict")), question.get("options")
    if verdict not in set(Verdict) or not isinstance(options, Items) or question.get("kind") in ("order", "several"):
        return None
    named = _named(question, claim, options)
    for position, verdicts in named.items():
        if options[position].get("right") == "true" and Verdict(verdict) not in verdicts:
            at = options[position].values_at["text"]
            told = f"the claim {quoted(str(claim.get('id')))} has the verdict `{verdict}`; change one of them"
            return at, ("options", position, "text"), f"this answer contradicts the pack: {told}"
    return None


def _named(question: Block, claim: Block, options: Items) -> dict[int, frozenset[Verdict]]:
    """The verdicts that options name, by position; words like `no` are about the claim only where it is repeated."""
    texts = {at: fold(str(option.get("text", ""))) for at, option in enumerate(options) if isinstance(option, Block)}
    clear = {at: _CLEARLY[text] for at, text in texts.items() if text in _CLEARLY}
    repeated = bool(words := fold(str(claim.get("claim", "")))) and words in fold(str(question.get("ask", "")))
    if not repeated and len(clear) < 2:
        return {}
    loose = {at: _LOOSELY[text] for at, text in texts.items() if text in _LOOSELY}
    exact = frozenset[Verdict]().union(*(verdicts for verdicts in clear.values() if len(verdicts) == 1))
    return clear | {at: verdicts - exact for at, verdicts in loose.items()}


def _check_themes(tree: Block, findings: Findings) -> None:
    films = list(nodes(tree, "films"))
    places: dict[str, list[tuple[Mark, KeyPath, str]]] = {}
    for node, path in films if len(films) >= LEAST_FILMS else ():
        for theme, inner in nodes(node, "themes"):
            if isinstance(name := theme.get("name"), str):
                places.setdefault(fold(name), []).append((theme.values_at["name"], (*path, *inner, "name"), name))
    for found in places.values():
        if len({path[:2] for _, path, _ in found}) == 1:
            at, path, name = found[0]
            findings.error(at, path, f"no other film has the theme {quoted(name)}; name a shared thread alike in both")


def _check_short_forms(tree: Block, findings: Findings) -> None:
    for node, path in nodes(tree, "guides"):
        prompts, short = node.get("prompts"), node.get("short")
        count = len(short) if isinstance(short, Items) else 0
        if isinstance(prompts, Items) and len(prompts) > SHORT_FORM and count != SHORT_FORM:
            at = node.keys_at.get("short", node.start)
            has = f"its short form has {count}" if count else "it has no short form"
            told = f"this guide has {len(prompts)} prompts and {has}"
            findings.error(at, path, f"{told}; name {SHORT_FORM} of them under `short`")
