"""The links of a document: the statements that can join with those of another document, and no others.

A document owns its own IRI and the IRIs that begin with it and a slash; areas, bodies, concepts and the documents that it cites are
shared. No document speaks of what lies within another one; of another one's own IRI it may say all but what would join with what
that one keeps to itself (`DocumentLinks.kept`). What another document could add is worked out
beforehand, with "some node" in the place of what is not known; the statements that would be joined with it are the links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Literal

from shiquan.reasoning.axioms import SAME, Statement
from shiquan.reasoning.closure import Closure
from shiquan.reasoning.compiler import ClassRule, CompiledAxioms, PropertyRule
from shiquan.reasoning.publishing import PUBLISHED_OF
from shiquan.terms import ID, RDF, RDF_TYPE, SQ

_Kind = Literal["subject", "object", "class"]
_Possible = tuple[_Kind, str, str]
"""What another document could make true: a relation of a node to some node, of some node to it, or a class of it."""

_SHORT: Final = ((SQ, "\x01"), (ID, "\x02"), (RDF, "\x04"))


@dataclass(frozen=True, slots=True)
class DocumentLinks:
    """The links of one document: one statement a line, terms separated by tabs, the IRI of the document itself left out.

    Small, comparable and quickly pickled; `statements` gives them whole. ``kept`` are the properties that would join, at the IRI of
    the document, with statements that it keeps to itself: no other document may state them of it.
    """

    document: str
    text: str
    kept: tuple[str, ...] = ()

    def statements(self) -> Iterator[Statement]:
        """Yield the statements, in their order."""
        # not by splitlines: a literal may hold other characters that end a line
        for line in filter(None, self.text.split("\n")):
            subject, predicate, value = (self._whole(term) for term in line.split("\t"))
            yield subject, predicate, value

    def _whole(self, term: str) -> str:
        if term.startswith("\x03"):
            return self.document + term[1:]
        for whole, mark in _SHORT:
            if term.startswith(mark):
                return whole + term[1:]
        return term


def write_links(document: str, statements: Iterable[Statement], kept: Iterable[str] = ()) -> DocumentLinks:
    """Return statements as links of a document, in the order of their terms."""

    def shortened(term: str) -> str:
        if term == document or term.startswith(document + "/"):
            return "\x03" + term[len(document) :]
        for whole, mark in _SHORT:
            if term.startswith(whole):
                return mark + term[len(whole) :]
        return term

    text = "\n".join("\t".join(map(shortened, one)) for one in sorted(statements))
    return DocumentLinks(document, text, tuple(sorted(kept)))


class Surface:
    """Works out the links of documents."""

    def __init__(self, axioms: CompiledAxioms) -> None:
        self._axioms = axioms
        made = {name for rule in axioms.properties.values() for _, name in rule.first}
        made.update(name for rule in axioms.classes.values() for name, _ in rule.values)
        self._made_relations = frozenset(
            name for one in made for name in (one, *axioms.properties[one].forward, *axioms.properties[one].reverse)
        )
        self._made_classes = frozenset(self._classes_made())
        self._valued = frozenset(name for rule in axioms.classes.values() for name, _ in rule.values)

    def links(self, closure: Closure, document: str) -> DocumentLinks:
        """Return the links of a document from the closure of its statements."""
        return _Tracing(self._axioms, closure, document, self._made_relations, self._made_classes, self._valued).links()

    def _classes_made(self) -> Iterator[str]:
        for rule in self._axioms.properties.values():
            for _, name in (*rule.some, *rule.every):
                yield from self._above(name)
        for one in self._axioms.classes.values():
            for _, name in one.parts:
                yield from self._above(name)
        for name in self._made_relations:
            rule = self._axioms.properties[name]
            yield from rule.subject_classes | rule.object_classes
            for names in (*rule.by_object.values(), *rule.by_subject.values()):
                yield from names

    def _above(self, name: str) -> frozenset[str]:
        return self._axioms.classes[name].supers if name in self._axioms.classes else frozenset((name,))


class _Tracing:
    """Follows what another document could make true through one document."""

    def __init__(
        self,
        axioms: CompiledAxioms,
        closure: Closure,
        document: str,
        made_relations: frozenset[str],
        made_classes: frozenset[str],
        valued: frozenset[str],
    ) -> None:
        self._axioms = axioms
        self._closure = closure
        self._document = document
        self._inner = document + "/"
        self._made_relations = made_relations
        self._made_classes = made_classes
        self._links: set[Statement] = set()
        self._possible: set[_Possible] = set()
        self._waiting: list[_Possible] = []
        self._joined_here: set[str] = set()
        for name in sorted(valued):
            self._relation_possible("subject", name, document)

    def links(self) -> DocumentLinks:
        for predicate, pairs in self._closure.out.items():
            rule = self._axioms.properties[predicate]
            for subject, values in pairs.items():
                for value in values:
                    self._relation(rule, subject, predicate, value)
        for node, names in self._closure.types.items():
            for name in names:
                self._type(node, name)
        while self._waiting:
            kind, name, node = self._waiting.pop()
            if kind == "class":
                self._class_of(node, name)
            elif kind == "subject":
                self._relation_from(node, name)
            else:
                self._relation_to(node, name)
        kept = {name for name in self._joined_here if ("subject", name, self._document) not in self._possible}
        return write_links(self._document, self._links, kept)

    # ------------------------------------------------------------ nodes

    def _is_inner(self, node: str) -> bool:
        """Tell whether only this document speaks of the node."""
        return node.startswith((self._inner, "_:"))

    def _is_shared(self, node: str) -> bool:
        """Tell whether another document may state relations of the node."""
        return node != self._document and not node.startswith((self._inner, "_:"))

    # ------------------------------------------------------------ what joins at a shared node

    def _relation(self, rule: PropertyRule, subject: str, predicate: str, value: str) -> None:
        inner_subject, inner_value = self._is_inner(subject), self._is_inner(value)
        link = (
            not inner_subject
            and not inner_value
            and (predicate in self._made_relations or predicate == SAME or bool(rule.disjoint))
        )
        if rule.first and self._is_shared(value):
            link = True
            for _, made in rule.first:
                self._relation_possible("subject", made, subject)
        elif rule.first and value == self._document:
            self._joined_here.update(following for following, _ in rule.first)
        if rule.second and not inner_subject:
            link = True
            for _, made in rule.second:
                self._relation_possible("object", made, value)
        if rule.some and not inner_value:
            link = True
            for _, name in rule.some:
                self._class_possible(subject, name)
        if rule.every and not inner_subject:
            link = True
            for _, name in rule.every:
                self._class_possible(value, name)
        if (rule.at_most_one or rule.none) and not (inner_subject and inner_value):
            link = True
            self._types(subject)
            self._types(value)
        if (rule.one_subject and not inner_value) or (rule.asymmetric and not inner_subject and not inner_value):
            link = True
        if rule.in_key and (not inner_value or not inner_subject):
            self._key(subject)
        if link:
            self._links.add((subject, predicate, value))

    def _type(self, node: str, name: str) -> None:
        if not self._is_inner(node) and (name in self._made_classes or self._matters(name)):
            self._links.add((node, RDF_TYPE, name))

    def _matters(self, name: str) -> bool:
        rule = self._axioms.classes.get(name)
        return rule is not None and (rule.joins or rule.checks)

    # ------------------------------------------------------------ what another document could make true

    def _relation_possible(self, kind: Literal["subject", "object"], name: str, node: str) -> None:
        """Note that the node may get a relation to some node, or some node one to it, and what follows from that alone."""
        rule = self._axioms.properties[name]
        other: Literal["subject", "object"] = "object" if kind == "subject" else "subject"
        self._note((kind, name, node))
        for one in rule.forward:
            self._note((kind, one, node))
        for one in rule.reverse:
            self._note((other, one, node))
        classes = rule.subject_classes if kind == "subject" else rule.object_classes
        by_value = rule.by_object if kind == "subject" else rule.by_subject
        for one in classes.union(*by_value.values()):
            self._class_possible(node, one)

    def _class_possible(self, node: str, name: str) -> None:
        rule = self._axioms.classes.get(name)
        for one in (name,) if rule is None else rule.supers:
            self._note(("class", one, node))

    def _note(self, possible: _Possible) -> None:
        kind, _, node = possible
        if self._is_shared(node) or (node == self._document and kind != "subject") or possible in self._possible:
            return
        self._possible.add(possible)
        self._waiting.append(possible)

    def _relation_from(self, node: str, name: str) -> None:
        rule, closure = self._axioms.properties[name], self._closure
        for value in closure.objects(name, node):
            self._links.add((node, name, value))
        for _, made in rule.first:
            self._relation_possible("subject", made, node)
        for before, made in rule.second:
            for start in closure.subjects(before, node):
                self._links.add((start, before, node))
                self._relation_possible("subject", made, start)
        for _, made in rule.some:
            self._class_possible(node, made)
        self._partners(rule, node)
        if name in PUBLISHED_OF and closure.is_of(node, PUBLISHED_OF[name]):
            self._links.add((node, RDF_TYPE, PUBLISHED_OF[name]))

    def _relation_to(self, node: str, name: str) -> None:
        rule, closure = self._axioms.properties[name], self._closure
        for subject in closure.subjects(name, node):
            self._links.add((subject, name, node))
        for following, made in rule.first:
            for value in closure.objects(following, node):
                self._links.add((node, following, value))
                self._relation_possible("object", made, value)
        for _, made in rule.second:
            self._relation_possible("object", made, node)
        for _, made in rule.every:
            self._class_possible(node, made)
        self._partners(rule, node)

    def _partners(self, rule: PropertyRule, node: str) -> None:
        """Add what a new relation of the node could join with or contradict, at the node itself."""
        closure = self._closure
        if rule.some or rule.every or rule.at_most_one or rule.none:
            self._types(node)
        for other in (*(one for _, one, _ in rule.disjoint), *((SAME,) if rule.disjoint else ())):
            self._links.update((node, other, value) for value in closure.objects(other, node))
            self._links.update((subject, other, node) for subject in closure.subjects(other, node))
        if rule.in_key:
            self._key(node)

    def _class_of(self, node: str, name: str) -> None:
        self._types(node)
        rule: ClassRule | None = self._axioms.classes.get(name)
        if rule is None:
            return
        closure = self._closure
        for _, made in rule.parts:
            self._class_possible(node, made)
        for predicate, made in rule.some:
            for subject in closure.subjects(predicate, node):
                self._links.add((subject, predicate, node))
                self._class_possible(subject, made)
        for predicate, made in rule.every:
            for value in closure.objects(predicate, node):
                self._links.add((node, predicate, value))
                self._class_possible(value, made)
        for predicate, value in rule.values:
            self._relation_possible("subject", predicate, node)
            self._relation_possible("object", predicate, value)
        for predicate in (*rule.limited, *rule.fills):
            self._links.update((node, predicate, value) for value in closure.objects(predicate, node))
            self._links.update((subject, predicate, node) for subject in closure.subjects(predicate, node))
            for subject in closure.subjects(predicate, node):
                self._types(subject)
        if rule.keyed:
            self._key(node)

    def _types(self, node: str) -> None:
        self._links.update((node, RDF_TYPE, name) for name in self._closure.types.get(node, ()))

    def _key(self, node: str) -> None:
        self._types(node)
        for _, predicates, _ in self._axioms.keys:
            for predicate in predicates:
                self._links.update((node, predicate, value) for value in self._closure.objects(predicate, node))
