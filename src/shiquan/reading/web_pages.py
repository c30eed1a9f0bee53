"""From a web page to the raw text of the document on it: navigation, share buttons and footer gone, tables kept.

What is never part of a document goes first: scripts, comments, hidden elements, and what calls itself or reads like a menu, a
breadcrumb, a share button, a footer. Tables that only lay out the page are taken apart. The main content of what stays is found
by trafilatura; where that loses sentences or runs them together, all that stays is the text.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

import trafilatura
from lxml import etree
from lxml import html as lxml_html

from shiquan.errors import UnreadableDocument
from shiquan.reading.limits import MOST_ELEMENTS

_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br", "section", "article", "table", "title", "dd", "dt", "center"}  # fmt: skip
_CELLS = {"td", "th"}
_HEADINGS = {"h1", "h2", "h3"}
_ROWS = {"tr", "tbody", "thead", "tfoot", "caption", "td", "th"}
_UNSEEN = "//head|//script|//style|//noscript|//template|//iframe|//object|//select|//button|//textarea"
_FRAMES = {"nav", "footer", "aside"}
_SUSPECT = "//nav|//footer|//aside|//*[@hidden or @style or @class or @id][not(self::html)]"
_LINES = {"p", "div", "span", "li", "td", "a", "center", "font"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|crumbs?|breadcrumbs?|position|location|b?d?share|sharing|foot|footer|bottom|copyright|qrcode|ewm|erweima"
    r"|pager|prevnext|related|sidebar|topbar|banner|search|login)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_FURNITURE_LINE = re.compile(
    r"^[\s【\[(（]*(?:(?:当前|您的|您现在的|您当前的|你的)位置|分享到|分享至|扫一扫|扫码|上一[篇条页][:：]|下一[篇条页][:：]|字体[:：]|字号[:：]\s*[\[【(（]?\s*[大小]"
    r"|(?:打印|关闭|收藏)(?:本页|此页|页面|本文|窗口)?[\s】\])）]*$|点击[数量][:：]|浏览[量次]|阅读次数|责任编辑|编辑[:：]|版权所有|Copyright|©"
    r"|(?:主办|承办)(?:单位)?[:：]|技术支持|网站地图|网站标识码|备案号|无障碍(?:阅读|浏览|版))|ICP备\d|公网安备",
    re.IGNORECASE,
)
_LONGEST_FURNITURE = 160
_SENTENCE_MARK = re.compile("[，。；,;]")
_WHOLE = 0.3
_LONG_CELL = 300
_LOST = 0.05
_HEAD_BLOCKS = 500
_MOST_FOR_TRAFILATURA = 20_000

_TELLING = re.compile(
    r"关于(?:印发|转发|公布|发布|下发)|关\s*于.{2,80}通\s*知|[〔\[﹝【(（]20\d{2}[〕\]﹞】)）]\s*\d{1,4}\s*号"
)
_METADATA = re.compile(
    r"(?:发文字号|文\s*号|成文日期|发布日期|发文机关|索\s*引\s*号|标\s*题|公布日期|发布时间|公开日期)[\s\]】]*[:：】|]"
)
_BODY = re.compile(r"^\s*一、|^各.{2,200}[:：]$")


def page_text(markup: str, name: str) -> str:
    """Return the text of the document on a page, block by block, table rows in pipes.

    Trafilatura may leave out the title and number above the main content, so lines of the page before the main content that
    look like either, or like metadata, are put back in front.

    Raises:
        UnreadableDocument: with the given name: the page has so many elements, or elements nested so deeply, that not all of
            it would be read.

    """
    tree = _tree(markup, name)
    if tree is None:
        return ""
    _without_furniture(tree)
    _without_layout_tables(tree)
    _with_whole_headings(tree)
    blocks = _blocks(tree)
    main = unescape(_main_content(tree) or "")
    if not main or _loses(blocks, main):
        return "\n".join(blocks)
    return "\n".join([*_missing_head(blocks, main), *_whole_body(blocks, main)])


def _tree(markup: str, name: str) -> Any:
    """Return the elements of a page, None where it has none."""
    parser = lxml_html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        tree = lxml_html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except etree.ParserError:
        return None
    elements = sum(1 for _ in tree.iter())
    if elements > MOST_ELEMENTS:
        raise UnreadableDocument(
            name,
            "too_large",
            f"网页有 {elements} 个元素，超过 {MOST_ELEMENTS} 个的上限；请把正文另存为 .txt",
            f"the page has {elements} elements, more than the {MOST_ELEMENTS} allowed; save its text as .txt",
        )
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise UnreadableDocument(
            name,
            "too_large",
            "网页的标签嵌套过深（多半是没有闭合），读不完整；请把正文另存为 .txt",
            "the tags of the page are nested so deeply (perhaps never closed) that not all is read; save its text as .txt",
        )
    return tree


def _main_content(tree: Any) -> str | None:
    if sum(1 for _ in tree.iter()) > _MOST_FOR_TRAFILATURA:
        return None
    extracted: str | None = trafilatura.extract(
        tree,
        output_format="markdown",
        include_tables=True,
        include_comments=False,
        include_formatting=False,
        favor_recall=True,
        deduplicate=False,
    )
    return extracted


# ---------------------------------------------------------------- what is no part of a document


def _without_furniture(tree: Any) -> None:
    """Take away what is not shown and what surrounds the document.

    An element that holds a good part of the sentences of the page is left, whatever it calls itself: pages do put their text
    into an element that is hidden until a script shows it, or that is called after the menu beside it.
    """
    for element in tree.xpath(_UNSEEN):
        _empty(element, "span")
    weights = _weights(tree)
    enough = _WHOLE * weights[tree]
    for element in tree.xpath(_SUSPECT):
        if element.tag == "body" or weights[element] > enough:
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}"
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", ""))
        if element.tag in _FRAMES or hidden or _FURNITURE.search(names):
            _empty(element, "span" if element.tag == "span" else "div")
    for element, words in _short_texts(tree):
        if element.tag in _LINES and _FURNITURE_LINE.search(words):
            _empty(element, element.tag)


def _empty(element: Any, tag: str) -> None:
    """Leave nothing of an element but its place. To take it out would move the text behind it, each time all of it so far."""
    element.clear(keep_tail=True)
    element.tag = tag


def _weights(tree: Any) -> dict[Any, int]:
    """Return for every element how many marks of sentences stand in it."""
    weights: dict[Any, int] = {}
    for element in reversed(list(tree.iter())):
        own = len(_SENTENCE_MARK.findall(element.text or ""))
        weights[element] = own + sum(
            weights[child] + len(_SENTENCE_MARK.findall(child.tail or "")) for child in element
        )
    return weights


def _short_texts(tree: Any) -> list[tuple[Any, str]]:
    """Return the elements whose text is short enough for furniture, with that text, in the order of the page."""
    texts: dict[Any, str | None] = {}
    for element in reversed(list(tree.iter())):
        words: str | None = element.text or ""
        for child in element:
            inner = texts[child]
            words = f"{words}{inner}{child.tail or ''}" if words is not None and inner is not None else None
            if words is None or len(words) > 4 * _LONGEST_FURNITURE:
                words = None
                break
        texts[element] = words
    short = [(element, " ".join(words.split())) for element, words in reversed(texts.items()) if words]
    return [(element, words) for element, words in short if len(words) <= _LONGEST_FURNITURE]


def _without_layout_tables(tree: Any) -> None:
    """Make plain blocks of the tables that only lay out the page: those around tables or headings, of one column, or one cell."""
    layout = [table for table in tree.iter("table") if _lays_out(table)]
    known = set(layout)
    parts = [part for part in tree.iter(*_ROWS) if next(part.iterancestors("table"), None) in known]
    for element in [*layout, *parts]:
        element.tag = "div"


def _lays_out(table: Any) -> bool:
    if table.xpath("boolean(.//table|.//h1|.//h2|.//h3)"):
        return True
    if max((len(row.xpath("./td|./th")) for row in table.iter("tr")), default=0) <= 1:
        return True
    lengths = [len("".join(cell.itertext()).strip()) for cell in table.iter("td", "th")]
    return max(lengths) > _LONG_CELL and max(lengths) > 0.8 * sum(lengths)


def _with_whole_headings(tree: Any) -> None:
    """Take the line breaks out of headings: trafilatura keeps only what stands behind the last one."""
    for line_break in tree.xpath("//h1//br|//h2//br|//h3//br|//h4//br"):
        line_break.drop_tag()


# ---------------------------------------------------------------- text


def _loses(blocks: list[str], main: str) -> bool:
    """Tell whether the main content lacks sentences of the page, or has run them together."""
    squeezed = _bare(main)
    sentences = [bare for bare in map(_bare, blocks) if _SENTENCE_MARK.search(bare)]
    allowed = _LOST * sum(map(len, sentences))
    reached = 0
    for sentence in sentences:
        found = squeezed.find(sentence, reached)
        reached = found + len(sentence) if found >= 0 else reached
        allowed -= len(sentence) if found < 0 else 0
        if allowed < 0:
            return True
    return len(main.splitlines()) * 2 < len(sentences)


def _missing_head(blocks: list[str], main: str) -> list[str]:
    """Return the telling lines of the page that stand before the main content and not in it."""
    squeezed = _bare(main)
    head: dict[str, str] = {}
    for block in blocks[:_HEAD_BLOCKS]:
        if _BODY.match(block):
            break
        bare = _bare(block)
        if (_TELLING.search(block) or _METADATA.search(block)) and bare and bare not in squeezed:
            head.setdefault(bare, block)
    return list(head.values())


def _whole_body(blocks: list[str], main: str) -> list[str]:
    """Return the lines of the main content with what is missing among those of the body put back.

    Trafilatura keeps a short paragraph that recurs (1.公路 under each of several headings) once. Lines that stand once on the
    page and once in the main content show which parts of both belong together; where the page has more, its part is taken.
    """
    lines = main.splitlines()
    begin = next((index for index, block in enumerate(blocks) if _BODY.match(block)), len(blocks))
    bare_blocks, bare_lines = [_bare(block) for block in blocks], [_bare(line.removeprefix("- ")) for line in lines]
    whole: list[str] = []
    reached = (0, 0)
    for in_page, in_main in _common(bare_blocks, bare_lines):
        part = slice(reached[0], in_page), slice(reached[1], in_main)
        lost = reached[0] > begin and _lacks(bare_blocks[part[0]], bare_lines[part[1]])
        whole.extend(blocks[part[0]] if lost else lines[part[1]])
        whole.append(lines[in_main])
        reached = in_page + 1, in_main + 1
    return [*whole, *lines[reached[1] :]]


def _common(blocks: list[str], lines: list[str]) -> list[tuple[int, int]]:
    """Return where the lines stand that both have just once, as far as their order is the same."""
    times, times_in_main = Counter(blocks), Counter(lines)
    where = {block: index for index, block in enumerate(blocks) if times[block] == 1}
    found: list[tuple[int, int]] = []
    for in_main, line in enumerate(lines):
        in_page = where.get(line)
        if in_page is not None and times_in_main[line] == 1 and (not found or in_page > found[-1][0]):
            found.append((in_page, in_main))
    return found


def _lacks(blocks: list[str], lines: list[str]) -> bool:
    """Tell whether lines of the page are missing in the same part of the main content, which has nothing beside them."""
    missing = Counter(filter(None, blocks)) - Counter(lines)
    together, squeezed = "".join(blocks), "".join(lines)
    return any(squeezed.count(block) < count for block, count in missing.items()) and all(
        line in together for line in lines if line.strip("-")
    )


def _bare(text: str) -> str:
    return re.sub(r"[\s|#*\\]", "", text)


def _blocks(tree: Any) -> list[str]:
    """Return the text of the page, one line a block element, table rows in pipes."""
    parts: list[str] = []
    headings = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        # a title may be broken over lines, which are one
        headings += (event == "start") - (event == "end") if element.tag in _HEADINGS else 0
        block = element.tag in _BLOCKS and not (element.tag == "br" and headings)
        if event == "start":
            parts.append("\n" if block else " | " if element.tag in _CELLS else "")
            parts.append(" ".join((element.text or "").split("\n")))
        else:
            parts.append("\n" if block else "")
            parts.append(" ".join((element.tail or "").split("\n")))
    return [line.strip() for line in "".join(parts).splitlines() if line.strip(" |")]
