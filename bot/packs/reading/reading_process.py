"""The process in which packs are read: for a stranger's file its limits first, then what came of it to stdout."""

import json
import os
import sys
from pathlib import Path

import msgspec


def main() -> None:
    """Write a JSON list of `Read`s to stdout.

    `file MEMORY SECONDS`: of one file, whose `"name"` is in the first line of stdin and its bytes after it.
    `paths PATH …`: of the packs there.
    """
    what, *arguments = sys.argv[1:]
    if what == "file":
        _limit(*map(int, arguments))
    from bot.packs.reading.reader import Reading, read_bytes, read_pack
    from bot.packs.reading.sandbox import Read, to_json

    def read(reading: Reading) -> Read:
        warnings = tuple(str(warning) for warning in reading.warnings)
        return Read(
            pack=to_json(reading.pack) if reading.pack else None,
            problems=reading.lines,
            problem_count=reading.problem_count,
            warnings=warnings,
            warning_count=len(warnings) + reading.more_warnings,
            size=sum(len(text.encode()) for text in reading.texts.values()),
        )

    if what == "file":
        name = json.loads(sys.stdin.buffer.readline())
        reads = [read(read_bytes(name, sys.stdin.buffer.read()))]
    else:
        reads = [read(read_pack(Path(path))) for path in arguments]
    sys.stdout.buffer.write(msgspec.json.encode(reads))


def _limit(memory: int, seconds: int) -> None:
    import resource  # not everywhere; what ships is read without

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(10)  # answers come before uploads


if __name__ == "__main__":
    main()
