"""Web pages of several content management systems: the document stays, what surrounds it goes, tables keep their columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import Lexicon
from shiquan.reading.formats import read_source
from shiquan.reading.web_pages import page_text

PAGES = Path(__file__).parent / "pages"

HEAD = [
    "临汾市人民政府办公室关于印发临汾市交通运输领域市与县财政事权和支出责任划分改革方案的通知",
    "临政办发〔2024〕39号",
    "各县（市、区）人民政府：",
    "现印发给你们，请认真贯彻执行。",
    "临汾市人民政府办公室",
    "2024年12月5日",
    "临汾市交通运输领域市与县财政事权和支出责任划分改革方案",
    "为推进改革，制定本方案。",
    "一、主要内容",
    "将全市性公路建设，确认为市级财政事权，由市级承担支出责任。",
    "将跨县（市、区）公路的规划、建设、养护和管理，确认为市级财政事权，由市级承担支出责任，省级财政按规定给予补助。",
    "将农村公路建设、养护、管理和应急处置，确认为县级财政事权，由县级承担支出责任，市级财政根据绩效考核结果给予适当奖补。",
]
TAIL = [
    "二、保障措施",
    "各县（市、区）、市直有关部门要充分认识改革的重要意义，加强组织领导，明确责任分工，确保改革落实到位。"
    "财政部门要会同交通运输部门完善预算管理，调整支出结构，保障必要投入。",
    "本方案自印发之日起施行。",
]
CASES = {
    # the whole page is laid out with tables; the document has a real one
    "nested-tables.html": [
        "发布时间：2024-12-09 10:21点击数：326字体：【大中小】",
        *HEAD,
        "事项 | 支出责任",
        "农村公路养护 | 由县级承担支出责任",
        *TAIL,
    ],
    # labelled gb2312 with characters of GB 18030, the article in a div within a layout table, a QR code below
    "zoom-gb2312.html": [
        "索引号： | 014083000/2024-00317 | 发文字号： | 临政办发〔2024〕39号",
        "发布机构： | 临汾市人民政府办公室 | 成文日期： | 2024-12-05",
        *HEAD,
        "将龑河䶮桥养护，确认为县级财政事权，由县级承担支出责任。",
        *TAIL,
    ],
    # breadcrumbs, share buttons, previous and next page, attachments, related reading
    "breadcrumbs.html": [HEAD[0], "来源：市政府办公室发布时间：2024-12-09", *HEAD[1:], *TAIL],
    # divs without structure; hidden elements, a draft in a comment, a sentence written by a script
    "hidden.html": [*HEAD, *TAIL],
}


@pytest.mark.parametrize("name", CASES)
def test_document_of_a_page(name: str, lexicon: Lexicon) -> None:
    found = read_source(PAGES / name, lexicon)
    assert found.text.split("\n") == CASES[name]
    assert found.source.encoding == ("gb18030" if "gb2312" in name else "utf-8")


def test_page_labelled_gb2312_that_is_utf_8(lexicon: Lexicon, tmp_path: Path) -> None:
    markup = (PAGES / "zoom-gb2312.html").read_bytes().decode("gb18030")
    (tmp_path / "a.html").write_bytes(markup.encode("utf-8"))
    assert read_source(tmp_path / "a.html", lexicon).text.split("\n") == CASES["zoom-gb2312.html"]


def test_content_in_an_element_that_a_script_unhides() -> None:
    """What holds most sentences of the page stays, though it is hidden and called a menu."""
    markup = f"<body><div id=menu style='display:none'>{''.join(f'<p>{line}</p>' for line in HEAD)}</div></body>"
    assert page_text(markup, "a.html").split("\n") == HEAD


def test_tasks_that_begin_like_buttons_stay() -> None:
    """关闭 (of mines), 收藏 (of museums) and 无障碍 (of streets) open tasks as well as buttons."""
    tasks = [
        "关闭退出煤矿补助，确认为省级财政事权。",
        "收藏、展示文物，确认为市级财政事权。",
        "无障碍设施改造，确认为县级财政事权。",
    ]
    markup = "<body>" + "".join(f"<p>{task}</p>" for task in tasks) + "<p>【关闭窗口】</p><p>收藏</p></body>"
    assert page_text(markup, "a.html").split("\n") == tasks


def test_tags_that_are_never_closed_lose_nothing() -> None:
    """Beyond 256 levels the parser once dropped the rest of the page without a word; some old pages never close a <font>."""
    markup = "<body>" + "".join(f"<font><p>{number}、公路，建设。" for number in range(600)) + "</body>"
    assert page_text(markup, "a.html").split("\n") == [f"{number}、公路，建设。" for number in range(600)]


@pytest.mark.parametrize("markup", ["<div>" * 5000 + "公路", "<p>公路" * 300_000], ids=["too deep", "too many"])
def test_page_that_would_not_be_read_whole_is_refused(markup: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        page_text(markup, "a.html")
    assert (caught.value.file, caught.value.code) == ("a.html", "too_large")


@pytest.mark.parametrize("markup", ["", "<!-- -->", "<html></html>", "<script>1</script>"])
def test_page_without_text(markup: str) -> None:
    assert page_text(markup, "a.html") == ""


def test_heading_broken_by_line_breaks_is_whole() -> None:
    """What stood before the last <br> of a heading was lost: the place and the domain of a plan's title."""
    markup = (
        "<html><body><h2>临汾市交通运输领域市与县<br>财政事权和支出<br>责任划分改革方案</h2><p>为推进改革，制定本方案。</p><p>一、主要内容</p>"
        "<p>将全市性公路建设，确认为市级财政事权，由市级承担支出责任。</p></body></html>"
    )
    assert page_text(markup, "page.html").splitlines()[0].strip("# ") == (
        "临汾市交通运输领域市与县财政事权和支出责任划分改革方案"
    )


def test_short_paragraphs_that_recur_are_all_kept() -> None:
    """Of 1.规划制度 under each of three headings only the first stayed, and the items under the others came under none."""
    blocks = [
        "各乡镇人民政府，各有关单位：",
        "为贯彻落实《新乡市人民政府办公室关于印发新乡市生态环境领域市与县市区财政事权和支出责任划分改革实施方案的通知》要求，现就"
        "生态环境领域县和乡镇财政事权和支出责任划分改革制定本方案，请各乡镇、各有关单位结合实际认真贯彻执行，执行中的问题及时报告。",
        "一、划分内容",
        "（一）县级财政事权",
        "1.规划制度",
        "（1）承担全县生态环境保护规划研究制定的支出责任。",
        "（二）县和乡镇共同财政事权",
        "1.规划制度",
        "（1）排污权有偿使用办法编制，由县和乡镇共同承担支出责任。",
        "（三）乡镇财政事权",
        "1.规划制度",
        "（1）承担乡镇废弃矿山生态综合整治的支出责任。",
    ]
    markup = (
        "<html><body><nav><ul><li>首页</li><li>1.规划制度</li></ul></nav><div>"
        + "".join(f"<p>{block}</p>" for block in blocks)
        + "</div><footer>版权所有</footer></body></html>"
    )
    assert page_text(markup, "page.html").splitlines() == blocks
