"""Statements to be looked up while documents come and go: the links of all documents, and several such sources as one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from shiquan.reasoning.axioms import Statement
from shiquan.reasoning.closure import Known
from shiquan.terms import RDF_TYPE

_NONE: Final[frozenset[str]] = frozenset()


class LinkIndex:
    """Links in memory, each with the number of documents that have it; also what follows between documents."""

    def __init__(self, statements: Iterable[Statement] = ()) -> None:
        self._counts: dict[Statement, int] = {}
        self._objects: dict[tuple[str, str], set[str]] = {}
        self._subjects: dict[tuple[str, str], set[str]] = {}
        self._classes: dict[str, set[str]] = {}
        self.add(statements)

    def add(self, statements: Iterable[Statement]) -> None:
        """Add the statements of one more document."""
        for statement in statements:
            self._counts[statement] = self._counts.get(statement, 0) + 1
            subject, predicate, value = statement
            if predicate == RDF_TYPE:
                self._classes.setdefault(subject, set()).add(value)
            else:
                self._objects.setdefault((predicate, subject), set()).add(value)
                self._subjects.setdefault((predicate, value), set()).add(subject)

    def remove(self, statements: Iterable[Statement]) -> None:
        """Take away the statements of one document; those of others stay.

        Raises:
            KeyError: a statement is not there.

        """
        for statement in statements:
            self._counts[statement] -= 1
            if self._counts[statement]:
                continue
            del self._counts[statement]
            subject, predicate, value = statement
            if predicate == RDF_TYPE:
                self._classes[subject].remove(value)
            else:
                self._objects[predicate, subject].remove(value)
                self._subjects[predicate, value].remove(subject)

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is there."""
        return (subject, predicate, value) in self._counts

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """Return what a thing has a relation to."""
        return self._objects.get((predicate, subject), _NONE)

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """Return what has a relation to a thing."""
        return self._subjects.get((predicate, value), _NONE)

    def classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""
        return self._classes.get(node, _NONE)

    def settles(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is there."""
        return self.has(subject, predicate, value)

    def settled_classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""
        return self.classes(node)


class Together:
    """Several sources as one."""

    def __init__(self, sources: tuple[Known, ...]) -> None:
        self._sources = sources

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a source has a relation."""
        return any(one.has(subject, predicate, value) for one in self._sources)

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """Return what a thing has a relation to in any source."""
        return {value for one in self._sources for value in one.objects(predicate, subject)}

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """Return what has a relation to a thing in any source."""
        return {subject for one in self._sources for subject in one.subjects(predicate, value)}

    def classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing in any source."""
        return {name for one in self._sources for name in one.classes(node)}

    def settles(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a source has a relation to stay."""
        return any(one.settles(subject, predicate, value) for one in self._sources)

    def settled_classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing that are there to stay in any source."""
        return {name for one in self._sources for name in one.settled_classes(node)}


class Doubted(Together):
    """What is settled, with what may have to go: this is joined with, and may be concluded again."""

    def __init__(self, settled: Known, doubtful: Known) -> None:
        super().__init__((settled, doubtful))
        self._settled = settled

    def settles(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is settled."""
        return self._settled.settles(subject, predicate, value)

    def settled_classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing that are settled."""
        return self._settled.settled_classes(node)


class Without:
    """A source without some statements."""

    def __init__(self, source: Known, left_out: Collection[Statement]) -> None:
        self._source = source
        self._left_out = left_out

    def has(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is there and not left out."""
        return (subject, predicate, value) not in self._left_out and self._source.has(subject, predicate, value)

    def objects(self, predicate: str, subject: str) -> Collection[str]:
        """Return what a thing has a relation to."""
        found = self._source.objects(predicate, subject)
        return [value for value in found if (subject, predicate, value) not in self._left_out]

    def subjects(self, predicate: str, value: str) -> Collection[str]:
        """Return what has a relation to a thing."""
        found = self._source.subjects(predicate, value)
        return [subject for subject in found if (subject, predicate, value) not in self._left_out]

    def classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""
        return [name for name in self._source.classes(node) if (node, RDF_TYPE, name) not in self._left_out]

    def settles(self, subject: str, predicate: str, value: str) -> bool:
        """Tell whether a relation is there and not left out."""
        return self.has(subject, predicate, value)

    def settled_classes(self, node: str) -> Collection[str]:
        """Return the classes of a thing."""
        return self.classes(node)
