"""How much the extractor owes to having seen a wording: leave a family of wording out, or reword it, and score again.

Two kinds of experiment, each on the test documents that exercise a family (key ``families`` of their gold):

omission   the family's rules, patterns or words are taken out of the lexicon, as if nobody had ever written them down;
rewording  the lexicon stays, the family's phrase is replaced in documents and gold alike by another one that means the same
           and that the lexicon does not know.

Printed is a Markdown table: F1 over all rows of these documents and over the tables that the family fills, before and after;
then how many statements are read wrongly afterwards, and how many of these the extractor itself points at (a confidence below
1, or a sentence listed as unparsed). Nothing is random: two runs print the same bytes.

    python benchmarks/leave_one_family_out.py [DOCUMENTS]        (default: tests/documents)
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad

from shiquan.evaluation import Gold, Row, Score, gold_rows, read_gold, rows_of
from shiquan.graph.bodies import BodyNames
from shiquan.graph.vocabulary import load_notations, ontology_quads, reference_quads
from shiquan.graph.writing import write_document
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.model import Document
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.places import load_gazetteer
from shiquan.questions.tables import TABLES
from shiquan.reading.cleaning import squeeze
from shiquan.reading.formats import read_source
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import SQ

STATED: Final = ("assignments", "tasks", "cases", "shares", "support", "residuals")
"""The tables of statements; the last column of their rows is the quote."""

Rows = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Omission:
    """What is taken out of the lexicon, from which families' documents, and the tables that these words fill."""

    label: str
    families: tuple[str, ...]
    tables: tuple[str, ...]
    apply: Callable[[Lexicon], Lexicon]


@dataclass(frozen=True, slots=True)
class Rewording:
    """Phrases (regular expressions without groups of their own choice) and what stands in their place."""

    label: str
    families: tuple[str, ...]
    tables: tuple[str, ...]
    phrases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's rows on both sides, and what the extractor itself marks for review."""

    found: Rows
    wanted: Rows
    doubted: frozenset[str]
    """Quotes of the assignments with a confidence below 1."""
    unparsed: str
    """The sentences that were listed as unparsed, one after the other."""


def without_rules(*names: str) -> Callable[[Lexicon], Lexicon]:
    """Return a change that drops reading rules."""

    def change(lexicon: Lexicon) -> Lexicon:
        known = {rule.name for rule in lexicon.rules}
        if unknown := sorted(set(names) - known):
            raise KeyError(f"no such rules: {unknown}")
        return replace(lexicon, rules=tuple(rule for rule in lexicon.rules if rule.name not in names))

    return change


def without_patterns(rule_name: str, *parts: str) -> Callable[[Lexicon], Lexicon]:
    """Return a change that drops the patterns of a rule that contain one of the parts."""

    def change(lexicon: Lexicon) -> Lexicon:
        rules = tuple(
            replace(rule, patterns=tuple(p for p in rule.patterns if not any(part in p for part in parts)))
            if rule.name == rule_name
            else rule
            for rule in lexicon.rules
        )
        return replace(lexicon, rules=rules)

    return change


def without_tier_words(unwanted: Callable[[str], bool]) -> Callable[[Lexicon], Lexicon]:
    """Return a change that drops the words for tiers that a test picks."""

    def change(lexicon: Lexicon) -> Lexicon:
        return replace(lexicon, tier_words=tuple(word for word in lexicon.tier_words if not unwanted(word.word)))

    return change


def without_list(*names: str) -> Callable[[Lexicon], Lexicon]:
    """Return a change that empties word lists."""

    def change(lexicon: Lexicon) -> Lexicon:
        absent = ("￼",)  # an expression of no words would match everywhere; this one stands in no text
        emptied = {name: replace(lexicon.lists[name], words=absent, patterns=absent) for name in names}
        return replace(lexicon, lists={**lexicon.lists, **emptied})

    return change


COMPOSITE: Final = re.compile(r"^(?=.*[(、])[县区市旗州(),、]+级?$")

EXPERIMENTS: Final[tuple[Omission | Rewording, ...]] = (
    Omission("按照隶属关系 (rule power-affiliation)", ("power-by-affiliation",), ("assignments",), without_rules("power-affiliation")),
    Omission("财政事权作标题 (rule power-heading)", ("power-heading",), ("assignments", "tasks"), without_rules("power-heading")),
    Omission("区分不同情况 (rule pay-by-case)", ("pay-by-case",), ("assignments", "cases"), without_rules("pay-by-case")),
    Omission("属地原则 (rule pay-territory)", ("pay-by-territory",), ("assignments",), without_rules("pay-territory")),
    Omission("受益范围 (rule pay-benefit)", ("pay-by-benefit",), ("assignments",), without_rules("pay-benefit")),
    Omission("主要支出责任、为主 (rule pay-mainly)", ("pay-mainly",), ("assignments", "cases"), without_rules("pay-mainly")),
    Omission("百分比 (patterns with {percent})", ("ratio-percent",), ("shares",), without_patterns("pay-by-ratio", "{percent}")),
    Omission("以奖代补、奖补 (rule support-reward)", ("support-reward",), ("support",), without_rules("support-reward")),
    Omission("转移支付 (rule support-transfer)", ("support-transfer",), ("support",), without_rules("support-transfer")),
    Omission("某部门办理的 (rule case-by-body)", ("cases-departments", "cases-handled"), ("cases",), without_rules("case-by-body")),
    Omission("未列入上级财政事权 (list carve-out)", ("carve-out",), ("tasks",), without_list("carve-out")),
    Omission("未列事项 (rule residual-unlisted)", ("residual-unlisted",), ("residuals",), without_rules("residual-unlisted")),
    Omission("带括号、顿号的县级合称 (tier words)", ("composite-tier-words",), ("assignments", "shares"), without_tier_words(lambda word: COMPOSITE.match(word) is not None)),
    Omission("盟、旗 (tier words)", ("league",), ("assignments", "tasks"), without_tier_words(lambda word: "盟" in word or "旗" in word)),
    Omission("文号标签 (lists label-*)", ("metadata-table", "metadata-lines"), ("documents",), without_list("label-number", "label-signed", "label-published", "label-issuer")),
    Rewording("确认为 → 纳入", ("joint-power",), ("assignments", "tasks"), (("(?:确认|确定|明确)为", "纳入"),)),
    Rewording("按照隶属关系分别确认为 → 按行政管辖权限分别确认为", ("power-by-affiliation",), ("assignments",), (("按照隶属关系分别", "按行政管辖权限分别"),)),
    Rewording("承担支出责任 → 列支", ("pay-shared", "pay-respectively"), ("assignments", "cases"), (("承担支出责任", "列支"),)),
    Rewording("区分不同情况 → 视具体情形", ("pay-by-case",), ("assignments", "cases"), (("区分不同情况", "视具体情形"),)),
    Rewording("按属地原则 → 按所在地原则", ("pay-by-territory",), ("assignments",), (("属地原则", "所在地原则"),)),
    Rewording("受益范围、影响程度 → 惠及人群、波及面", ("pay-by-benefit",), ("assignments",), (("受益范围", "惠及人群"), ("影响程度", "波及面"))),
    Rewording("主要支出责任 → 大部分支出责任", ("pay-mainly",), ("assignments", "cases"), (("主要支出责任", "大部分支出责任"),)),
    Rewording("按6:4比例 → 按6比4的份额", ("ratio-colon",), ("shares",), ((r"(\d)[:∶：](\d)(?![:∶：\d])(?:的)?比例", r"\1比\2的份额"),)),
    Rewording("给予补助 → 给予贴补", ("support-subsidy",), ("support",), (("给予(适当)?补助", r"给予\1贴补"),)),
    Rewording("其中， → 细说起来，", ("cases-of-which",), ("cases",), (("其中(?=[,，:：])", "细说起来"),)),
    Rewording("未列入 → 没有划归", ("carve-out",), ("tasks",), (("未(?:列入|纳入)(?=[^,，。]{1,20}财政事权)", "没有划归"),)),
    Rewording("其他未列事项 → 其余没有列举的事项", ("residual-unlisted",), ("residuals",), (("其他未列事项", "其余没有列举的事项"),)),
    Rewording("支出责任以X为主 → 支出责任主要在X", ("pay-mainly",), ("assignments",), (("支出责任以(.{2,12}?)为主", r"支出责任主要在\1"),)),
)  # fmt: skip


@cache
def vocabulary() -> tuple[Quad, ...]:
    """Return the quads of the ontology."""
    return tuple(ontology_quads())


@cache
def areas() -> dict[str, tuple[Quad, ...]]:
    """Return what is known of each area, by its IRI."""
    known: dict[str, list[Quad]] = {}
    for quad in reference_quads():
        if quad.graph_name.value.endswith("/areas"):  # type: ignore[union-attr]
            known.setdefault(str(quad.subject.value), []).append(quad)  # type: ignore[union-attr]
    return {area: tuple(quads) for area, quads in known.items()}


def found_rows(document: Document, bodies: BodyNames) -> Rows:
    """Return the rows that the named queries find for a document."""
    digest = hashlib.sha256(document.text.encode("utf-8")).hexdigest()
    quads = write_document(document, digest, load_notations(), bodies)
    of_area = NamedNode(SQ + "ofArea")
    places = sorted({str(quad.object.value) for quad in quads if quad.predicate == of_area})  # type: ignore[union-attr]
    known = [quad for place in places for quad in areas().get(place, ())]
    return rows_of(EmbeddedStore.from_quads([*quads, *vocabulary(), *known]))


class Bench:
    """Reads the test documents once and scores them under every experiment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._gold = read_gold(folder / "gold")
        self._lexicon = load_lexicon()
        self._gazetteer = load_gazetteer()
        self._bodies = BodyNames(self._lexicon, self._gazetteer)
        self._parser = DocumentParser(self._lexicon, self._gazetteer)
        self._plain: dict[str, Reading] = {}

    def run(self, experiment: Omission | Rewording) -> str:
        """Return the table row of an experiment."""
        chosen = [gold for gold in self._gold if set(gold.get("families", ())) & set(experiment.families)]
        before = [self._as_it_is(gold) for gold in chosen]
        if isinstance(experiment, Omission):
            parser = DocumentParser(experiment.apply(self._lexicon), self._gazetteer)
            after = [self._read(gold, parser, ()) for gold in chosen]
        else:
            after = [self._read(gold, self._parser, experiment.phrases) for gold in chosen]
        wrong, seen = _wrong_statements(after)
        figures = [
            str(len(chosen)),
            *(f"{_f1(readings, TABLES):.3f}" for readings in (before, after)),
            ", ".join(experiment.tables),
            *(f"{_f1(readings, experiment.tables):.3f}" for readings in (before, after)),
            f"{wrong} ({seen})",
        ]
        kind = "omission" if isinstance(experiment, Omission) else "rewording"
        return f"| {kind} | {experiment.label} | " + " | ".join(figures) + " |"

    def _as_it_is(self, gold: Gold) -> Reading:
        file = str(gold["file"])
        if file not in self._plain:
            self._plain[file] = self._read(gold, self._parser, ())
        return self._plain[file]

    def _read(self, gold: Gold, parser: DocumentParser, phrases: Iterable[tuple[str, str]]) -> Reading:
        source = read_source(self._folder / str(gold["file"]), self._lexicon)
        text, annotation = source.text, json.dumps(gold, ensure_ascii=False)
        for phrase, other in phrases:
            text, annotation = re.sub(phrase, other, text), re.sub(phrase, other, annotation)
        document = parser.parse(source.source, text)
        assignments = [assignment for plan in document.plans for assignment in plan.assignments]
        entries = [entry for plan in document.plans for entry in plan.ledger if entry.role == "unparsed"]
        return Reading(
            found_rows(document, self._bodies),
            gold_rows(json.loads(annotation)),
            frozenset(squeeze(a.span.of(document.text)) for a in assignments if a.confidence < 1),
            squeeze("".join(entry.span.of(document.text) for entry in entries)),
        )


def _f1(readings: Iterable[Reading], tables: Iterable[str]) -> float:
    right = extra = missed = 0
    for reading in readings:
        for table in tables:
            mine, wanted = Counter(reading.found[table]), Counter(reading.wanted[table])
            right += (mine & wanted).total()
            extra += (mine - wanted).total()
            missed += (wanted - mine).total()
    return Score("", right, extra, missed).f1


def _wrong_statements(readings: Iterable[Reading]) -> tuple[int, int]:
    """Count the gold statements that were not read as annotated, and those of them that the extractor points at.

    A statement is pointed at where an assignment that overlaps its words is below full confidence, or where its words are
    among the unparsed sentences.
    """
    wrong = seen = 0
    for reading in readings:
        quotes: set[str] = set()
        for table in STATED:
            quotes.update(row[-1] for row in Counter(reading.wanted[table]) - Counter(reading.found[table]))
        for quote in sorted(quotes):
            wrong += 1
            doubted = any(quote in other or other in quote for other in reading.doubted)
            sentences = [part for part in re.split("[。;；]", quote) if part]
            seen += doubted or any(part in reading.unparsed for part in sentences)
    return wrong, seen


def main() -> None:
    """Print the table."""
    default = Path(__file__).resolve().parent.parent / "tests" / "documents"
    bench = Bench(Path(sys.argv[1]) if len(sys.argv) > 1 else default)
    columns = "kind | family | documents | F1 before | after | tables | F1 before | after | wrong statements (flagged)"
    sys.stdout.write(f"| {columns} |\n" + "|" + "---|" * (columns.count("|") + 1) + "\n")
    for experiment in EXPERIMENTS:
        sys.stdout.write(bench.run(experiment) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
