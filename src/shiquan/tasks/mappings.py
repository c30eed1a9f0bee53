"""Decisions on tasks and concepts as SSSOM mappings (https://w3id.org/sssom/, version 1.0 of the TSV format).

The subject of a mapping is a wording: a task's words without tier, place and carve-out, so that one decision holds for the task
in every document. One file a domain; rows are sorted and written the same in every run.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Final

from shiquan import __version__
from shiquan.errors import UsageError
from shiquan.resources import resource_root
from shiquan.tasks.wording import normal_wording
from shiquan.terms import CONCEPT, ID

WORDING: Final = ID + "wording/"
TOOL: Final = "shiquan"
MANUAL: Final = "semapv:ManualMappingCuration"
REVIEWED: Final = "semapv:MappingReview"
BY_CUE: Final = "semapv:LexicalMatching"
BY_LIKENESS: Final = "semapv:LexicalSimilarityThresholdMatching"
NOT: Final = "Not"
_CURATED: Final = frozenset({MANUAL, REVIEWED})


class Predicate(StrEnum):
    """How a concept stands to a wording: the same, nearly the same, wider than it, narrower than it."""

    EXACT = "skos:exactMatch"
    CLOSE = "skos:closeMatch"
    BROAD = "skos:broadMatch"
    NARROW = "skos:narrowMatch"


@dataclass(frozen=True, slots=True, order=True)
class Mapping:
    """One row: a wording, a concept, what is decided of them, by whom and why. Absent values are empty strings.

    Attributes:
        subject_id: CURIE of the wording, `wording:` and 12 hexadecimal digits of its SHA-256.
        subject_label: the wording.
        predicate_id: a `Predicate`.
        predicate_modifier: ``Not`` where the match is rejected, else empty.
        object_id: CURIE of the concept, `concept:` and its notation.
        object_label: its Chinese name.
        mapping_justification: `semapv:` term for how the decision came about.
        author_label: who decided.
        reviewer_label: who looked at a computed match and left it open.
        mapping_tool: what computed it.
        mapping_tool_version: its version.
        mapping_date: ISO date of the decision; a computed match has none, so that the same input gives the same bytes.
        review_date: ISO date of the review.
        confidence: decimal from 0 to 1.
        reviewer_agreement: 0.0 where the reviewer is not sure (deferred).
        match_string: the words or the known wording that the match rests on.
        comment: the reason.

    """

    subject_id: str
    subject_label: str
    predicate_id: str
    predicate_modifier: str
    object_id: str
    object_label: str
    mapping_justification: str
    author_label: str = ""
    reviewer_label: str = ""
    mapping_tool: str = ""
    mapping_tool_version: str = ""
    mapping_date: str = ""
    review_date: str = ""
    confidence: str = ""
    reviewer_agreement: str = ""
    match_string: str = ""
    comment: str = ""

    @property
    def curated(self) -> bool:
        """Whether a person decided it; a decision that was put off is none."""
        return self.mapping_justification in _CURATED and not self.deferred

    @property
    def deferred(self) -> bool:
        """Whether a person looked at it and left it open."""
        return self.mapping_justification == REVIEWED and self.reviewer_agreement != ""

    @property
    def rejected(self) -> bool:
        """Whether it says that the wording is not the concept."""
        return self.predicate_modifier == NOT

    @property
    def concept(self) -> str:
        """The notation of the concept."""
        return self.object_id.partition(":")[2]


COLUMNS: Final = tuple(field.name for field in fields(Mapping))


def mappings_folder() -> Path:
    """Return the folder of the mappings that come with the package."""
    return resource_root() / "data" / "mappings"


def subject_of(task: str) -> tuple[str, str]:
    """Return CURIE and label of the wording of a task."""
    wording = normal_wording(task)
    return f"wording:{hashlib.sha256(wording.encode()).hexdigest()[:12]}", wording


def mappings_file(domain: str, folder: Path | None = None) -> Path:
    """Return the path of a domain's mappings, in the package's folder by default; the file need not be there."""
    return (folder or mappings_folder()) / f"{domain}.sssom.tsv"


def load_mappings(domain: str, folder: Path | None = None) -> tuple[Mapping, ...]:
    """Read the mappings of a domain; none where it has no file.

    Raises:
        UsageError: the file lacks a column or a row is not well formed; the message names the line.

    """
    path = mappings_file(domain, folder)
    return read_mappings(path) if path.is_file() else ()


def read_mappings(path: Path) -> tuple[Mapping, ...]:
    """Read an SSSOM table in TSV. Columns that are not known here are passed over; absent ones are empty.

    Raises:
        UsageError: the file lacks a required column or a row is not well formed; the message names the line.

    """
    lines = path.read_text(encoding="utf-8").splitlines()
    first = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    table = csv.reader(lines[first:], delimiter="\t", quotechar='"')
    header = next(table, [])
    needed = ("subject_id", "subject_label", "predicate_id", "object_id", "mapping_justification")
    if lacking := [column for column in needed if column not in header]:
        raise UsageError(
            f"{path}：第 {first + 1} 行的表头缺少 {'、'.join(lacking)}。",
            f"{path}: the header in line {first + 1} lacks {', '.join(lacking)}.",
        )
    found = []
    for number, row in enumerate(table, start=first + 2):
        values = dict(zip(header, row, strict=False))
        if len(row) != len(header) or not all(values[column] for column in needed):
            raise UsageError(
                f"{path}：第 {number} 行列数不符，或必填项为空。",
                f"{path}: line {number} has another number of columns than the header, or a required value is empty.",
            )
        found.append(Mapping(*(values.get(column, "") for column in COLUMNS)))
    return tuple(found)


def as_tsv(mappings: Iterable[Mapping], domain: str) -> str:
    """Return mappings of a domain as an SSSOM table with its metadata; sorted, each row once."""
    out = io.StringIO()
    for line in _metadata(domain):
        out.write(f"#{line}\n")
    rows = sorted(set(mappings))
    used = [column for column in COLUMNS if column in _ALWAYS or any(getattr(row, column) for row in rows)]
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(used)
    for row in rows:
        values = dict(zip(COLUMNS, astuple(row), strict=True))
        writer.writerow([values[column] for column in used])
    return out.getvalue()


_ALWAYS = frozenset({*COLUMNS[:7], "confidence"})


def store_mapping(new: Mapping, domain: str, folder: Path | None = None) -> Path:
    """Put a decision into the mappings of a domain, in place of an earlier one on the same wording and concept.

    The file is written whole beside the old one and then put in its place. Returns its path.

    Raises:
        UsageError: the present file is not well formed, or the folder cannot be written.

    """
    path = mappings_file(domain, folder)
    kept = [
        row
        for row in load_mappings(domain, folder)
        if (row.subject_id, row.object_id) != (new.subject_id, new.object_id)
    ]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(as_tsv([*kept, new], domain), encoding="utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"不能写入 {path}：{error}", f"cannot write {path}: {error}") from error
    return path


def checked_date(date: str) -> str:
    """Return an ISO date as it is.

    Raises:
        UsageError: it is not of the form 2025-01-31.

    """
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", date):
        raise UsageError(f"日期应写作 2025-01-31，而不是 {date}", f"a date is written 2025-01-31, not {date}")
    return date


def _metadata(domain: str) -> list[str]:
    return [
        'sssom_version: "1.0"',
        "curie_map:",
        f"  concept: {CONCEPT}{domain}/",
        "  semapv: https://w3id.org/semapv/vocab/",
        "  skos: http://www.w3.org/2004/02/skos/core#",
        f"  wording: {WORDING}{domain}/",
        f"mapping_set_id: https://w3id.org/shiquan/mappings/{domain}",
        f'mapping_set_version: "{__version__}"',
        f'mapping_set_title: "事项文字与概念的对应 / wordings of tasks and concepts: {domain}"',
        "license: https://creativecommons.org/licenses/by/4.0/",
    ]
