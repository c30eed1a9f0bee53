"""The tables as a data package (Frictionless Data Package 1 and Table Schema 1): what each column means and has as values, and how the tables hang together."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from shiquan import __version__
from shiquan.publishing.downloads.spool import Spool
from shiquan.publishing.downloads.tables import TABLES, file_name
from shiquan.questions.catalogue import find_query

DATA_PACKAGE: Final = "datapackage.json"
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type and format (Table Schema, section "Types and Formats") and what it says, in both languages."""

    type: str
    chinese: str
    english: str
    format: str = "default"
    one_of: tuple[str, ...] = ()


_TIERS: Final = (
    "层级，由高到低，以空格相连：central province prefecture county township",
    "tiers, highest first, joined by a space",
)
_POWER_MODES: Final = ("exclusive", "joint", "by_affiliation", "each")
_EXPENDITURE_MODES: Final = (
    "sole",
    "respectively",
    "shared",
    "by_ratio",
    "by_affiliation",
    "by_territory",
    "by_benefit",
    "by_case",
    "mainly",
)


def _iri(chinese: str, english: str) -> Column:
    return Column("string", chinese, english, "uri")


def _text(chinese: str, english: str) -> Column:
    return Column("string", chinese, english)


COLUMNS: Final[Mapping[str, Column]] = {
    "document": _iri("文件", "the document"),
    "number": _text("文号；没有文号的文件为空", "number of the document; empty where it has none"),
    "title": _text("题名", "title"),
    "issuer": _text("制发机关，以 | 相连", "issuing bodies, joined by |"),
    "area_code": _text("地区代码（GB/T 2260）；全国为空", "code of the area (GB/T 2260); empty for the nation"),
    "area": _text("地区", "area"),
    "tier": Column("string", "层级", "tier", one_of=("central", "province", "prefecture", "county", "township")),
    "signed": Column("date", "成文日期", "date of signature"),
    "published": Column("date", "公布日期", "date of publication"),
    "effective_rule": _text("生效方式：on_issue on_publication on_date", "how it takes effect"),
    "effective_date": Column("date", "施行日期", "date of entry into force"),
    "domain": _text("领域", "domain"),
    "text_held": Column("boolean", "是否收录全文", "whether the text is held"),
    "plan": _iri("方案", "the plan"),
    "plan_title": _text("方案题名", "title of the plan"),
    "kind": _text("种类", "kind"),
    "base": _iri("所依据或引用的文件", "the instrument carried out or cited"),
    "base_number": _text("所依据文件的文号", "its number as cited"),
    "base_title": _text("所依据文件的题名", "its title as cited"),
    "base_issuer": _text("所依据文件的制发机关", "its issuer as cited"),
    "relation": Column("string", "关系", "whether it is carried out or only cited", one_of=("implements", "cites")),
    "path": _text("章节序号，如 二/(四)", "path of the section"),
    "heading": _text("标题", "heading"),
    "section": _text("所在章节的序号", "path of the section in which it stands"),
    "assignment": _iri("划分条款", "the assignment"),
    "power_mode": Column("string", "财政事权的方式", "mode of the fiscal power", one_of=_POWER_MODES),
    "power_tiers": _text("持有财政事权的" + _TIERS[0], "who holds the power: " + _TIERS[1]),
    "expenditure_mode": Column(
        "string", "支出责任的方式", "mode of the expenditure responsibility", one_of=_EXPENDITURE_MODES
    ),
    "expenditure_tiers": _text("承担支出责任的" + _TIERS[0], "who bears the expenditure: " + _TIERS[1]),
    "quote": _text("原文", "the words of the document"),
    "task": _iri("事项", "the task"),
    "text": _text("事项文字", "words of the task"),
    "scope": _text("事项文字点出的" + _TIERS[0], "what the words of the task name: " + _TIERS[1]),
    "excludes": _text("未列入其清单的" + _TIERS[0], "whose lists the task leaves out: " + _TIERS[1]),
    "concepts": _text("统一概念的代码，以 | 相连", "notations of the concepts, joined by |"),
    "case": _iri("分情形规定", "the case"),
    "condition": _text("情形", "condition"),
    "percent": Column("number", "百分比", "per cent"),
    "from": Column(
        "string",
        "给予支持的层级",
        "the tier that supports",
        one_of=("central", "province", "prefecture", "county", "township"),
    ),
    "measure": _iri("措施", "the measure"),
    "bodies": _text("分工部门，以 | 相连", "bodies, joined by |"),
    "leads": _text("牵头部门，以 | 相连", "leading bodies, joined by |"),
    "shared_by_duty": Column("boolean", "是否按职责分工", "whether shared by duty"),
    "others": Column("boolean", "是否还有未点名的部门", "whether others are meant who are not named"),
    "indicator": _text("指标", "indicator"),
    "op": _text("比较符", "operator"),
    "value": Column("number", "指标值", "value"),
    "unit": _text("单位", "unit"),
    "by": _text("期限", "by when"),
    "reason": _text("未能解析的原因", "why it could not be read"),
}
"""The columns of all tables; a name means the same in every one."""

_KEYS: Final[Mapping[str, str]] = {
    "plans": "plan",
    "assignments": "assignment",
    "tasks": "task",
    "cases": "case",
    "measures": "measure",
}
"""Tables in which a column names each row."""
_REFERENCES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "plans": (("document", "documents"),),
    "tasks": (("assignment", "assignments"),),
    "cases": (("assignment", "assignments"),),
    "shares": (("assignment", "assignments"), ("case", "cases")),
    "support": (("assignment", "assignments"), ("case", "cases")),
}
"""Columns that name a row of another table."""


def data_package(files: Spool, address: str) -> bytes:
    """Return `datapackage.json`, with size, checksum and number of rows of each table as they are."""
    package = {
        "profile": "data-package",
        "name": "shiquan",
        "id": f"{address}#data-set",
        "title": "事权：财政事权与支出责任 / shiquan: fiscal powers and expenditure responsibilities",
        "description": "各级政府文件中谁有财政事权、谁承担支出责任，逐条附原文。 / Who holds which fiscal power and who pays, "
        "by which sentence of which document.",
        "version": __version__,
        "homepage": address,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE, "title": "Creative Commons Attribution 4.0"}],
        "resources": [_resource(files, table) for table in TABLES],
    }
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(files: Spool, table: str) -> dict[str, object]:
    query = find_query(table)
    made = files.made(file_name(table))
    return {
        "name": table,
        "title": query.summary,
        "description": query.description,
        "path": file_name(table),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "compression": "gz",
        "bytes": made.size,
        "hash": f"sha256:{made.sha256}",
        "rows": files.rows(table),
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": table_schema(table, query.columns),
    }


def table_schema(table: str, columns: Sequence[str]) -> dict[str, object]:
    """Return the Table Schema of a table: an empty field is a value that the document does not give."""
    schema: dict[str, object] = {"fields": [_field(name) for name in columns], "missingValues": [""]}
    if table in _KEYS:
        schema["primaryKey"] = [_KEYS[table]]
    if table in _REFERENCES:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [column]}}
            for column, other in _REFERENCES[table]
        ]
    return schema


def _field(name: str) -> dict[str, object]:
    column = COLUMNS[name]
    field: dict[str, object] = {"name": name, "type": column.type}
    if column.format != "default":
        field["format"] = column.format
    field["title"] = f"{column.chinese} / {column.english}"
    if column.one_of:
        field["constraints"] = {"enum": list(column.one_of)}
    return field
