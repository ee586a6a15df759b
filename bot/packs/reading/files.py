"""The files of a pack: one YAML file, a folder or a zip; nothing is ever unpacked to disk."""

import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bot.packs.format.problems import Findings, Place, quoted, shown

MAX_UPLOAD = 1024 * 1024
"""Bytes of an upload."""
MAX_BYTES = 5 * 1024 * 1024
"""Bytes of a pack, inflated."""
MAX_FILES = 200

_YAML = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}\.ya?ml")
_PASSED_OVER = re.compile(
    r"\.(?!\.).*|__macosx|thumbs\.db|desktop\.ini|(readme|licen[cs]e|copying|notice|authors|changelog|coverage)(\..*)?|.*\.(md|txt)",
    re.IGNORECASE,
)
_TOO_LARGE = f"the pack is larger than {MAX_BYTES // 1024 // 1024} MiB; split it into several packs"
_NO_FILE = "is a pipe, a socket or a device, not a file; give the file itself"
_NOWHERE = "is a link that leads nowhere; put the file itself there"
_ENCRYPTED = 0x1


class _Stop(Exception):
    """Why no further file of a pack is looked at."""


class _Files(dict[str, bytes]):
    """The files of a pack by name, as many and as large as they may be together."""

    _left = MAX_BYTES

    def take(self, name: str, read: Callable[[int], bytes]) -> None:
        """Add a file, of which `read` gives so many bytes at most; raises _Stop where it no longer fits."""
        if len(self) >= MAX_FILES:
            raise _Stop(f"the pack has more than {MAX_FILES} files; join some of them")
        self[name] = data = read(self._left + 1)
        if len(data) > self._left:
            raise _Stop(_TOO_LARGE)
        self._left -= len(data)


@contextmanager
def _telling(path: Path, findings: Findings) -> Iterator[None]:
    """Add to the findings why what is at a path is not taken."""
    at = Place(shown(str(path), 200))
    try:
        yield
    except _Stop as stop:
        findings.error(at, (), str(stop))
    except OSError as error:
        findings.error(at, (), f"cannot be read: {error.strerror or error}")


def gather(path: Path, findings: Findings) -> dict[str, bytes]:
    """The files of the pack at a path, by the name under which their problems are told; faults go to the findings."""
    with _telling(path, findings):
        if path.is_dir():
            return _folder(path, findings)
        return unpack(str(path), _content(path, MAX_BYTES + 1), findings)
    return {}


def gather_parts(paths: Sequence[Path], findings: Findings) -> dict[str, bytes]:
    """The files at these paths, as those of one pack; faults go to the findings."""
    found = _Files()
    for path in paths:
        with _telling(path, findings):
            found.take(shown(str(path), 200), partial(_content, path))
    return found


def unpack(name: str, data: bytes, findings: Findings) -> dict[str, bytes]:
    """The files in the bytes of a file with this name: itself, or those of the zip that it is."""
    at = Place(shown(name, 200))
    if len(data) > MAX_BYTES:
        findings.error(at, (), _TOO_LARGE)
    elif is_yaml(name):
        return {at.file: data}
    elif not name.lower().endswith(".zip"):
        findings.error(at, (), "a pack is a .yaml file, a folder of them or a .zip; give it one of these endings")
    else:
        try:
            return _zip(at.file, data, findings)
        except _Stop as stop:
            findings.error(at, (), str(stop))
        except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OverflowError, RuntimeError, ValueError):
            findings.error(at, (), "is not a zip that can be read, or is damaged; make it again from the folder")
    return {}


def pack_paths(path: Path) -> tuple[Path, ...]:
    """The packs at a path, by name: itself, or those in it when it is a folder that holds folders or zips of YAML.

    A folder with a pack.yaml is one pack. Raises OSError when a folder cannot be listed.
    """
    if not path.is_dir() or (path / "pack.yaml").is_file():
        return (path,)
    inside = sorted(child for child in path.iterdir() if not _PASSED_OVER.fullmatch(child.name))
    packs = [child for child in inside if _is_yaml(child) or child.suffix == ".zip" or _holds_yaml(child)]
    return tuple(packs) if any(not _is_yaml(child) for child in packs) else (path,)


def is_yaml(name: str) -> bool:
    """Whether a file with this name is taken for YAML."""
    return name.lower().endswith((".yaml", ".yml"))


def _is_yaml(path: Path) -> bool:
    return is_yaml(path.name) and not path.is_dir()


def _content(path: Path, most: int) -> bytes:
    """The bytes of a file, so many at most; raises _Stop for what is no file, without waiting for it."""
    if not path.is_file() and path.exists():
        raise _Stop(_NO_FILE)
    # What takes its place meanwhile is not waited for either.
    with os.fdopen(
        os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb"
    ) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise _Stop(_NO_FILE)
        return file.read(most)


def _holds_yaml(path: Path) -> bool:
    return path.is_dir() and any(map(_is_yaml, path.iterdir()))


def _folder(path: Path, findings: Findings) -> dict[str, bytes]:
    found = _Files()
    for child in sorted(path.iterdir()):
        name = f"{child.name}/" if child.is_dir() else child.name
        if _PASSED_OVER.fullmatch(child.name) or not _admitted(str(child), name, findings):
            continue
        if not child.is_file():
            findings.error(Place(shown(str(child), 200)), (), _NO_FILE if child.exists() else _NOWHERE)
            continue
        found.take(str(child), partial(_content, child))
    _some(found, findings, str(path))
    return found


def _zip(name: str, data: bytes, findings: Findings) -> dict[str, bytes]:
    found = _Files()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [info for info in archive.infolist() if not _skipped(info)]
        if members and (not data.startswith(b"PK\x03\x04") or min(i.header_offset for i in archive.infolist())):
            raise _Stop("begins with something that is not a zip; make it again from the folder")
        top = _top(members)
        told: set[str] = set()
        for info in filter(_visible, archive.infolist()):
            member = _name(info).removeprefix(top)
            folder, inside, _ = member.partition("/")
            if not inside and _skipped(info):
                continue
            if inside and not is_yaml(member) and folder not in ("", ".", ".."):
                if folder in told:
                    continue
                told.add(folder)
                member = f"{folder}/"
            shown_as = f"{name}/{shown(member, 100)}"
            if not _admitted(shown_as, member, findings) or not _plain(shown_as, info, findings):
                continue
            if shown_as in found:
                findings.error(Place(shown_as), (), "is in the zip twice; keep one")
                continue
            with archive.open(info) as file:
                found.take(shown_as, file.read)
    _some(found, findings, name)
    return dict(sorted(found.items()))


def _skipped(info: zipfile.ZipInfo) -> bool:
    return not _visible(info) or bool(_PASSED_OVER.fullmatch(_name(info).split("/")[-1]))


def _visible(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file, and in no folder that is passed over."""
    *folders, file = _name(info).split("/")
    return bool(file) and not any(_PASSED_OVER.fullmatch(step) for step in folders if step not in (".", ".."))


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member; some programs for Windows part it with backslashes."""
    return info.orig_filename.replace("\\", "/")


def _top(members: list[zipfile.ZipInfo]) -> str:
    """The one folder that everything lies in, with its slash, or nothing."""
    tops = {_name(info).partition("/")[:2] for info in members}
    top, slash = tops.pop() if len(tops) == 1 else ("", "")
    return f"{top}/" if slash and top not in ("", "..") and ":" not in top else ""


def _admitted(shown_as: str, name: str, findings: Findings) -> bool:
    if _YAML.fullmatch(name):
        return True
    where = "directly in the folder of the pack" if "/" in name else "with small letters, digits, - and _"
    todo = f"name it like `films.yaml`, {where}" if is_yaml(name) else "leave it out"
    findings.error(Place(shown(shown_as, 200)), (), f"{quoted(name)} is no file of a pack; {todo}")
    return False


def _plain(shown_as: str, info: zipfile.ZipInfo, findings: Findings) -> bool:
    """Whether a member is an ordinary file that can be read without risk."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        findings.error(Place(shown_as), (), "is a link or a device, not a file; put the file itself into the zip")
    elif info.flag_bits & _ENCRYPTED:
        findings.error(Place(shown_as), (), "is encrypted; make the zip without a password")
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        findings.error(Place(shown_as), (), "is packed in an unusual way; make an ordinary zip")
    else:
        return True
    return False


def _some(found: dict[str, bytes], findings: Findings, name: str) -> None:
    if not found and not findings.listed("error"):
        findings.error(Place(shown(name, 200)), (), "holds no YAML file; put a file such as pack.yaml into it")
