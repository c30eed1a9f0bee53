"""What rows of subject, property and value tell, looked up by subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from shiquan.terms import RDF_TYPE, SQ

_ORDER: Final = SQ + "order"


class Told:
    """Statements by subject and property. Values are text: IRIs and lexical forms."""

    def __init__(self, rows: Iterable[Mapping[str, str | None]]) -> None:
        """Take rows with the columns subject, property and value."""
        self._by_subject: dict[str, dict[str, list[str]]] = {}
        for row in rows:
            subject, property_, value = row["subject"], row["property"], row["value"]
            if subject is not None and property_ is not None:
                self._by_subject.setdefault(subject, {}).setdefault(property_, []).append(value or "")

    def __bool__(self) -> bool:
        """Tell whether anything is told."""
        return bool(self._by_subject)

    def subjects(self) -> tuple[str, ...]:
        """Return all subjects, sorted."""
        return tuple(sorted(self._by_subject))

    def of_type(self, type_: str) -> tuple[str, ...]:
        """Return the subjects of a type, in their order."""
        return self._sorted(one for one, told in self._by_subject.items() if type_ in told.get(RDF_TYPE, ()))

    def all(self, subject: str, property_: str) -> tuple[str, ...]:
        """Return the values of a property, each once, sorted."""
        return tuple(sorted(set(self._by_subject.get(subject, {}).get(property_, ()))))

    def one(self, subject: str, property_: str) -> str:
        """Return the value of a property, the least of several; empty where there is none."""
        return min(self._by_subject.get(subject, {}).get(property_, ()), default="")

    def parts(self, subject: str, property_: str) -> tuple[str, ...]:
        """Return the values of a property that are parts of the document, in their order."""
        return self._sorted(set(self._by_subject.get(subject, {}).get(property_, ())))

    def _sorted(self, parts: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(parts, key=lambda part: (int(self.one(part, _ORDER) or 0), part)))
