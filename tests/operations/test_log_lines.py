"""Whatever a name holds, an event stays one line of the log."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

NASTY = 'a\nb\r\x1b[31m\x00\x85\u2028{"level": "error"}'
PROGRAM = f"""
import logging, structlog
from bot.operations.logs import set_up_logs
set_up_logs("INFO", {{form!r}})
structlog.get_logger("bot").warning("pack left out", pack={NASTY!r})
logging.getLogger("library").warning("from elsewhere: %s", {NASTY!r})
"""


@pytest.mark.parametrize("form", ["json", "text"])
def test_i13_a_name_can_neither_break_nor_forge_a_line_of_the_log(form: str) -> None:
    program = PROGRAM.replace("{form!r}", repr(form))
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, check=True)
    lines = done.stderr.decode().removesuffix("\n").split("\n")
    assert len(lines) == 2
    assert all(line.isprintable() for line in lines)
    if form == "json":
        assert [json.loads(line)["level"] for line in lines] == ["warning", "warning"]
