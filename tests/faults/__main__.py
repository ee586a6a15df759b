"""Write the table of faults anew without running a test (`python -m tests.faults`); `--check` only compares."""

import sys

from tests.faults.table import TABLE, starts, table

before = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
after = table({}, before)
if "--check" not in sys.argv:
    TABLE.write_text(after, encoding="utf-8")
elif starts(after) != starts(before):
    sys.exit("docs/faults.md is not current: run `make faults`, or `python -m tests.faults` to change the names alone.")
