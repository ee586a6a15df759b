"""Discord's Markdown as safe HTML: everything is escaped, only links to http(s) are links, only classes style it."""

import re
from datetime import UTC, datetime
from html import escape, unescape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock, heading
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from playground.world import World

_LINK = re.compile(r"https?://[^\s<>]+[^<>.,:;\"'\]\s]")
_TAG = re.compile(
    r"<(?:t:(?P<moment>-?\d{1,13})(?::(?P<style>[tTdDfFR]))?"
    r"|@!?(?P<user>\d+)|@&(?P<role>\d+)|#(?P<channel>\d+)"
    r"|/(?P<command>[\w '-]{1,98}):(?P<command_id>\d+)"
    r"|a?:(?P<emoji>\w{2,32}):\d+"
    r"|(?P<link>https?://[^\s<>]+))>"
)
_HEADING = re.compile(r"#{1,3} +\S")
_SUBTEXT = re.compile(r"-# +(\S.*)")
_SPOILER = "||"


class Markup:
    """Renders texts of messages; knows the world for the names that mentions show."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._whole, self._line = _parser(), _parser()
        self._line.disable(["heading", "list", "subtext", "quote", "fence"])

    def html(self, text: str) -> str:
        """A text of several lines: the content of a message, a text display, an embed's description."""
        return self._whole.render(text, {"world": self.world})

    def text(self, text: str) -> str:
        """A text as one reads it, without marks."""
        return unescape(re.sub(r"<[^>]*>", "", self.html(text))).strip()

    def line(self, text: str) -> str:
        """A text in one line: an embed's title or the name of its field."""
        return self._line.renderInline(text, {"world": self.world})


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "xhtmlOut": False})
    parser.enable("strikethrough")
    parser.disable(
        [
            "code",
            "hr",
            "lheading",
            "reference",
            "html_block",
            "blockquote",
            "image",
            "autolink",
            "html_inline",
            "entity",
        ]
    )
    parser.validateLink = _is_web
    parser.block.ruler.at("heading", _heading, {"alt": ["paragraph"]})
    parser.block.ruler.at("paragraph", _paragraph)
    parser.block.ruler.before("heading", "subtext", _subtext, {"alt": ["paragraph"]})
    parser.block.ruler.before("heading", "quote", _quote, {"alt": ["paragraph"]})
    _add_inline_rules(parser)
    return parser


def _add_inline_rules(parser: MarkdownIt) -> None:
    parser.inline.ruler.before("link", "tag", _tag)
    parser.inline.ruler.before("link", "bare_link", _bare_link)
    parser.inline.ruler.before("link", "spoiler", _spoiler)
    parser.inline.add_terminator_char("|")
    for kind in ("strong_open", "strong_close"):
        parser.add_render_rule(kind, _strong_or_underline)
    parser.add_render_rule("link_open", _link_open)
    for kind in ("moment", "mention", "emoji"):
        parser.add_render_rule(kind, _ready_made)


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


# Blocks


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Headings of one to three signs; CommonMark's longer ones are plain text in Discord."""
    return _HEADING.match(_line(state, start)) is not None and heading(state, start, end, silent)


def _paragraph(state: StateBlock, start: int, end: int, _silent: bool) -> bool:
    """Lines up to an empty one or another block; a list item does not swallow the plain line after it."""
    terminators = state.md.block.ruler.getRules("paragraph")
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        if any(rule(state, line, end, True) for rule in terminators):
            break
        line += 1
    content = state.getLines(start, line, state.blkIndent, False).strip()
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = content, [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _subtext(state: StateBlock, start: int, _end: int, silent: bool) -> bool:
    found = _SUBTEXT.fullmatch(_line(state, start))
    if found is None:
        return False
    if not silent:
        state.line = start + 1
        opened = state.push("subtext_open", "small", 1)
        opened.attrSet("class", "subtext")
        opened.block = True
        inline = state.push("inline", "", 0)
        inline.content, inline.map, inline.children = found[1], [start, start + 1], []
        state.push("subtext_close", "small", -1)
    return True


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines that begin with `> `, or everything after `>>> `."""
    first = _line(state, start)
    if not first.startswith(("> ", ">>> ")):
        return False
    if silent:
        return True
    if first.startswith(">>> "):
        last = end
        lines = [first[4:], *(_line(state, number) for number in range(start + 1, end))]
    else:
        last = next((number for number in range(start, end) if not _line(state, number).startswith("> ")), end)
        lines = [_line(state, number)[2:] for number in range(start, last)]
    state.push("blockquote_open", "blockquote", 1)
    state.md.block.parse("\n".join(lines), state.md, state.env, state.tokens)
    state.push("blockquote_close", "blockquote", -1)
    state.line = last
    return True


# Inside a line


def _tag(state: StateInline, silent: bool) -> bool:
    found = _TAG.match(state.src, state.pos, state.posMax) if state.src[state.pos] == "<" else None
    if found is None:
        return False
    if not silent:
        if found["link"]:
            _push_link(state, found["link"])
        else:
            _push_tag(state, found)
    state.pos = found.end()
    return True


def _push_tag(state: StateInline, found: re.Match[str]) -> None:
    kind = "moment" if found["moment"] else "emoji" if found["emoji"] else "mention"
    render = {"moment": _moment, "emoji": _emoji, "mention": _mention}[kind]
    state.push(kind, "", 0).content = render(found, state.env["world"])


def _moment(found: re.Match[str], _world: World) -> str:
    """A time that the page writes in its reader's own zone; until then, and where it cannot, in UTC."""
    try:
        moment = datetime.fromtimestamp(int(found["moment"]), UTC)
    except (OverflowError, ValueError, OSError):
        return escape(found[0])
    shown = moment.strftime("%-d %B %Y %H:%M UTC")
    return (
        f'<time class="timestamp" datetime="{moment.isoformat()}" data-style="{found["style"] or "f"}">{shown}</time>'
    )


def _emoji(found: re.Match[str], _world: World) -> str:
    return f'<span class="emoji">:{escape(found["emoji"])}:</span>'


def _mention(found: re.Match[str], world: World) -> str:
    state = world.state
    if found["user"]:
        member = state.members.get(int(found["user"]))
        return _mentioned("user", found["user"], f"@{member.name}" if member else "@unknown-user")
    if found["role"]:
        role = state.roles.get(int(found["role"]))
        return _mentioned("role", found["role"], f"@{role.name.lstrip('@')}" if role else "@unknown-role")
    if found["channel"]:
        channel = state.channels.get(int(found["channel"]))
        return _mentioned("channel", found["channel"], f"#{channel.name}" if channel else "#unknown")
    name = found["command"]
    return _mentioned("command", found["command_id"], f"/{name}", f' data-name="{escape(name)}"')


def _mentioned(kind: str, number: str, shown: str, more: str = "") -> str:
    return f'<span class="mention" data-{kind}="{number}"{more}>{escape(shown)}</span>'


def _bare_link(state: StateInline, silent: bool) -> bool:
    """An address that stands in the text: seen at its `://`, as the letters before it are taken as text already."""
    if not state.src.startswith("://", state.pos) or state.linkLevel:
        return False
    scheme = re.search(r"(?<![A-Za-z0-9])https?$", state.pending, re.IGNORECASE)
    start = state.pos - len(scheme[0]) if scheme else 0
    found = _LINK.match(state.src, start, state.posMax) if scheme else None
    if scheme is None or found is None:
        return False
    url = _without_stray_brackets(_within_marks(state, found[0]))
    if not silent:
        state.pending = state.pending[: scheme.start()]
        _push_link(state, url)
    state.pos = start + len(url)
    return True


def _within_marks(state: StateInline, url: str) -> str:
    """The address up to the end of what it is bold, underlined or struck out in: Discord looks for that end first."""
    opened = {chr(delimiter.marker) * 2 for delimiter in state.delimiters if delimiter.open}
    ends = [at for mark in opened if (at := url.find(mark)) > 0]
    return url[: min(ends)] if ends else url


def _without_stray_brackets(url: str) -> str:
    """A closing bracket at the end belongs to the sentence unless the address opens it."""
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1]
    return url


def _push_link(state: StateInline, url: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)


def _spoiler(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(_SPOILER, state.pos):
        return False
    inside = state.pos + len(_SPOILER)
    end = state.src.find(_SPOILER, inside, state.posMax)
    if end <= inside:
        return False
    if not silent:
        opened = state.push("spoiler_open", "span", 1)
        opened.attrs = {"class": "spoiler"}
        whole = state.posMax
        state.pos, state.posMax = inside, end
        state.md.inline.tokenize(state)
        state.posMax = whole
        state.push("spoiler_close", "span", -1)
    state.pos = end + len(_SPOILER)
    return True


# Rendering


def _strong_or_underline(_self: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    tag = "u" if tokens[index].markup == "__" else "strong"
    return f"<{tag}>" if tokens[index].nesting == 1 else f"</{tag}>"


def _link_open(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrs |= {"class": "link", "target": "_blank", "rel": "noopener noreferrer nofollow"}
    return self.renderToken(tokens, index, options, env)


def _ready_made(_self: RendererHTML, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    return tokens[index].content
