"""Web addresses in texts come out whole and lead where they lead, on cards, on the page and in files."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.chat.addresses import addresses
from bot.chat.text import commonmark, plain, quote
from tests.playground.test_markup import MARKUP

ADDRESSES = [
    "https://en.wikipedia.org/wiki/Her_(2013_film)", "https://a.example/~user/x_y_z", "https://a.example/a*b*c",
    "https://a.example/x[1]?a[]=2", "http://a.example", "https://a.example:8080/?q=*_~&r=(x)#t_1", "https://a.example/a_",
    "https://a.example/页/é", "https://user.example/@name/1", "https://a.example/~~x~~y",
]  # fmt: skip
FRAMES = [
    "{}",
    "see {} now",
    "({})",
    "“{}”",
    "{}.",
    "Is it {}?",
    "*{}*",
    "**{}**",
    "||{}||",
    "[it]({})",
    "<{}>",
    "见{}。",
    "`{}`",
    "_{}_",
    "{}, {}",
]
PARTS = st.sampled_from(
    [*ADDRESSES, *"*_~|`[]()<>#&\\!^$ \n", "\n\n", "**", "~~", "||", "- ", "1. ", "1) ", "> ",
        "---", "===", "://", "&amp;", "<b>", "a", "蜂", "”"]
)  # fmt: skip
README = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def framed(frame: str, address: str) -> str:
    return frame.replace("{}", address)


def links(html: str) -> list[str]:
    return [unescape(shown) for shown in re.findall(r"<a [^>]*>(.*?)</a>", html)]


def read(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html.replace("<br />", " ").replace("<br>", " ")))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("frame", FRAMES)
def test_i27_an_address_is_found_whole_in_any_sentence(address: str, frame: str) -> None:
    if frame == "_{}_" and address.endswith("_"):
        return
    text = framed(frame, address)
    assert {text[start:end] for start, end in addresses(text)} == {address}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("frame", FRAMES)
def test_i27_it_is_whole_and_clickable_on_a_card_and_in_a_file(address: str, frame: str) -> None:
    if frame == "_{}_" and address.endswith("_"):
        return
    text = framed(frame, address)
    for html in (MARKUP.html(plain(text)), README.render(commonmark(text))):
        assert set(links(html)) == {address}
        assert bare(read(html)) == bare(text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_i27_bold_text_and_quotation_marks_around_an_address_do_not_break_it(address: str) -> None:
    assert links(MARKUP.html(f"**{plain(address)}**")) == [address]
    assert links(MARKUP.html(quote(f"see {address}"))) == [address]


def test_i27_asterisks_that_would_end_bold_text_are_written_in_percent() -> None:
    assert plain("https://a.example/a**b") == "https://a.example/a%2A%2Ab"


@given(st.lists(PARTS, max_size=9).map("".join))
def test_i27_a_text_is_read_letter_for_letter_in_a_markdown_file(text: str) -> None:
    html = README.render(commonmark(text))
    assert bare(read(html)) == bare(text)
    assert not re.search(r"<(?!/?(p|br|a)\b)", html)


@given(st.lists(PARTS, max_size=9).map("".join))
def test_i27_a_text_is_read_letter_for_letter_on_a_card(text: str) -> None:
    assert bare(MARKUP.text(plain(text))).replace("%2A", "*") == bare(text)


def test_i27_lines_stay_lines_in_a_markdown_file() -> None:
    assert README.render(commonmark("one\ntwo\n\nthree")) == "<p>one<br />\ntwo</p>\n<p>three</p>\n"
