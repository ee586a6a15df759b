"""The process in which one file is read: its limits first, then the file from stdin, then what came of it to stdout."""

import json
import os
import resource
import sys


def main() -> None:
    """Read `"name"` in the first line and the file's bytes after it; write the values of `Read` as a JSON list."""
    memory, seconds = map(int, sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    os.nice(10)  # answers come before uploads
    from bot.packs.reader import read_bytes

    name = json.loads(sys.stdin.buffer.readline())
    reading = read_bytes(name, sys.stdin.buffer.read())
    pack = reading.pack and reading.pack.model_dump_json(by_alias=True, exclude_defaults=True)
    warnings = [str(warning) for warning in reading.warnings]
    size = sum(len(text.encode()) for text in reading.texts.values())
    warning_count = len(warnings) + reading.more_warnings
    answer = (pack, reading.lines, reading.problem_count, warnings, warning_count, size)
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
