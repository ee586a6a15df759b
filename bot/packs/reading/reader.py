"""From the files of a pack to a Pack, or to everything that is wrong with it: texts, trees, values, rules, in turn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from bot.packs.format.characters import decoded, legible
from bot.packs.format.model import Pack
from bot.packs.format.problems import Findings, Place, Problem
from bot.packs.reading.events import Guard
from bot.packs.reading.explain import TOO_MANY, validate
from bot.packs.reading.files import gather, gather_parts, is_yaml, unpack
from bot.packs.reading.lint import check_wording
from bot.packs.reading.references import check_ids
from bot.packs.reading.review import review
from bot.packs.reading.tree import Block, merge
from bot.packs.reading.whole import PART, headed, is_part, seeming_keys

MOST_IN_PART = 20
"""Problems that are listed of a file which is no pack by itself."""


@dataclass(frozen=True)
class Reading:
    """What came of reading a pack: the pack or problems, warnings in either case, and the text of each file by name."""

    pack: Pack | None
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    texts: Mapping[str, str]
    more_problems: int = 0
    more_warnings: int = 0

    @property
    def problem_count(self) -> int:
        """How many problems there are, those beyond the list included."""
        return len(self.problems) + self.more_problems

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The problems one a line, `… and N more` last where there are more than are listed."""
        more = [f"… and {self.more_problems:,} more"] if self.more_problems else []
        return (*map(str, self.problems), *more)


def read_pack(path: Path, *, strict: bool = False, progress: Callable[[float], object] = float) -> Reading:
    """Read the pack at a path: a file, a folder or a zip. Never raises: what cannot be read is a problem.

    `strict` adds the rules for packs that ship; `progress` is told from time to time which share is done, 0 to 1.
    """
    findings = Findings()
    alone = is_yaml(path.name) and not path.is_dir()
    return _read(gather(path, findings), findings, strict=strict, progress=progress, alone=alone)


def read_parts(
    paths: Sequence[Path], *, all_of_it: bool, strict: bool = False, progress: Callable[[float], object] = float
) -> Reading:
    """Read files of one folder together as one pack; `all_of_it`: whether they are all that the folder holds."""
    findings = Findings()
    alone = True if all_of_it else "some"
    return _read(gather_parts(paths, findings), findings, strict=strict, progress=progress, alone=alone)


def read_bytes(name: str, data: bytes, *, strict: bool = False) -> Reading:
    """Read a pack from the bytes of a file called `name`, which tells whether it is YAML or a zip."""
    findings = Findings()
    return _read(unpack(name, data, findings), findings, strict=strict, alone=is_yaml(name))


def read_texts(texts: Mapping[str, str]) -> Reading:
    """Read a pack anew from the `texts` of an earlier reading."""
    return _read({name: text.encode() for name, text in texts.items()}, Findings())


def _read(
    files: Mapping[str, bytes],
    findings: Findings,
    *,
    strict: bool = False,
    progress: Callable[[float], object] = float,
    alone: bool | Literal["some"] = False,
) -> Reading:
    """`alone`: files that were given by themselves, so that they may be some of a pack, or surely are."""
    texts = {name: text for name, data in files.items() if (text := decoded(name, data, findings)) is not None}
    clean = {name: text for name, text in texts.items() if legible(name, text, findings)}
    whole = bool(clean) and not findings.listed("error")
    guard = Guard(findings)
    trees: list[Block] = []
    for done, (name, text) in enumerate(clean.items()):
        progress(done / len(clean) / 2)
        if (tree := guard.tree(name, text)) is not None:
            trees.append(tree)
    pack = None
    complete = whole and len(trees) == len(texts)
    keys = {key for tree in trees for key in tree} if complete else seeming_keys(texts.values())
    if alone == "some" or (alone and is_part(keys)):
        return _read_part(merge(trees, findings) if complete else None, texts, findings)
    if complete:
        tree = merge(trees, findings)
        progress(0.5)
        pack, parts = validate(tree, findings)
        progress(0.6)
        if findings.more("error") < TOO_MANY:
            review(tree, parts, texts, findings, strict=strict)
    errors, warnings = findings.listed("error"), findings.listed("warning")
    more = findings.more("error"), findings.more("warning")
    return Reading(None if errors else pack, errors, warnings, texts, *more)


def _read_part(tree: Block | None, texts: Mapping[str, str], findings: Findings) -> Reading:
    """What is wrong in some files of a pack by themselves; what they name may stand in the others."""
    findings.error(Place(next(iter(texts))), (), PART)
    if tree:
        validate(headed(tree), findings)
        check_ids(tree, findings)
        check_wording(tree, texts, findings)
    errors, warnings = findings.listed("error"), findings.listed("warning")
    more = len(errors[MOST_IN_PART:]) + findings.more("error")
    return Reading(None, errors[:MOST_IN_PART], warnings[:MOST_IN_PART], texts, more, len(warnings[MOST_IN_PART:]))
