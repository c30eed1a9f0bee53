"""From a web page to the raw text of the document on it: navigation, share buttons and footer gone, tables kept."""

from __future__ import annotations

import re
from html import unescape

import trafilatura
from lxml import html as lxml_html

_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "article", "table", "title"}
_CELLS = {"td", "th"}
_TELLING = re.compile(
    r"关于(?:印发|转发|公布|发布|下发)|关\s*于.{2,80}通\s*知|[〔\[﹝【(（]20\d{2}[〕\]﹞】)）]\s*\d{1,4}\s*号"
)
_METADATA = re.compile(
    r"(?:发文字号|文\s*号|成文日期|发布日期|发文机关|索\s*引\s*号|标\s*题|公布日期|发布时间|公开日期)[\s\]】]*[:：】|]"
)


_BODY = re.compile(r"^\s*一、|^各.{2,200}[:：]$")


def page_text(markup: str) -> str:
    """Return the text of the document on a page, block by block, table rows in pipes.

    The main content is found by trafilatura. It may leave out the title and number above it, so lines of the page before
    the main content that look like either, or like metadata, are put back in front.
    """
    main = trafilatura.extract(
        markup,
        output_format="markdown",
        include_tables=True,
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
        deduplicate=False,
    )
    blocks = _blocks(markup)
    if not main:
        return "\n".join(blocks)
    body = unescape(main)
    return "\n".join([*_missing_head(blocks, body), body])


def _missing_head(blocks: list[str], main: str) -> list[str]:
    """Return the telling lines of the page that stand before the main content and not in it."""
    squeezed = _bare(main)
    head: dict[str, str] = {}
    for block in blocks:
        if _BODY.match(block):
            break
        bare = _bare(block)
        if bare and bare not in squeezed and (_TELLING.search(block) or _METADATA.search(block)):
            head.setdefault(bare, block)
    return list(head.values())


def _bare(text: str) -> str:
    return re.sub(r"[\s|#*]", "", text)


def _blocks(markup: str) -> list[str]:
    """Return the text of the body, one line a block element, without scripts and styles."""
    tree = lxml_html.fromstring(markup.encode("utf-8"), parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True))
    for unwanted in tree.xpath("//script|//style|//noscript|//head|//nav|//footer|//select|//button"):
        unwanted.drop_tree()
    for line_break in tree.xpath("//h1//br|//h2//br|//h3//br"):
        line_break.drop_tag()
    parts: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in _BLOCKS:
            parts.append("\n")
        elif element.tag in _CELLS:
            parts.append(" | ")
        parts.append(element.text or "")
        parts.append("\n" if element.tag in _BLOCKS and len(element) == 0 else "")
        parts.append(element.tail or "")
    return [line.strip() for line in "".join(parts).splitlines() if line.strip()]
