"""Comparing a data set with hand-made gold: precision, recall and F1 per table, with every difference.

The rows compared are those of the named queries, so that what is scored is what users get. A row counts as right only when
all its columns are. Tables and their rows:

documents    number, title, issuer, area, tier, signed, published, effective rule, effective date, domain
plans        title
bases        title, number, issuer, relation (implements, cites)
sections     path, heading
assignments  section, power mode and tiers, expenditure mode and tiers, quote
tasks        text, scope, excludes, concepts, quote of its assignment
cases        condition, power tiers, expenditure mode and tiers, quote of its assignment
shares       condition (empty for the assignment's own), tier, percent, quote of its assignment
support      condition, tier that gives, kind, quote of its assignment
residuals    section, kind, quote
measures     section, heading, bodies, leads, shared by duty, others
targets      indicator, operator, value, unit, by, quote

White space is dropped on both sides; document numbers, areas and domains are compared in simplified script. A gold document that the data set does not hold counts with all its rows as missed.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Store

from shiquan.errors import UsageError
from shiquan.questions.catalogue import ask, find_query
from shiquan.questions.tables import TABLES
from shiquan.reading.folding import fold
from shiquan.stores.embedded import EmbeddedStore
from shiquan.terms import CONCEPT, GRAPH, SQ

Row = tuple[str, ...]
Gold = Mapping[str, Any]

_DOCUMENT: Final = (
    "number",
    "title",
    "issuer",
    "area",
    "tier",
    "signed",
    "published",
    "effective_rule",
    "effective_date",
    "domain",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only one side has: ``missed`` stands in the gold only, ``extra`` in the data set only."""

    file: str
    table: str
    kind: str
    row: Row


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a table, or of the documents of a family: rows on both sides, in the data set only, in the gold only."""

    table: str
    right: int
    extra: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the data set's rows that the gold has; 1 where there are none."""
        return self.right / (self.right + self.extra) if self.right + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of the gold's rows that the data set has; 1 where there are none."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where neither side has rows."""
        total = 2 * self.right + self.extra + self.missed
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores per table and per family, the score over all rows, the differences, and the gold files not held.

    A family of wording is named by the key ``families`` of the gold files that exercise it; its score is that of all rows of
    these documents, and its ``table`` is ``family:<id>``.
    """

    scores: tuple[Score, ...]
    families: tuple[Score, ...]
    overall: Score
    differences: tuple[Difference, ...]
    not_held: tuple[str, ...]
    unparsed: int


def evaluate(gold_folder: Path, data_set: Path) -> Evaluation:
    """Compare every gold file (`*.json` with the key ``file``) of a folder with the data set.

    Raises:
        UsageError: the folder holds no gold, a gold file is not JSON, or the folder is not a data set.

    """
    gold = read_gold(gold_folder)
    store = _open(data_set)
    graphs = _graphs_by_file(store)
    differences: list[Difference] = []
    counts = {table: [0, 0, 0] for table in TABLES}
    by_family: dict[str, list[int]] = {}
    not_held = []
    unparsed = 0
    for document in gold:
        file = str(document["file"])
        graph = graphs.get(file)
        if graph is None:
            not_held.append(file)
        single = _one_document(store, graph) if graph is not None else None
        ours = rows_of(single) if single is not None else {table: [] for table in TABLES}
        unparsed += len(ask(single, find_query("unparsed"), {})) if single is not None else 0
        theirs = gold_rows(document)
        for table in TABLES:
            mine, wanted = Counter(ours[table]), Counter(theirs[table])
            right = mine & wanted
            extra, missed = mine - wanted, wanted - mine
            tallies = [
                counts[table],
                *(by_family.setdefault(family, [0, 0, 0]) for family in document.get("families", ())),
            ]
            for slot, counter in enumerate((right, extra, missed)):
                for tally in tallies:
                    tally[slot] += counter.total()
            differences.extend(Difference(file, table, "missed", row) for row in sorted(missed.elements()))
            differences.extend(Difference(file, table, "extra", row) for row in sorted(extra.elements()))
    scores = tuple(Score(table, *counts[table]) for table in TABLES)
    families = tuple(Score(f"family:{family}", *by_family[family]) for family in sorted(by_family))
    overall = Score("all", sum(s.right for s in scores), sum(s.extra for s in scores), sum(s.missed for s in scores))
    return Evaluation(scores, families, overall, tuple(differences), tuple(not_held), unparsed)


# ---------------------------------------------------------------- the data set's side


def _open(folder: Path) -> Store:
    if not (folder / "store").is_dir():
        raise UsageError(
            f"{folder} 不是数据集，请先运行 shiquan build", f"{folder} is not a data set: run shiquan build first"
        )
    return Store.read_only(str(folder / "store"))


def _graphs_by_file(store: Store) -> dict[str, NamedNode]:
    """Return the named graph of each source file."""
    graphs = {}
    for quad in store.quads_for_pattern(None, NamedNode(SQ + "fileName"), None, None):
        if str(quad.subject.value).endswith("/source") and isinstance(quad.graph_name, NamedNode):  # type: ignore[union-attr]
            graphs[quad.object.value] = quad.graph_name  # type: ignore[union-attr]
    return graphs


def _one_document(store: Store, graph: NamedNode) -> EmbeddedStore:
    """Return a data set of this document alone, with the vocabulary and its own area."""
    quads = list(store.quads_for_pattern(None, None, None, graph))
    quads.extend(store.quads_for_pattern(None, None, None, NamedNode(GRAPH + "ontology")))
    for quad in store.quads_for_pattern(None, NamedNode(SQ + "ofArea"), None, graph):
        quads.extend(store.quads_for_pattern(quad.object, None, None, NamedNode(GRAPH + "areas")))  # type: ignore[arg-type]
    return EmbeddedStore.from_quads(quads)


def rows_of(store: EmbeddedStore) -> dict[str, list[Row]]:
    """Return the rows of every table of a store that holds one document, the vocabulary and the document's area."""
    tables = {name: [_record(record) for record in ask(store, find_query(name), {}).records()] for name in TABLES}
    quotes = {row["assignment"]: row["quote"] for row in tables["assignments"]}
    conditions = {row["case"]: row["condition"] for row in tables["cases"]}

    def pick(table: str, *columns: str) -> list[Row]:
        return [tuple(_squeezed(row[column]) for column in columns) for row in tables[table]]

    def under(table: str, *columns: str) -> list[Row]:
        return [
            tuple(
                _squeezed(quotes.get(row["assignment"], ""))
                if column == "quote"
                else _squeezed(conditions.get(row["case"], ""))
                if column == "case"
                else _cell(column, row[column])
                for column in columns
            )
            for row in tables[table]
        ]

    held = [row for row in tables["documents"] if row["text_held"] == "true"]
    return {
        "documents": [tuple(_column(c, row[c]) for c in _DOCUMENT) for row in held],
        "plans": pick("plans", "plan_title"),
        "bases": [
            tuple(_column(c, row[c]) for c in ("base_title", "base_number", "base_issuer", "relation"))
            for row in tables["bases"]
        ],
        "sections": pick("sections", "path", "heading"),
        "assignments": pick(
            "assignments", "section", "power_mode", "power_tiers", "expenditure_mode", "expenditure_tiers", "quote"
        ),
        "tasks": under("tasks", "text", "scope", "excludes", "concepts", "quote"),
        "cases": under("cases", "condition", "power_tiers", "expenditure_mode", "expenditure_tiers", "quote"),
        "shares": under("shares", "case", "tier", "percent", "quote"),
        "support": under("support", "case", "from", "kind", "quote"),
        "residuals": pick("residuals", "section", "kind", "quote"),
        "measures": pick("measures", "section", "heading", "bodies", "leads", "shared_by_duty", "others"),
        "targets": [
            tuple(_cell(c, row[c]) for c in ("indicator", "op", "value", "unit", "by", "quote"))
            for row in tables["targets"]
        ],
    }


def _record(record: Mapping[str, str | None]) -> dict[str, str]:
    return {column: value or "" for column, value in record.items()}


def _cell(column: str, value: str) -> str:
    if column in ("percent", "value"):
        return _number(value)
    if column == "concepts":
        return "|".join(sorted(part.removeprefix(CONCEPT).rpartition("/")[2] for part in value.split("|") if part))
    if column in ("scope", "excludes", "power_tiers", "expenditure_tiers"):
        return " ".join(value.split())
    return _squeezed(value)


def _column(column: str, value: str | None) -> str:
    """Return a cell as it is compared: numbers, areas and domains are identities, the same in both scripts."""
    squeezed = _squeezed(value)
    if column == "issuer":
        return "|".join(sorted(re.split("[、|]", squeezed)))
    return fold(squeezed) if column in ("number", "base_number", "area", "domain") else squeezed


def _squeezed(value: str | None) -> str:
    return "".join((value or "").split())


def _number(value: object) -> str:
    return format(Decimal(str(value)).normalize(), "f")


# ---------------------------------------------------------------- the gold's side


def read_gold(folder: Path) -> list[Gold]:
    """Return the gold documents of a folder, in the order of their files' names.

    Raises:
        UsageError: the folder holds no gold, or a file is not JSON.

    """
    paths = sorted(folder.glob("*.json"))
    documents: list[Gold] = []
    for path in paths:
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UsageError(
                f"无法读取标注文件 {path.name}：{error}", f"the gold file {path.name} cannot be read: {error}"
            ) from error
        if isinstance(content, dict) and "file" in content:
            documents.append(content)
    if not documents:
        raise UsageError(
            f"{folder} 里没有标注文件（*.json，含 file 键）", f"no gold files (*.json with the key “file”) in {folder}"
        )
    return documents


def gold_rows(gold: Gold) -> dict[str, list[Row]]:
    """Return the rows that a gold document expects in every table."""
    effective = gold.get("effective") or {}
    rows: dict[str, list[Row]] = {table: [] for table in TABLES}
    document = [gold.get(key) for key in ("number", "title", "issuer", "area", "tier", "signed", "published")]
    named = zip(_DOCUMENT, [*document, effective.get("rule"), effective.get("date"), gold.get("domain")], strict=True)
    rows["documents"].append(tuple(_column(column, value) for column, value in named))
    rows["plans"] = [(_squeezed(plan["title"]),) for plan in gold["plans"]]
    rows["bases"] = [
        tuple(_column(key, base.get(key)) for key in ("title", "number", "issuer", "relation"))
        for base in gold["bases"]
    ]
    rows["sections"] = _picked(gold["sections"], ("path", "heading"))
    for assignment in gold["assignments"]:
        _gold_assignment(assignment, rows)
    rows["residuals"] = _picked(gold["residuals"], ("section", "kind", "quote"))
    for measure in gold["measures"]:
        names = ["|".join(map(_squeezed, measure[key])) for key in ("bodies", "leads")]
        flags = [str(bool(measure[key])).lower() for key in ("shared_by_duty", "others")]
        rows["measures"].append((_squeezed(measure["section"]), _squeezed(measure["heading"]), *names, *flags))
    for target in gold.get("targets", []):
        rows["targets"].append(
            tuple(
                _number(target[key]) if key == "value" else _squeezed(target[key])
                for key in ("indicator", "op", "value", "unit", "by", "quote")
            )
        )
    return rows


def _gold_assignment(assignment: Gold, rows: dict[str, list[Row]]) -> None:
    quote = _squeezed(assignment["quote"])
    power, expenditure = assignment.get("power") or {}, assignment.get("expenditure") or {}
    rows["assignments"].append(
        (_squeezed(assignment["section"]), power.get("mode", ""), _squeezed(" ".join(power.get("tiers", []))), expenditure.get("mode", ""), _squeezed(" ".join(expenditure.get("tiers", []))), quote)
    )  # fmt: skip
    for task in assignment["tasks"]:
        rows["tasks"].append(
            (
                _squeezed(task["text"]),
                " ".join(task["scope"]),
                " ".join(task["excludes"]),
                "|".join(sorted(task["concepts"])),
                quote,
            )
        )
    for case in assignment["clauses"]:
        condition = _squeezed(case["condition"])
        rows["cases"].append(
            (
                condition,
                " ".join(case.get("power") or []),
                case.get("mode") or "",
                " ".join(case.get("expenditure") or []),
                quote,
            )
        )
        _gold_payments(case, condition, quote, rows)
    _gold_payments(expenditure, "", quote, rows)


def _gold_payments(holder: Gold, condition: str, quote: str, rows: dict[str, list[Row]]) -> None:
    rows["shares"].extend(
        (condition, share["tier"], _number(share["percent"]), quote) for share in holder.get("shares", [])
    )
    rows["support"].extend(
        (condition, support["from"], support["kind"], quote) for support in holder.get("support", [])
    )


def _picked(items: Iterable[Gold], keys: tuple[str, ...]) -> list[Row]:
    return [tuple(_squeezed(item.get(key)) for key in keys) for item in items]
