"""What is measured, and how to repeat it: `make bench`, or `python -m benchmarks NAME…` for some of it."""

Row = tuple[str, str, str]
"""What was measured, the figure, and what it has to stay under."""
