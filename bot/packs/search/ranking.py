"""Entries ranked by the words of a question: rare words count more than common ones, names more than texts."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice, pairwise
from typing import Generic, NamedTuple, TypeVar

from bot.packs.search.asking import SMALL_STEMS, Typed
from bot.packs.search.kin import FUZZY_FROM, USED_FOR, family, kinship
from bot.packs.search.word_forms import LIGHT, SMALL, asked, fold, stem

Thing = TypeVar("Thing")

LONGEST = 500
"""Characters of a question that are looked at."""
WORDS = 24
"""Words of it that are looked for, the first ones."""
WORDS_OF_A_TEXT = 40
"""The same of a whole message, those first that names hold."""
ENOUGH_OF_A_NAME, ENOUGH_OF_ANOTHER = 1 / 3, 2 / 3
"""How much of a name, or of another name, one word of a message has to be for the name to be meant."""
WORTH = 0.5
"""What holds less than this share of the words that the best holds (rare words are more of it), and is worth less than
this share of the best, is not shown."""
FREE_FROM = 6
"""Shorter ones are compared with words of names that begin with the same letter, for a text has a word like any."""
TWO_SLIPS_FROM = 9
NAME, OTHER_NAME, SUBJECT, TEXT = 1.0, 0.8, 0.95, 0.6
"""What a word counts where it stands in the name, in another name, in that of the whole pack, or often in the text."""
UNSAID = 0.3
"""How rare a word of the pack's title is beside others where it was not typed, for it goes without saying in a name."""
FILLS, IN_ORDER = 0.5, 1.0
"""What is added where a name consists of what was typed (its share), or has as many neighbours in common with it, small
words too."""
LIGHTLY = 0.6
"""What a small word is worth beside others where a name has it or one that is used for it."""
HINTED, HINT = 0.15, 0.4
"""What is added where a question asks for the kind of thing that an entry is ("who made …" for a film), and what the
word that does so is worth itself."""
ANSWERS = 1.25
"""What a score is multiplied by where a question begins as those do that such a thing answers ("is it" a claim)."""


class Indexed(NamedTuple, Generic[Thing]):
    """A thing as it is searched: stems with a space around each."""

    thing: Thing
    names: tuple[str, ...]
    """Its name, then the others."""
    text: str
    subject: str = ""
    """The title of the book it stands in, which says what its own name need not say."""
    hints: frozenset[str] = frozenset()
    """Words of a question that ask for a thing of this kind."""
    weight: float = 1.0
    """What its score is multiplied by, unless its kind was asked for."""
    openings: frozenset[str] = frozenset()
    """Words that begin a question which a thing of this kind answers."""


@dataclass(frozen=True)
class Wanted:
    """A word that was typed: every form of it that is looked for, as patterns in stemmed texts."""

    patterns: tuple[str, ...]
    rarity: float
    kin: tuple[tuple[str, float], ...] = ()
    """Words of names that share its root, and how much of it they are worth."""

    def stands_in(self, stems: str) -> bool:
        """Whether any form of it is among these stems."""
        return any(pattern in stems for pattern in self.patterns)

    def worth_in(self, name: str) -> float:
        """How much of it a name has: all, or what a word is worth that is used for it."""
        if self.stands_in(name):
            return 1.0
        return max((worth for pattern, worth in self.kin if pattern in name), default=0.0)


class Words(tuple[Wanted, ...]):
    """All the words that were typed and that something here holds."""

    @cached_property
    def rarity(self) -> float:
        """How rare they are together."""
        return sum(one.rarity for one in self)

    @cached_property
    def worths(self) -> dict[str, float]:
        """How much of one of them each word is that a name may have."""
        worths = {pattern.strip(): worth for one in self for pattern, worth in one.kin}
        return worths | {word: 1.0 for one in self for pattern in one.patterns for word in pattern.split()}


@dataclass(frozen=True)
class Ranked(Generic[Thing]):
    """What was found, best first, and the patterns of the words it was found by, with how rare they are."""

    things: list[Thing] = field(default_factory=list)
    patterns: Mapping[str, float] = field(default_factory=dict)


class Ranking(Generic[Thing]):
    """Things ready to be ranked, for one question: what it learns of the words is not kept."""

    def __init__(self, indexed: Sequence[Indexed[Thing]], names: Iterable[str]) -> None:
        self._indexed = indexed
        self._names = names
        """The names of all these things, folded: what slips are compared with first."""
        self._length = sum(len(each.text) for each in indexed) / max(1, len(indexed)) or 1.0

    def by_names(self) -> "Ranking[Thing]":
        """The same without what stands in texts alone."""
        return Ranking([each._replace(text="", subject="") for each in self._indexed], self._names)

    def ranked(self, typed: str, limit: int) -> Ranked[Thing]:
        """The things that hold words of a question, or words near them; small words make no match."""
        folded = fold(typed[:LONGEST]).split()
        hints = frozenset().union(*(each.hints for each in self._indexed))
        wanted = Words(
            replace(known, rarity=known.rarity * HINT) if word in hints else known
            for word in asked(typed[:LONGEST])[:WORDS]
            if (known := self._wanted(word, folded))
        )
        light = Words(
            Wanted((_pattern(stem(word)),), self._rarity(stem(word)) * LIGHTLY, self._kin(word))
            for word in dict.fromkeys(folded)
            if word in LIGHT
        )
        return self._best(wanted, light, folded, limit) if wanted else Ranked()

    def told_of(self, text: str, limit: int) -> Ranked[Thing]:
        """The things that a longer text speaks of: first those whose name stands in it, the longest name first."""
        said = f" {' '.join(map(stem, fold(text).split()))} "
        words = [word for word in map(stem, asked(text)) if word in self._holding or not word.isascii()]
        known = (self._known([_pattern(word)]) for word in dict.fromkeys(words))
        wanted = list(islice(filter(None, known), WORDS_OF_A_TEXT))
        holding: defaultdict[int, list[Wanted]] = defaultdict(list)
        for one in wanted:
            for at in self._rows(one.patterns[0]):
                holding[at].append(one)
        named: list[tuple[float, int]] = []
        rest: list[tuple[float, int]] = []
        for at, held in holding.items():
            each = self._indexed[at]
            if spoken := max(self._spoken(name, said, held) for name in each.names):
                named.append((spoken * each.weight, at))
            elif len(held) > 1 or self._enough(each, Words(held)):
                rest.append((sum(one.rarity for one in held) * each.weight, at))
        enough = max((score for score, _ in rest), default=0.0) * WORTH
        rows = [*_best_first(named), *_best_first(row for row in rest if row[0] >= enough)][:limit]
        return Ranked([self._indexed[at].thing for _, at in rows], _rarities(wanted))

    def _enough(self, each: Indexed[Thing], held: Words) -> bool:
        """Whether what a message holds is so much of a name that the name is meant."""
        shares = [self._filled(name, each.subject, held) for name in each.names]
        return shares[0] >= ENOUGH_OF_A_NAME or max(shares) >= ENOUGH_OF_ANOTHER

    def _spoken(self, name: str, said: str, wanted: Sequence[Wanted]) -> float:
        """How much a name tells that stands in a text word for word; nothing where it does not, or of small words."""
        if name not in said:
            return 0.0
        return sum(one.rarity for one in wanted if one.patterns[0] in name)

    def _best(self, wanted: Words, light: Words, folded: Sequence[str], limit: int) -> Ranked[Thing]:
        typed = Typed(folded, self._rarity)
        rows: list[tuple[float, float, int]] = []
        for at, each in enumerate(self._indexed):
            held, score = self._score(each, wanted, typed)
            if held:
                names = "\n".join(each.names)
                score += sum(one.rarity * one.worth_in(names) for one in light)
                rows.append((held, score, at))
        most_held = max((held for held, _, _ in rows), default=0.0)
        best = max((score for _, score, _ in rows), default=0.0)
        worth = (row for row in rows if row[0] >= most_held * WORTH or row[1] >= best * WORTH)
        rows = sorted(worth, key=lambda row: (-row[1], row[2]))[:limit]
        return Ranked([self._indexed[at].thing for _, _, at in rows], _rarities(wanted))

    def _score(self, each: Indexed[Thing], wanted: Words, typed: Typed) -> tuple[float, float]:
        """How much of what was typed a thing holds (0: nothing), and what that is worth."""
        names = "\n".join(each.names)
        levels = [self._level(each, names, one) for one in wanted]
        held = sum(one.rarity for one, (_, level) in zip(wanted, levels, strict=True) if level)
        if not held:
            return 0.0, 0.0
        score = sum(
            one.rarity * max(level, SUBJECT * one.stands_in(each.subject))
            for one, (_, level) in zip(wanted, levels, strict=True)
        )
        if any(named for named, _ in levels):
            filled = max(self._filled(name, each.subject, wanted) for name in each.names)
            score *= 1.0 + FILLS * filled + IN_ORDER * max(map(typed.in_order, each.names))
        asked_for = max(1.0, ANSWERS * each.weight) if typed.opening in each.openings else each.weight
        if not typed.words.isdisjoint(each.hints):
            return held, score * max(1.0, asked_for) + HINTED * wanted.rarity
        return held, score * asked_for

    def _level(self, each: Indexed[Thing], names: str, one: Wanted) -> tuple[bool, float]:
        """Whether a word stands in a name, and what it counts there, else in the text."""
        if one.stands_in(names):
            return True, NAME if one.stands_in(each.names[0]) else OTHER_NAME
        times = sum(each.text.count(pattern) for pattern in one.patterns)
        if times:
            damped = times / (times + 0.4 + 0.8 * len(each.text) / self._length)
            level = TEXT * damped
        else:
            level = 0.0
        kin = one.worth_in(names)
        return (True, kin) if kin > level else (False, level)

    def _filled(self, name: str, subject: str, wanted: Words) -> float:
        """How much of a name the words that were typed are, times how much of them it holds or its subject says.

        A word of the subject that was not typed hardly counts, for it goes without saying there.
        """
        shares = [one.worth_in(name) for one in wanted]
        if not any(shares):
            return 0.0
        whole = filled = 0.0
        for word in name.split():
            if word in SMALL_STEMS:
                continue
            worth = wanted.worths.get(word, 0.0)
            rarity = self._rarity(word) * (UNSAID if not worth and f" {word} " in subject else 1.0)
            filled += rarity * worth
            whole += rarity
        if not whole:
            return 0.0
        said = (one.rarity * (share or one.stands_in(subject)) for one, share in zip(wanted, shares, strict=True))
        return filled / whole * sum(said) / wanted.rarity

    @cached_property
    def _holding(self) -> dict[str, list[int]]:
        """The rows of the things that have each word in a name."""
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for at, each in enumerate(self._indexed):
            for word in {word for name in each.names for word in name.split()}:
                holding[word].append(at)
        return dict(holding)

    def _rows(self, pattern: str) -> list[int]:
        """The rows of the things that have a pattern in a name."""
        words = pattern.split() if pattern.startswith(" ") else []
        if len(words) == 1:
            return self._holding.get(words[0], [])
        rows = min((self._holding.get(word, []) for word in words), key=len, default=range(len(self._indexed)))
        return [at for at in rows if any(pattern in name for name in self._indexed[at].names)]

    def _rarity(self, word: str) -> float:
        return math.log(1 + len(self._indexed) / max(1, len(self._holding.get(word, ()))))

    def _wanted(self, word: str, folded: Sequence[str]) -> Wanted | None:
        """What is looked for where this word was typed; None where nothing here is like it."""
        if known := self._known(dict.fromkeys(self._forms(word, folded))):
            return replace(known, kin=self._kin(word))
        if used := self._known(map(_pattern, family(stem(word)))):
            return used
        if near := self._known(dict.fromkeys(self._near(word))):
            return near
        return self._known(pattern for pattern, _ in self._kin(word))

    def _kin(self, word: str) -> tuple[tuple[str, float], ...]:
        """Words of names that this one begins or goes on from, that begin or end alike, or that are used for it."""
        bare = stem(word)
        used = {_pattern(each): USED_FOR for each in family(bare) if each in self._holding}
        if len(bare) >= FUZZY_FROM and bare.isascii():
            for each in self._holding:
                if each != bare and each not in SMALL_STEMS and (worth := kinship(bare, each)):
                    used[_pattern(each)] = worth
        return tuple(used.items())

    def _forms(self, word: str, folded: Sequence[str]) -> Iterator[str]:
        """The word, the same joined with its neighbours, and in two parts."""
        yield _pattern(stem(word))
        for first, second in pairwise(folded):
            joined = first + second
            if word in (first, second) and len(joined) >= FUZZY_FROM and joined not in SMALL:
                yield _pattern(stem(joined))
        for cut in range(2, len(word) - 1):
            parts = word[:cut], word[cut:]
            if not SMALL.issuperset(parts):
                yield f" {' '.join(map(stem, parts))} "

    def _near(self, word: str) -> Iterator[str]:
        """Longer words that it begins, else known words that it is one slip from (two, where it is long)."""
        names = {each for name in self._names for each in name.split()}
        if len(word) >= 3 and (begun := [each for each in names if each.startswith(word)]):
            yield from dict.fromkeys(_pattern(stem(each)) for each in begun)
            return
        if len(word) < FUZZY_FROM:
            return
        from bot.packs.likeness import one_slip

        slips = 1 if len(word) < TWO_SLIPS_FROM else 2
        if len(word) < FREE_FROM:
            names = {each for each in names if each[0] == word[0]}
        if near := one_slip(word, names, slips):
            yield from dict.fromkeys(_pattern(stem(each)) for each in near)
        elif len(stemmed := stem(word)) >= FREE_FROM:
            # What an ending took away is no room for slips: two in `incept` make `intent` of it.
            texts = {each for one in self._indexed for each in one.text.split()}
            yield from map(_pattern, one_slip(stemmed, texts, 1 if len(stemmed) < TWO_SLIPS_FROM else 2))

    def _known(self, patterns: Iterable[str]) -> Wanted | None:
        """Those of the patterns that stand anywhere here, and how rare they are: between that of the names that hold
        them and that of all that does, for what half of the names hold tells little of any."""
        known: list[str] = []
        named = held = 0
        for pattern in patterns:
            names = len(self._rows(pattern))
            if texts := sum(pattern in each.text for each in self._indexed):
                held += texts
            if names or texts:
                named += names
                held += 0 if texts else names
                known.append(pattern)
        if not known:
            return None
        count = len(self._indexed)
        rarity = (math.log(1 + count / (named or held)) + math.log(1 + count / held)) / 2
        return Wanted(tuple(known), rarity)


def _pattern(word: str) -> str:
    """What finds a stem: with its spaces, except in scripts that part no words."""
    return f" {word} " if word.isascii() else word


def _rarities(wanted: Iterable[Wanted]) -> dict[str, float]:
    return {pattern: one.rarity for one in wanted for pattern in one.patterns}


def _best_first(rows: Iterable[tuple[float, int]]) -> list[tuple[float, int]]:
    """The highest scores first; equal ones in shelf order."""
    return sorted(rows, key=lambda row: (-row[0], row[1]))
