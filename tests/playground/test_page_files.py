"""The files of the page: kept by browsers until one of them changes."""

import re
import shutil
from pathlib import Path

import pytest

from playground import page_files
from tests.playground.conftest import Api


async def fetched(api: Api, path: str) -> tuple[int, str, str, str]:
    """Status, type, what browsers are told about keeping it, and the text."""
    async with api.session.get(api.playground.cdn + path) as answer:
        return answer.status, answer.content_type, answer.headers["Cache-Control"], await answer.text()


async def test_every_file_that_the_page_leads_to_is_there_and_kept_for_a_year(api: Api) -> None:
    status, kind, kept, text = await fetched(api, "/")
    assert (status, kind, kept) == (200, "text/html", "no-cache")
    waiting, seen = {text}, set()
    while waiting:
        for path in set(re.findall(r'"(/page/[^"]*)"', waiting.pop())) - seen:
            status, kind, kept, text = await fetched(api, path)
            assert (status, kind) == (200, page_files.TYPES[Path(path).suffix]), path
            assert kept == "private, max-age=31536000, immutable"
            waiting.add(text)
            seen.add(path)
    inside = {path.name for path in page_files.FOLDER.glob("*.css")} - {"styles.css"}
    led_to = {path.name for path in page_files.FOLDER.iterdir()} - inside - {"index.html"}
    assert {Path(path).name for path in seen} == led_to


async def test_all_styles_come_in_one_file_in_their_order(api: Api) -> None:
    listed = re.findall(r'"/page/([^"]*)"', (page_files.FOLDER / "styles.css").read_text("utf-8"))
    assert sorted([*listed, "styles.css"]) == sorted(path.name for path in page_files.FOLDER.glob("*.css"))
    [styles] = re.findall(r'"(/page/[^"]*\.css)"', (await fetched(api, "/"))[3])
    text = (await fetched(api, styles))[3]
    version = styles.removesuffix("styles.css")
    each = [(page_files.FOLDER / name).read_text("utf-8").replace('"/page/', f'"{version}') for name in listed]
    places = [text.index(style) for style in each]
    assert places == sorted(places)
    assert "@import" not in text


async def test_whoever_changes_a_file_sees_it_with_the_next_visit(
    api: Api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_files, "FOLDER", shutil.copytree(page_files.FOLDER, tmp_path / "page"))
    [before] = re.findall(r"/page/[^/]*/main.js", (await fetched(api, "/"))[3])
    (tmp_path / "page" / "main.js").write_text("// changed")
    [after] = re.findall(r"/page/[^/]*/main.js", (await fetched(api, "/"))[3])
    assert after != before
    assert (await fetched(api, after))[2:] == ("private, max-age=31536000, immutable", "// changed")
    assert (await fetched(api, before))[2:] == ("no-cache", "// changed"), "a page that is open already goes on"
    assert (await fetched(api, after.replace("main", "missing")))[0] == 404
