"""The named queries of `queries/`: what there is, what each one takes, and how one is asked.

A query file is plain SPARQL with a header of `#+` comments as grlc reads them: `summary` (Chinese / English), `description`,
`tags`, `columns`, and `defaults`, the values of parameters that are not given. Its parameters are its variables that begin with an underscore. The end of the name gives the type, again as
in grlc: `?_document_iri` takes an IRI, `?_day_date` a date, `_integer`, `_decimal` and `_boolean` what they say; anything else
is a string. On the command line the parameter is called by its name without underscore and type: `-p day=2025-01-01`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from shiquan.errors import UsageError
from shiquan.resources import queries_folder
from shiquan.stores.binding import form_of, parameters_of
from shiquan.stores.interface import QueryStore, Term
from shiquan.stores.rows import Rows
from shiquan.terms import XSD

_TYPES = ("iri", "date", "integer", "decimal", "boolean")
_HEADER = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_KEY = re.compile(r"^(\w+):\s*(.*)$")
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter: the name it is called by, the variable that it binds, and its type."""

    name: str
    variable: str
    type: str

    def term(self, value: str) -> Term:
        """Return the value as a term of the parameter's type.

        Raises:
            UsageError: the value is not of that type.

        """
        try:
            if self.type == "iri":
                if not _ABSOLUTE_IRI.fullmatch(value):
                    raise ValueError(value)
                return NamedNode(value)
            if self.type != "string":
                return Literal(_lexical_form(value, self.type), datatype=NamedNode(XSD + self.type))
        except (ValueError, InvalidOperation) as error:
            raise UsageError(
                f"参数 {self.name} 需要 {_TYPE_NAMES[self.type][0]}，而不是 {value!r}。",
                f"the parameter {self.name} takes {_TYPE_NAMES[self.type][1]}, not {value!r}.",
            ) from error
        return Literal(value)


_TYPE_NAMES = {
    "iri": ("完整的 IRI", "an absolute IRI"),
    "date": ("日期（如 2025-01-31）", "a date such as 2025-01-31"),
    "integer": ("整数", "an integer"),
    "decimal": ("小数", "a decimal number"),
    "boolean": ("true 或 false", "true or false"),
}


def _lexical_form(value: str, kind: str) -> str:
    if kind == "date":
        return date.fromisoformat(value).isoformat()
    if kind == "integer":
        return str(int(value))
    if kind == "decimal":
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(value)
        return format(number, "f")
    if value not in ("true", "false"):
        raise ValueError(value)
    return value


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with its header. ``summary`` is in Chinese, a slash, and English; ``form`` is SELECT or CONSTRUCT.

    ``defaults`` are the values of parameters that are not given, by name.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    columns: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    defaults: tuple[tuple[str, str], ...]
    form: str
    text: str

    def bindings(self, values: Mapping[str, str]) -> dict[str, Term]:
        """Return the parameters' values as typed terms, by variable.

        Raises:
            UsageError: a name is no parameter of this query, or a value is not of its parameter's type.

        """
        by_name = {parameter.name: parameter for parameter in self.parameters}
        for name in values:
            if name not in by_name:
                raise _no_such(
                    (f"查询 {self.name} 没有参数 {name}。", f"the query {self.name} has no parameter {name}."),
                    name,
                    tuple(by_name),
                )
        given = dict(self.defaults) | dict(values)
        return {by_name[name].variable: by_name[name].term(value) for name, value in given.items()}


def named_queries() -> tuple[NamedQuery, ...]:
    """Return the named queries, then the competency questions, each in the order of their names."""
    folder = queries_folder()
    paths = [*sorted(folder.glob("*.rq")), *sorted((folder / "questions").glob("*.rq"))]
    return tuple(read_query(path) for path in paths)


def find_query(name_or_file: str) -> NamedQuery:
    """Return the named query of that name, or the query in that file.

    A question may be called with its number or without: `01-who-pays` or `who-pays`.

    Raises:
        UsageError: there is neither such a query nor such a file.

    """
    queries = named_queries()
    for query in queries:
        if name_or_file in (query.name, re.sub(r"^\d+-", "", query.name)):
            return query
    path = Path(name_or_file)
    if path.is_file():
        return read_query(path)
    raise _no_such(
        (f"没有名为 {name_or_file} 的查询或文件。", f"there is no query and no file of the name {name_or_file}."),
        name_or_file,
        tuple(query.name for query in queries),
    )


def read_query(path: Path) -> NamedQuery:
    """Read a query file. The header may be absent: then only name, parameters, form and text are known.

    Raises:
        UsageError: the file cannot be read as UTF-8 text.

    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"无法读取查询文件 {path}：{error}", f"the query file {path} cannot be read: {error}"
        ) from error
    header = _header(text)
    return NamedQuery(
        name=path.stem,
        summary=" ".join(header.get("summary", ())),
        description="\n".join(header.get("description", ())),
        tags=tuple(header.get("tags", ())),
        columns=tuple(" ".join(header.get("columns", ())).split()),
        parameters=tuple(_parameter(variable) for variable in parameters_of(text)),
        defaults=tuple(_default(line) for line in header.get("defaults", ())),
        form=form_of(text),
        text=text,
    )


def ask(store: QueryStore, query: NamedQuery, values: Mapping[str, str]) -> Rows:
    """Ask a SELECT query with its parameters.

    Raises:
        UsageError: a parameter is not known or not of its type.
        StoreError: the store cannot answer.

    """
    return store.select(query.text, query.bindings(values))


def ask_for_triples(store: QueryStore, query: NamedQuery, values: Mapping[str, str]) -> tuple[Triple, ...]:
    """Ask a CONSTRUCT query with its parameters; raises as `ask` does."""
    return store.construct(query.text, query.bindings(values))


def _parameter(variable: str) -> Parameter:
    name = variable.removeprefix("_")
    stem, _, ending = name.rpartition("_")
    if stem and ending in _TYPES:
        return Parameter(stem, variable, ending)
    return Parameter(name, variable, "string")


def _default(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _header(text: str) -> dict[str, list[str]]:
    """Return the values of the header's keys, line by line (the part of YAML that headers use)."""
    header: dict[str, list[str]] = {}
    current: list[str] = []
    for line in _HEADER.findall(text):
        key = _KEY.match(line)
        if key:
            current = header.setdefault(key[1], [])
            if key[2] not in ("", "|"):
                current.append(key[2].strip())
        else:
            current.append(line.strip().removeprefix("- "))
    return header


def _no_such(what: tuple[str, str], name: str, known: tuple[str, ...]) -> UsageError:
    zh, en = what
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    if near:
        return UsageError(f"{zh}是否指：{'、'.join(near)}？", f"{en} Did you mean {', '.join(near)}?")
    listed = "、".join(known) or "（无）"
    return UsageError(f"{zh}已有：{listed}。", f"{en} There are: {', '.join(known) or '(none)'}.")
