"""A page shows every text as text: whatever stands in one, the page has the tags that its template gives it."""

import re
from pathlib import Path

from hypothesis import given, settings

from bot.chat.paper import Asked, Cited, Sheet, Text, Voice, Voices
from bot.handouts import page as pages
from bot.handouts.page import page, said
from tests.budgets import budget
from tests.handouts.sheets import HOSTILE, SHEETS, Page, squeezed, texts_in

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "section", "footer", "h1", "h2", "h3", "p"),
    *("b", "bdi", "br", "span", "sup", "a", "ul", "ol", "li", "dl", "div", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "href", "scope", "style", "aria-hidden"}
VALUES = {
    "class": re.compile(r"[a-z ]+"),
    "style": re.compile(r"width: \d{1,3}%"),
    "href": re.compile(r"https?://.*", re.IGNORECASE | re.DOTALL),
    "scope": re.compile("row|col"),
    "aria-hidden": re.compile("true"),
}


@settings(max_examples=budget(60, 600), deadline=None)
@given(SHEETS)
def test_i12_i27_what_is_hostile_to_html_comes_out_as_text_and_adds_no_tag_and_no_attribute(sheet: Sheet) -> None:
    read = Page(page(sheet, {1: "<b>Ada</b>", 2: '"><script>'}))
    assert {tag for tag, _ in read.tags} <= TAGS
    assert read.comments == []
    for _, attributes in read.tags:
        assert attributes.keys() <= ATTRIBUTES
        assert all(VALUES[name].fullmatch(value or "") for name, value in attributes.items() if name in VALUES)
    for text in texts_in(sheet):
        assert squeezed(said(text)) in read.text


def test_i12_a_page_asks_for_nothing_and_runs_nothing() -> None:
    sheet = Sheet(name="x", title=HOSTILE[0], kind="Handout", about=tuple(Text(each) for each in HOSTILE))
    html = page(sheet).decode()
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": policy}) in Page(html.encode()).tags
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b|url\(|@import", html)


def test_no_template_says_that_a_text_is_safe() -> None:
    for template in Path(pages.TEMPLATES).iterdir():
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*(safe|urlize|xmlattr|tojson)|autoescape|Markup", text), template


def test_marks_of_discord_are_told_in_words_and_signs_that_nobody_sees_are_left_out() -> None:
    voices = Voices((Voice("ask <@1> at <t:0> with <:bee:12>\x00\x1b\ud800", by=1),))
    html = page(Sheet(name="x", title="T", kind="Report", about=(voices,)), {1: "Ada"}).decode()
    assert "ask @member at 1970-01-01 00:00 UTC with :bee:</bdi>" in html
    assert "<b><bdi>Ada</bdi></b>" in html


def test_what_is_cited_is_numbered_as_the_sources_are_and_no_address_but_of_the_web_is_a_link() -> None:
    sheet = Sheet(
        name="x",
        title="T",
        kind="Handout",
        about=(Asked(1, "Who says so?", cites=("b", "gone")),),
        sources={"a": Cited("First", "javascript:alert(1)"), "b": Cited("Second", "https://www.b.example/deep/x?y=1")},
    )
    html = page(sheet).decode()
    assert html.count("<sup>2</sup>") == 1
    assert html.count("<sup>") == 1
    assert '<a href="https://www.b.example/deep/x?y=1"><bdi>b.example</bdi></a>' in html
    assert "javascript" not in html
