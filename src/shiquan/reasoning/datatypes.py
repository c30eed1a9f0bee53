"""Literals and datatypes: which literal is well formed, which lies in the value space of which datatype, which two are equal.

The datatypes are those of OWL 2 RL (OWL 2 Profiles, section 4.2.1) and the dates and years of XML Schema 1.1, part 2.
A literal is held as one string: `literal_key` writes equal values alike, so that a join by string is a join by value.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from pyoxigraph import Literal, NamedNode

from shiquan.terms import RDF, RDFS, XSD

_INTEGERS: Final[dict[str, tuple[int | None, int | None]]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "nonPositiveInteger": (None, 0),
    "positiveInteger": (1, None),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-(2**7), 2**7 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 2**8 - 1),
}
"""The least and the greatest value of each datatype derived from xsd:integer (XML Schema 1.1, part 2, section 3.4)."""

_ZONE: Final = r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_NAME_START: Final = r"[:A-Za-z_\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD]"
_NAME_PART: Final = _NAME_START[:-1] + r"\-.0-9\u00B7\u0300-\u036F\u203F\u2040]"

_STRINGS: Final[dict[str, re.Pattern[str]]] = {
    "string": re.compile(r"(?s:.*)"),
    "normalizedString": re.compile(r"[^\t\n\r]*"),
    "token": re.compile(r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?"),
    "language": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*"),
    "Name": re.compile(_NAME_START + _NAME_PART + "*"),
    "NCName": re.compile(_NAME_START.replace(":", "", 1) + _NAME_PART.replace(":", "", 1) + "*"),
    "NMTOKEN": re.compile(_NAME_PART + "+"),
}
"""The datatypes whose values are strings, by what they allow (section 3.3.1 and 3.4.1 to 3.4.7)."""

_MOMENTS: Final[dict[str, re.Pattern[str]]] = {
    "dateTime": re.compile(
        r"(-?(?:[1-9]\d{3,}|0\d{3}))-(\d\d)-(\d\d)T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
        + _ZONE
    ),
    "date": re.compile(r"(-?(?:[1-9]\d{3,}|0\d{3}))-(\d\d)-(\d\d)" + _ZONE),
    "gYearMonth": re.compile(r"(-?(?:[1-9]\d{3,}|0\d{3}))-(\d\d)" + _ZONE),
    "gYear": re.compile(r"(-?(?:[1-9]\d{3,}|0\d{3}))" + _ZONE),
    "time": re.compile(r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)" + _ZONE),
}

_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_INTEGER: Final = re.compile(r"[+-]?\d+")
_FLOAT: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?|[+-]?INF|NaN")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})*")

DATATYPES: Final = frozenset(
    [XSD + name for name in (*_INTEGERS, *_STRINGS, *_MOMENTS)]
    + [
        XSD + name
        for name in ("decimal", "double", "float", "boolean", "hexBinary", "base64Binary", "anyURI", "dateTimeStamp")
    ]
    + [RDF + "PlainLiteral", RDF + "langString", RDF + "XMLLiteral", RDFS + "Literal"]
)
"""The datatypes known here; any other has no values but its own literals, and none of them is ill-formed."""

_Value = tuple[str, object]


def literal_key(literal: Literal) -> str:
    """Return a literal as a string that starts with a quotation mark; literals of equal values give the same string."""
    datatype = literal.datatype.value
    if datatype == XSD + "string":
        return str(literal)
    value = _value(literal.value, datatype)
    if value is None:
        return str(literal)
    kind, content = value
    if kind == "decimal" and isinstance(content, Decimal):
        text = format(content, "f")
        return str(Literal(text, datatype=NamedNode(XSD + ("decimal" if "." in text else "integer"))))
    if kind == "boolean":
        return str(Literal("true" if content else "false", datatype=NamedNode(XSD + "boolean")))
    if kind == "string":
        return str(Literal(literal.value))
    return str(literal)


def is_well_formed(lexical: str, datatype: str) -> bool:
    """Tell whether a datatype has a value that is written so; always true of a datatype that is not known here."""
    return datatype not in DATATYPES or _value(lexical, datatype) is not None


@lru_cache(maxsize=65536)
def is_of(lexical: str, own: str, datatype: str) -> bool:
    """Tell whether the value of a literal (its lexical form and own datatype) lies in the value space of another datatype.

    An ill-formed literal has no value and lies in none.
    """
    value = _value(lexical, own)
    if value is None:
        return False
    if datatype == RDFS + "Literal":
        return True
    if own == datatype:
        return True
    kind, content = value
    name = datatype.removeprefix(XSD)
    if kind == "decimal" and isinstance(content, Decimal):
        return name == "decimal" or (
            name in _INTEGERS and content == content.to_integral() and _in_range(content, name)
        )
    if kind == "string":
        if datatype == RDF + "PlainLiteral":
            return True
        return name in _STRINGS and _STRINGS[name].fullmatch(str(content)) is not None
    if kind == "tagged":
        return datatype in (RDF + "PlainLiteral", RDF + "langString")
    return kind == "dateTime" and name == "dateTimeStamp" and _zone_of(lexical) is not None


def literal_is_of(key: str, datatype: str) -> bool:
    """Tell the same of a literal written by `literal_key`."""
    literal = parse_literal(key)
    return is_of(literal.value, literal.datatype.value, datatype)


@lru_cache(maxsize=65536)
def parse_literal(key: str) -> Literal:
    """Return the literal that `literal_key` wrote."""
    end = key.rindex('"')
    lexical = _unescape(key[1:end])
    rest = key[end + 1 :]
    if rest.startswith("@"):
        return Literal(lexical, language=rest[1:])
    if rest:
        return Literal(lexical, datatype=NamedNode(rest[3:-1]))
    return Literal(lexical)


_ESCAPES: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)


def _unescape(text: str) -> str:
    def meant(found: re.Match[str]) -> str:
        code = found[1] or found[2]
        return chr(int(code, 16)) if code else _ESCAPES[found[3]]

    return _ESCAPE.sub(meant, text) if "\\" in text else text


@lru_cache(maxsize=65536)
def _value(lexical: str, datatype: str) -> _Value | None:
    """Return the value space and the value of a literal, None where it is ill-formed.

    Moments are told apart by their lexical forms: the same moment in two time zones counts as two values.
    """
    name = datatype.removeprefix(XSD)
    if datatype in (RDF + "langString", RDF + "PlainLiteral"):
        return "tagged", lexical
    if name in _INTEGERS:
        if not _INTEGER.fullmatch(lexical):
            return None
        number = _plain(Decimal(lexical))
        return ("decimal", number) if _in_range(number, name) else None
    if name == "decimal":
        return ("decimal", _plain(Decimal(lexical))) if _DECIMAL.fullmatch(lexical) else None
    if name in ("float", "double"):
        return (name, lexical) if _FLOAT.fullmatch(lexical) else None
    if name == "boolean":
        return ("boolean", lexical in ("true", "1")) if lexical in ("true", "false", "0", "1") else None
    if name in _STRINGS:
        return ("string", lexical) if _STRINGS[name].fullmatch(lexical) else None
    if name == "dateTimeStamp":
        return ("dateTime", lexical) if _is_moment(lexical, "dateTime") and _zone_of(lexical) else None
    if name in _MOMENTS:
        return (name, lexical) if _is_moment(lexical, name) else None
    if name == "hexBinary":
        return (name, lexical.upper()) if _HEX.fullmatch(lexical) else None
    if name == "base64Binary":
        return (name, lexical) if _is_base64(lexical) else None
    return datatype, lexical


def _in_range(number: Decimal, name: str) -> bool:
    least, greatest = _INTEGERS[name]
    return (least is None or number >= least) and (greatest is None or number <= greatest)


def _plain(number: Decimal) -> Decimal:
    """Return the number without zeros at its end, exactly: arithmetic on decimals would round long ones."""
    if not number:
        return Decimal(0)
    text = format(number, "f")
    return Decimal(text.rstrip("0").rstrip(".")) if "." in text else number


def _is_moment(lexical: str, name: str) -> bool:
    found = _MOMENTS[name].fullmatch(lexical)
    if found is None:
        return False
    if name in ("gYear", "time"):
        return True
    month = int(found[2])
    if not 1 <= month <= 12:
        return False
    if name == "gYearMonth":
        return True
    # the calendar repeats every 400 years; Python's has no year 0 and none of five digits
    year = int(found[1]) % 400 + 400
    try:
        datetime.date(year, month, int(found[3]))
    except ValueError:
        return False
    return True


def _zone_of(lexical: str) -> str | None:
    found = _MOMENTS["dateTime"].fullmatch(lexical)
    return found[4] if found else None


def _is_base64(lexical: str) -> bool:
    try:
        base64.b64decode(lexical.replace(" ", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
