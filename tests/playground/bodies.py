"""Parts of bodies that the checks are tried on."""

from typing import Any

from playground.checks.body import Problem


def text(content: str = "x") -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(**changes: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def row(*components: Any) -> dict[str, Any]:
    return {"type": 1, "components": list(components)}


def select(**changes: Any) -> dict[str, Any]:
    options = [{"label": "One", "value": "1"}, {"label": "Two", "value": "2"}]
    return {"type": 3, "custom_id": "pick", "options": options} | changes


def found(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(".".join(str(step) for step in problem.path), problem.code) for problem in problems]
