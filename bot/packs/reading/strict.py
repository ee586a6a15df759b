"""What a pack that ships has to fulfil beyond every other: nothing unused or out of reach, plain words, one mind."""

import re

from bot.packs.format.model import Event, Explainer, Guide, PackPoll, Part, Question, ReadingPath, StatementSet
from bot.packs.format.problems import Findings, KeyPath, quoted
from bot.packs.reading.agreement import check_agreement
from bot.packs.reading.references import entries, named
from bot.packs.reading.tree import Block, values

MAX_GRADE = 12.0
"""School years (Flesch-Kincaid) from which an entry is reported."""
MAX_WORDS = 28
"""Words from which a sentence is reported."""
MIN_WORDS = 30
"""Shorter texts have no reading level worth the name."""

_SENTENCE_END = re.compile(r"(?:(?<=[.?!…])|(?<=[.?!…][”\"’')\]]))\s+|\n\s*\n")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_READ = {
    "lead",
    "text",
    "summary",
    "perspective",
    "note",
    "searched",
    "definition",
    "ask",
    "probe",
    "content_note",
    "because",
}


def check(tree: Block, findings: Findings) -> None:
    """Whatever is unused, out of reach, twice there or at odds is an error; hard language is reported as warnings."""
    _check_sources(tree, findings)
    _check_reach(tree, findings)
    check_agreement(tree, findings)
    if str(tree.get("language", "en")).startswith("en"):
        for _, _, node, path in entries(tree):
            _check_language(node, path, findings)


def _check_sources(tree: Block, findings: Findings) -> None:
    used = {name for name, targets, *_ in named(tree) if targets == ("sources",)}
    sources = tree.get("sources")
    if not isinstance(sources, Block):
        return
    for key in sources:
        if key not in used:
            at = sources.keys_at[key]
            findings.error(at, ("sources", key), f"no statement names the source {quoted(key)}; name it or take it out")


def _check_reach(tree: Block, findings: Findings) -> None:
    """An entry is in reach when another names it.

    Polls are posted from a list of their own, and so are questions and statements asked. Paths stand first in the
    library. A guide without a film is offered for every film. The card of a film leads back to the explainers that
    name it. What a question or an event is about is not within reach by that alone.
    """
    leading: dict[str, set[KeyPath]] = {}
    for name, targets, path, _ in named(tree):
        if targets != ("sources",) and path[0] not in ("questions", "timeline"):
            leading.setdefault(name, set()).add(path[:2])
    explainers = [node for _, part, node, _ in entries(tree) if part is Explainer]
    timeline = any(node.get("timeline") == "true" for node in explainers)
    for _, part, node, path in entries(tree):
        within = _offered(part, node) or (timeline and part is Event)
        if not within and not leading.get(str(node.get("id")), set()) - {path}:
            findings.error(node.start, path, f"no other entry leads to {quoted(str(node.get('id')))}; name it in one")


def _offered(part: type[Part], node: Block) -> bool:
    if part in (PackPoll, Question, StatementSet, ReadingPath):
        return True
    return (part is Guide and "film" not in node) or (part is Explainer and bool(node.get("films")))


def _check_language(node: Block, path: KeyPath, findings: Findings) -> None:
    texts = [(inner, text) for inner, text, _ in values(node) if isinstance(text, str) and inner[-1] in _READ]
    for inner, text in texts:
        longest = max(sentences(text), key=lambda sentence: len(words(sentence)), default="")
        if (count := len(words(longest))) > MAX_WORDS:
            at = next(at for way, _, at in values(node) if way == inner)
            findings.warn(at, (*path, *inner), f"a sentence of {count} words: {quoted(longest)}; aim for 16")
    joined = "\n\n".join(text for _, text in texts)
    if len(words(joined)) >= MIN_WORDS and (level := grade(joined)) > MAX_GRADE:
        findings.warn(node.start, path, f"reads like school year {level:.0f}; shorter sentences and words help")


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence for sentence in _SENTENCE_END.split(text) if words(sentence)]


def words(text: str) -> list[str]:
    """The words of a text; numbers do not count."""
    return _WORD.findall(text)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of an English text: about the school year whose pupils read it with ease.

    Kincaid et al. 1975: 0.39 words per sentence + 11.8 syllables per word - 15.59; syllables are counted by their
    vowels, which is right for nine words in ten.
    """
    all_words = words(text)
    if not all_words:
        return 0.0
    syllables = sum(map(_syllables, all_words))
    return 0.39 * len(all_words) / max(1, len(sentences(text))) + 11.8 * syllables / len(all_words) - 15.59


def _syllables(word: str) -> int:
    bare = re.sub(r"(?<=[^aeiouyl])e$|(?<=[^dt])ed$|(?<=[^aeiouycsxz])es$", "", word.lower())
    return max(1, len(re.findall(r"[aeiouy]+", bare)))
