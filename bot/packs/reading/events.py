"""From the events of YAML to trees that know their places, behind the guard that stands before everything else.

The guard: limits on events, depth and length, no anchors, tags or second documents. Values are built from the parser's
events, never by a loader, so nothing is resolved (`yes` and `12:30` stay words). Nothing else that reads knows YAML.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from typing import Any
from unicodedata import is_normalized, normalize

import yaml

from bot.packs.format import problems
from bot.packs.format.fields import MAX_TEXT
from bot.packs.format.problems import Findings, KeyPath, Mark, Place, quoted
from bot.packs.reading.slips import CUT, CUT_QUOTED, cut_at, opening, strange, strange_spaces
from bot.packs.reading.syntax import advice
from bot.packs.reading.tree import Block, Items

MAX_EVENTS = 400_000
MAX_DEPTH = 20

LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""Used for its events only. The one in Python gives the same, more slowly."""

_BLOCKS = ("|", ">")
"""Styles of texts that a number sign cannot cut."""
_NOTHING = ("", "~", "null", "Null", "NULL")


class _Refused(Exception):
    """Why the rest of a file is not looked at."""

    def __init__(self, event: yaml.Event, message: str) -> None:
        super().__init__(message)
        self.mark = event.start_mark


class Guard:
    """Lets the events of the files of one pack through to be built, as long as they are few enough."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._left = MAX_EVENTS

    def tree(self, file: str, text: str) -> Block | None:
        """What a file holds; or None, with the reason among the findings."""
        self._findings.files.append(file)
        builder = _Builder(len(self._findings.files) - 1, text, self._findings)
        loader = LOADER(text)
        try:
            self._left -= builder.build(loader.get_event, self._left)
        except _Refused as refused:
            self._error(file, refused.mark, str(refused))
        except yaml.MarkedYAMLError as error:
            if not builder.explain(error):
                self._error(file, error.problem_mark or error.context_mark, _advice(error))
        except yaml.YAMLError as error:
            self._error(file, None, f"is not YAML: {problems.shown(str(error))}")
        else:
            if builder.misread():
                return None
            if isinstance(builder.root, Block):
                return builder.root
            found = "nothing" if builder.root is None else "something else"
            self._error(file, None, f"a pack file holds keys with values, such as `format: 1`; found {found}")
        finally:
            loader.dispose()
        return None

    def _error(self, file: str, mark: yaml.Mark | None, message: str) -> None:
        self._findings.error(Place(file, mark.line + 1, mark.column + 1) if mark else Place(file), (), message)


class _Builder:
    """Puts the events of one file together; every fault that leaves the rest readable goes to the findings."""

    def __init__(self, file: int, text: str, findings: Findings) -> None:
        self.root: object = None
        self._first = problems.mark(file, 1, 1)
        self._text = text
        self._findings = findings
        self._strange = list(strange_spaces(text))
        self._own: list[tuple[int, int]] = []
        """Where texts in quotation marks or of several lines stand, whose spaces are their own."""
        self._cut = False
        """Whether the text that came last was cut by a number sign."""
        self._closed: tuple[int, yaml.Mark, str] | None = None
        """What ended last in brackets, if nothing came after it: its place, its end, its bracket."""
        self._misread = False
        """Whether something came that means nothing like what its author meant."""
        self._node: Block | Items | None = None
        self._key: tuple[str, Mark] | None = None
        """In a mapping: the key that waits for its value."""
        self._around: list[Block | Items | None] = []
        self._above: list[str | int] = []
        """The way to the open mapping or list."""
        self._documents = 0

    def build(self, next_event: Callable[[], yaml.Event | None], most: int) -> int:
        """Take all events and return how many; raises _Refused for one that no pack may hold, or one too many."""
        take: dict[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        count = 0
        while (event := next_event()) is not None:
            count += 1
            if count > most:
                raise _Refused(event, f"the pack has more than {MAX_EVENTS:,} pieces; split it")
            if step := take.get(type(event)):
                self._closed = None
                step(event)
        return count

    def misread(self) -> bool:
        """Whether a sound file means something else than its author meant; why goes to the findings."""
        return self._tell_spaces(len(self._text)) or self._misread

    def explain(self, error: yaml.MarkedYAMLError) -> bool:
        """Whether the parser's complaint comes from a slip that can be named better; that goes to the findings."""
        problem, context = error.problem_mark, error.context_mark
        lines = {mark.line - back for mark in (problem, context) if mark for back in (0, 1)}
        if self._tell_spaces(_end_of_line(self._text, problem.index) if problem else len(self._text), lines):
            return True
        if self._cut or self._misread:
            return True  # what follows comes from that
        if context and error.context == "while scanning a block scalar":
            return self._tell(context, opening(self._text[context.index]))
        if problem and "mapping keys are not allowed" in (error.problem or ""):
            return self._tell(problem, opening("?"))
        if problem and self._closed and self._closed[1].line == problem.line and "block" in (error.context or ""):
            self._findings.error(self._closed[0], self._path(), opening(self._closed[2]))
            return True
        if problem and context and "flow" in (error.context or "") and context.line != problem.line:
            bracket = self._text[context.index : context.index + 1]
            return self._tell(context, f"{_advice(error)}; {opening(bracket)}") if bracket in ("[", "{") else False
        return False

    def _tell(self, mark: yaml.Mark, message: str) -> bool:
        self._findings.error(self._at(mark), self._path(), message)
        return True

    def _tell_spaces(self, until: int, suspected: Collection[int] = ()) -> bool:
        """Tell of characters that only look like spaces, up to a place; on suspected lines (from 0) of every one."""
        told = False
        starts = [start for start, _ in self._own]
        breaks = [found.end() for found in re.finditer(r"\r\n|\r|\n", self._text[:until])] if self._strange else []
        for at, sure in self._strange:
            around = bisect_right(starts, at) - 1
            line = bisect_right(breaks, at)
            if at >= until or (around >= 0 and at < self._own[around][1]) or not (sure or line in suspected):
                continue
            told = True
            if self._findings.full:
                self._findings.count(1)
            else:
                place = self._first + (line << 24) + at - (breaks[line - 1] if line else 0)
                self._findings.error(place, (), strange(self._text[at]))
        return told

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        _refuse_marks(event)
        at = self._at(event.start_mark)
        value: str | None = event.value
        if event.style and self._strange:
            self._own.append((event.start_mark.index, event.end_mark.index))
        self._cut = event.style not in _BLOCKS and self._tell_cut(event.end_mark, CUT_QUOTED if event.style else CUT)
        if not event.value.isascii() and not is_normalized("NFC", event.value):
            value = normalize("NFC", event.value)
        if self._key is None and type(self._node) is Block:
            self._begin_key(value or "", at)
            return
        if not event.style and not event.value and isinstance(self._node, Block) and self._node.flow:
            self._findings.error(self._node.start, self._path(), f"{opening('{')}; a key in {{ }} needs a value")
            self._misread = True
            value = None
        elif (self._cut or self._misread) and not event.value:
            value = None
        elif not event.style and event.value in _NOTHING:
            self._findings.error(at, self._path(), f"{self._waiting()} has no value; write one or take it out")
            value = None
        elif len(event.value) > MAX_TEXT:
            size = f"{len(event.value):,} characters long and {MAX_TEXT:,} fit"
            self._findings.error(at, self._path(), f"{self._waiting()} is {size}; shorten it")
            value = None
        self._put(value, at)

    def _tell_cut(self, end: yaml.Mark, message: str) -> bool:
        if (at := cut_at(self._text, end.index)) is None:
            return False
        self._findings.error(self._at(end) + at - end.index, self._path(), message)
        return True

    def _begin_key(self, key: str, at: Mark) -> None:
        self._key = key, at
        if key == "<<":
            self._findings.error(at, self._path(), "merge keys (`<<`) are not part of the format; write the keys out")
        elif isinstance(self._node, Block) and (first := self._node.keys_at.get(key)):
            line = self._findings.place(first).line
            message = f"the key {quoted(key)} stands already in line {line}; keep one of them"
            self._findings.error(at, self._path(), message)

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        _refuse_marks(event)
        if len(self._around) >= MAX_DEPTH:
            raise _Refused(event, f"is nested more than {MAX_DEPTH} levels deep")
        if self._key is None and isinstance(self._node, Block):
            raise _Refused(event, "a key has to be a word; a text that begins with [ or { needs quotation marks")
        at, flow = self._at(event.start_mark), bool(event.flow_style)
        if self._text.startswith("?", event.start_mark.index):
            self._findings.error(at, self._path(), opening("?"))
            self._misread = True
        node = Block(at, flow=flow) if isinstance(event, yaml.MappingStartEvent) else Items(at, flow=flow)
        if self._node is not None:
            self._above.append(self._step())
        self._around.append(self._node)
        self._put(node, at)
        self._node = node

    def _end(self, event: yaml.CollectionEndEvent) -> None:
        ended, self._node = self._node, self._around.pop()
        if isinstance(ended, Block | Items) and ended.flow:
            self._closed = ended.start, event.end_mark, "{" if isinstance(ended, Block) else "["
        if self._node is not None:
            self._above.pop()

    def _put(self, value: object, at: Mark) -> None:
        node = self._node
        if isinstance(node, Items):
            node.append(value)
            node.values_at.append(at)
        elif node is None:
            self.root = value
        elif self._key:
            key, key_at = self._key
            if key not in node and key != "<<":
                node.put(key, key_at, value, at)
            self._key = None

    def _alias(self, event: yaml.AliasEvent) -> None:
        raise _Refused(event, "aliases (`*name`) are not part of the format; a text that begins with * needs quotes")

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _Refused(event, "a file holds one document; take this `---` out or use a second file")

    def _step(self) -> str | int:
        """The last step to what comes next: the key that waits for it, or its position."""
        return self._key[0] if self._key else len(self._node or ())

    def _path(self) -> KeyPath:
        return (*self._above, self._step())

    def _waiting(self) -> str:
        """What a value stands under, for a message."""
        return quoted(self._key[0]) if self._key else "this item"

    def _at(self, mark: yaml.Mark) -> Mark:
        return self._first + (mark.line << 24) + mark.column


def _advice(error: yaml.MarkedYAMLError) -> str:
    """What is probably wrong, with the line where the broken piece began."""
    began = error.context_mark if error.context else None
    since = f" (it began in line {began.line + 1})" if began else ""
    return f"not valid YAML: {advice(error.problem or '', error.context or '')}{since}"


def _end_of_line(text: str, index: int) -> int:
    end = text.find("\n", index)
    return len(text) if end < 0 else end


def _refuse_marks(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
    if event.anchor is not None:
        raise _Refused(event, "anchors (`&name`) are not part of the format; a text that begins with & needs quotes")
    if event.tag is not None:
        raise _Refused(event, "tags (`!name`) are not part of the format; a text that begins with ! needs quotes")
