"""Discord's Markdown becomes the HTML that it means, and never anything else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import permissions, seed
from playground.markup import Markup
from playground.world import World

MARKUP = Markup(World(seed.film_club("Bee", permissions.INVITED_BOT)))
LINK = 'class="link" target="_blank" rel="noopener noreferrer nofollow"'

ALLOWED: dict[str, set[str]] = {
    "p": set(), "br": set(), "strong": set(), "em": set(), "u": set(), "s": set(), "code": {"class"}, "pre": set(),
    "h1": set(), "h2": set(), "h3": set(), "blockquote": set(), "ul": set(), "ol": {"start"}, "li": set(),
    "small": {"class"}, "a": {"href", "title", "class", "target", "rel"}, "time": {"class", "datetime", "data-style"},
    "span": {"class", "data-user", "data-role", "data-channel", "data-command", "data-name"},
}  # fmt: skip


class Strict(HTMLParser):
    """Fails at any tag, attribute or address that rendered text may not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        assert {name for name, _ in attrs} <= ALLOWED[tag], attrs
        for name, value in attrs:
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://"))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


def parsed(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** *it* _it_", "<p><strong>bold</strong> <em>it</em> <em>it</em></p>"),
        ("__under__ ~~gone~~", "<p><u>under</u> <s>gone</s></p>"),
        ("***both***", "<p><em><strong>both</strong></em></p>"),
        ("__a **b** c__", "<p><u>a <strong>b</strong> c</u></p>"),
        ("||hidden **b**|| a|b ||open", '<p><span class="spoiler">hidden <strong>b</strong></span> a|b ||open</p>'),
        ("`<b>` \\*plain\\*", "<p><code>&lt;b&gt;</code> *plain*</p>"),
        ("```py\n<b>\n```\nafter", '<pre><code class="language-py">&lt;b&gt;\n</code></pre>\n<p>after</p>'),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("# A\n## B\n### C\n#### D\n#E", "<h1>A</h1>\n<h2>B</h2>\n<h3>C</h3>\n<p>#### D<br>\n#E</p>"),
        ("-# small *x*\ntext", '<small class="subtext">small <em>x</em></small>\n<p>text</p>'),
        ("text\n-# small", '<p>text</p>\n<small class="subtext">small</small>'),
        ("> a\n> **b**\nc", "<blockquote>\n<p>a<br>\n<strong>b</strong></p>\n</blockquote>\n<p>c</p>"),
        ("a\n>>> b\n\nc", "<p>a</p>\n<blockquote>\n<p>b</p>\n<p>c</p>\n</blockquote>"),
        (">no quote", "<p>&gt;no quote</p>"),
        ("- a\n- b\nafter", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>after</p>"),
        ("- a\n  - b\n- c", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("    no code", "<p>no code</p>"),
        ("no\n===\n---", "<p>no<br>\n===<br>\n---</p>"),
        ("&amp; &lt; <b>", "<p>&amp;amp; &amp;lt; &lt;b&gt;</p>"),
        ("[text](https://example.org)", f'<p><a href="https://example.org" {LINK}>text</a></p>'),
        ("![x](https://example.org)", f'<p>!<a href="https://example.org" {LINK}>x</a></p>'),
        ("[x](javascript:alert(1)) [y](data:x) [z](//evil)", "<p>[x](javascript:alert(1)) [y](data:x) [z](//evil)</p>"),
        ("(https://a.org/b_(c)).", f'<p>(<a href="https://a.org/b_(c)" {LINK}>https://a.org/b_(c)</a>).</p>'),
        ("<https://a.org> xhttps://b.org", f'<p><a href="https://a.org" {LINK}>https://a.org</a> xhttps://b.org</p>'),
        ("<:wave:12> <a:wave:12>", '<p><span class="emoji">:wave:</span> <span class="emoji">:wave:</span></p>'),
    ],
)  # fmt: skip
def test_markdown_means_what_it_means_in_discord(text: str, html: str) -> None:
    assert MARKUP.html(text).strip() == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"<@{seed.MIRA}>", f'<span class="mention" data-user="{seed.MIRA}">@Mira</span>'),
        (f"<@!{seed.MIRA}>", f'<span class="mention" data-user="{seed.MIRA}">@Mira</span>'),
        ("<@12>", '<span class="mention" data-user="12">@unknown-user</span>'),
        (f"<@&{seed.FACILITATORS}>", f'<span class="mention" data-role="{seed.FACILITATORS}">@Facilitators</span>'),
        ("<@&12>", '<span class="mention" data-role="12">@unknown-role</span>'),
        (f"<#{seed.GENERAL}>", f'<span class="mention" data-channel="{seed.GENERAL}">#general</span>'),
        ("<#12>", '<span class="mention" data-channel="12">#unknown</span>'),
        ("</poll create:7>", '<span class="mention" data-command="7" data-name="poll create">/poll create</span>'),
    ],
)
def test_mentions_show_names(text: str, html: str) -> None:
    assert MARKUP.html(text).strip() == f"<p>{html}</p>"


@pytest.mark.parametrize("style", ["t", "T", "d", "D", "f", "F", "R"])
def test_a_moment_is_a_time_for_the_page_to_write(style: str) -> None:
    time = (
        '<time class="timestamp" datetime="2023-11-14T22:13:20+00:00" data-style="{}">14 November 2023 22:13 UTC</time>'
    )
    assert MARKUP.html(f"<t:1700000000:{style}>").strip() == f"<p>{time.format(style)}</p>"
    assert MARKUP.html("<t:1700000000>").strip() == f"<p>{time.format('f')}</p>"


@pytest.mark.parametrize("text", ["<t:99999999999999:R>", "<t:-9999999999999>", "<t:1:x>", "<t:>"])
def test_a_moment_that_is_none_stays_as_it_was_written(text: str) -> None:
    assert parsed(MARKUP.html(text)).text.strip() == text


def test_a_title_has_no_blocks() -> None:
    assert MARKUP.line("# **a** <b>\n- c") == "# <strong>a</strong> &lt;b&gt;<br>\n- c"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "`<script>`", "```html\n<script>\n```",
        "```\"><script>\nx\n```", "[<img src=x>](https://a.org)", '[x](https://a.org "onmouseover=alert(1)")',
        '[x](<https://a.org/"onmouseover="alert(1)>)', 'https://a.org/"onmouseover="alert(1)', "<!-- x -->",
        "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))", "[x](java\tscript:alert(1))",
        '<https://a.org"onclick=alert(1)>',
        "<a href=javascript:alert(1)>x</a>", "</p></div><script>", "</poll \"onclick=alert(1):7>", "||<b>||", "> <b>",
        "[x]: javascript:alert(1)\n[x]", "<style>*{}</style>", "&lt;script&gt;", "\0<script>", "<svg/onload=alert(1)>",
    ],
)  # fmt: skip
def test_nothing_of_a_text_becomes_markup_of_its_own(text: str) -> None:
    parsed(MARKUP.html(text))
    parsed(MARKUP.line(text))


PIECES = st.sampled_from(
    ["*", "**", "__", "~~", "||", "`", "```", "\n", "> ", ">>> ", "- ", "1. ", "# ", "-# ", "<", ">", "&", '"', "'",
     "[", "](", ")", "https://a.org", "javascript:", "<@12>", "<#12>", "<t:1:R>", "</a:1>", "<:e:1>", "<b>", "\\",
     " ", "a", "é", "🎬", "   ", "\t", "\0", "\u2028", "onerror="]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=40).map("".join))
def test_whatever_is_written_stays_within_the_allowed_tags(text: str) -> None:
    parsed(MARKUP.html(text))
    parsed(MARKUP.line(text))
