"""What differs between two versions of a pack: whole entries, and inside of those that changed each text.

Texts have no names in a pack, and one that is put in between would move all that follow. So of an entry's texts those
that only one version has are compared, under each key the first with the first, the second with the second.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import takewhile, zip_longest

from bot.chat.text import brief
from bot.packs.format.model import Entry, Pack
from bot.packs.format.parts import said_in

CONTEXT = 30
"""Characters that stand before the first that differs, where the beginning of a long text is left out."""


@dataclass(frozen=True)
class Change:
    """A text of an entry that one version has and the other has not; None where it has none in its place."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Changed:
    """An entry that both versions have, as it is now."""

    entry: Entry
    changes: tuple[Change, ...]
    """None where the same texts only stand in another order."""


@dataclass(frozen=True)
class Difference:
    """What a new version adds, changes and removes."""

    added: tuple[Entry, ...]
    changed: tuple[Changed, ...]
    removed: tuple[Entry, ...]
    sources: int
    """How many sources are new, different or gone."""
    about: tuple[str, ...]
    """Keys of the pack itself that differ, such as `title`."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.sources or self.about)


def difference(before: Pack | None, after: Pack) -> Difference:
    """What differs between two versions of a pack; without an earlier one, everything is new."""
    old = {entry.id: entry for entry in before.entries()} if before else {}
    new = {entry.id: entry for entry in after.entries()}
    sources = before.sources if before else {}
    keys = {*sources, *after.sources}
    about = ("title", "summary", "language", "licence", "authors", "checked", "frameworks") if before else ()
    both = ((old[entry.id], entry) for entry in new.values() if entry.id in old)
    return Difference(
        added=tuple(entry for entry in new.values() if entry.id not in old),
        changed=tuple(Changed(now, _changes(was, now)) for was, now in both if was != now),
        removed=tuple(entry for entry in old.values() if entry.id not in new),
        sources=sum(sources.get(key) != after.sources.get(key) for key in keys),
        about=tuple(key for key in about if getattr(before, key) != getattr(after, key)),
    )


def change_text(change: Change, most: int) -> str:
    """Old and new text of a change on one line, safe to show: where they differ, `most` characters of each."""
    old, new = _where_they_differ(change.old or "", change.new or "")
    if change.old is None:
        return f"now “{brief(new, most)}”"
    if change.new is None:
        return f"was “{brief(old, most)}”, now nothing"
    return f"was “{brief(old, most)}”, now “{brief(new, most)}”"


def _changes(was: Entry, now: Entry) -> tuple[Change, ...]:
    old, new = ([(key, " ".join(str(value).split())) for key, value in said_in(entry)] for entry in (was, now))
    gone, come = _beyond(old, Counter(new)), _beyond(new, Counter(old))
    pairs = (
        Change(key, before, after)
        for key in dict.fromkeys(key for key, _ in (*come, *gone))
        for before, after in zip_longest(_under(gone, key), _under(come, key))
    )
    return tuple(pairs)


def _beyond(texts: list[tuple[str, str]], others: Counter[tuple[str, str]]) -> list[tuple[str, str]]:
    """The texts that stand here more often than there."""
    left, found = others.copy(), list[tuple[str, str]]()
    for each in texts:
        if left[each]:
            left[each] -= 1
        else:
            found.append(each)
    return found


def _under(texts: list[tuple[str, str]], key: str) -> list[str]:
    return [text for at, text in texts if at == key]


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Both without what they begin with alike, from a word some characters before it."""
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = old.find(" ", max(0, alike - CONTEXT), alike) + 1 if alike > CONTEXT else 0
    return (f"… {old[start:]}", f"… {new[start:]}") if start else (old, new)
