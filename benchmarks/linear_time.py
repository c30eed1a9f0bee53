"""How the time to read a text grows with its length, for texts made to make it grow.

Each pattern is repeated until the text has the length asked for, put into a small plan (or before its first section), then
decoded, cleaned and parsed. Printed is a Markdown table: microseconds per character at each length, and the time per character
at the greatest length against that at the smallest. Linear time gives about 1; time that grows with the square of the length
gives as much as the lengths lie apart. A second table has single lines, of the greatest length that is read and of 10 MB,
which are refused. The exit code is 1 where a ratio is above 3.

    python benchmarks/linear_time.py [SMALLEST] [DOUBLINGS] [CHARACTERS]        (default: 8000 4 and the longest text allowed)
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence

from shiquan.errors import UnreadableDocument
from shiquan.lexicon import load_lexicon
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.formats import read_bytes
from shiquan.reading.limits import LARGEST_TEXT

TITLE = "临汾市交通运输领域市与县财政事权和支出责任划分改革方案"
FRONT = f"临汾市人民政府办公室关于印发{TITLE}的通知\n\n各有关单位：\n现印发给你们。\n\n{TITLE}\n\n为推进改革，制定本方案。\n"
BODY = "一、主要内容\n将公路建设，确认为市级财政事权，由市级承担支出责任。\n"
STATEMENT = "将公路建设，确认为市级财政事权，由市级承担支出责任"

PATTERNS = {
    "unclosed brackets": "（",
    "unclosed title marks": "《",
    "unclosed quotation marks": "“",
    "nested titles": "《关于印发",
    "brackets of all kinds": "（《〔“",
    "unclosed tags": "<a ",
    "unclosed comments": "<!--",
    "将": "将",
    "由市": "由市",
    "tier words": "市、县、",
    "、-list": "公路建设、",
    "list of sections": "一、\n",
    "sections in one line": "。（一）",
    "sections with lists": "。（一）下列事项确认为市级财政事权：50%",
    "digits": "1",
    "numbered items": "1.",
    "ratios": "5:",
    "document numbers": "国办发〔2024",
    "dates": "2024年1月1日",
    "prose without punctuation": "建设道路和",
    "lines without punctuation": "建设道路\n",
    "statements": STATEMENT + "。",
    "statements in one sentence": STATEMENT + "；",
    "predicates": "确认为市级财政事权",
    "predicates in the longest sentences": "确认为市级财政事权" * 430 + "。",
    "statements in the longest sentences": (STATEMENT + "，") * 150 + "。",
    "tier words in the longest sentences": "由市与县、" * 780 + "承担。",
    "conditions": "其中，公路建设由市级承担支出责任。\n",
    "table rows": "| 公路建设 | 由市承担支出责任 |\n",
    "titles": "关于印发方案的通知\n",
    "bases": "根据《国务院办公厅关于印发方案的通知》",
    "definitions": "（以下简称县）",
    "blanks": "\u3000",
    "blanks between words": "公 路 ",
    "dashes": "-------x",
    "combining marks": "\u0301\u0316",
    "right-to-left marks": "\u202e公",
}
LINES = {
    "without punctuation": "建设道路和",
    "、-list": "公路建设、",
    "statements": STATEMENT + "。",
    "digits": "1",
    "unclosed brackets": "（",
}
TEN_MEGABYTES = 10_000_000
HIGHEST = 3.0


class Pipeline:
    """Decodes, cleans and parses, and takes the time."""

    def __init__(self) -> None:
        self._lexicon = load_lexicon()
        self._parser = DocumentParser(self._lexicon, load_gazetteer())
        self.seconds(FRONT + BODY)  # the grammar is compiled once, before any time is taken

    def seconds(self, text: str) -> tuple[float, str]:
        """Return the seconds for a text, and whether it was read or refused (by the code of the error)."""
        data = text.encode("utf-8", "replace")
        start = time.perf_counter()
        try:
            source = read_bytes(data, "benchmark.txt", self._lexicon)
            self._parser.parse(source.source, source.text)
            outcome = "read"
        except UnreadableDocument as error:
            outcome = error.code
        return time.perf_counter() - start, outcome


def repeated(unit: str, length: int) -> str:
    """Return a unit again and again, up to a length in characters."""
    return (unit * (length // len(unit) + 1))[:length]


def growth(pipeline: Pipeline, lengths: Sequence[int]) -> Iterator[tuple[str, list[float]]]:
    """Yield for each pattern and place its microseconds per character at each length."""
    for name, unit in PATTERNS.items():
        for place, before, after in (("in the plan", FRONT + BODY, ""), ("before it", FRONT, "\n" + BODY)):
            texts = (before + repeated(unit, length) + after for length in lengths)
            yield f"{name}, {place}", [pipeline.seconds(text)[0] / len(text) * 1e6 for text in texts]


def main(arguments: Sequence[str]) -> int:
    """Print both tables; return 1 where a ratio is above the highest allowed."""
    smallest, doublings, longest = map(int, (*arguments, *("8000", "4", str(LARGEST_TEXT))[len(arguments) :]))
    lengths = [smallest * 2**doubling for doubling in range(doublings + 1)]
    pipeline = Pipeline()
    print(f"| pattern | {' | '.join(f'{length:,}' for length in lengths)} | ratio |")
    print("|---|" + "---:|" * (len(lengths) + 1))
    worst = 0.0
    for name, times in growth(pipeline, lengths):
        ratio = times[-1] / times[0]
        worst = max(worst, ratio)
        print(f"| {name} | {' | '.join(f'{microseconds:.1f}' for microseconds in times)} | {ratio:.2f} |", flush=True)
    print(f"\nhighest ratio: {worst:.2f}\n\n| single line | characters | seconds | outcome |\n|---|---:|---:|---|")
    for name, unit in LINES.items():
        for length in (longest - len(FRONT + BODY), TEN_MEGABYTES // len(unit.encode()) * len(unit)):
            seconds, outcome = pipeline.seconds(FRONT + BODY + repeated(unit, length))
            print(f"| {name} | {length:,} | {seconds:.1f} | {outcome} |", flush=True)
    return int(worst > HIGHEST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
