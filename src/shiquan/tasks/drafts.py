"""Candidate concepts as a SKOS draft that a person edits, and the edited draft as the vocabulary of a domain.

In the draft every concept carries its confidence (`sq:confidence`), the tasks that it was made from (`skos:note`) and the wordings
that stand for it (`skos:hiddenLabel`). To review: delete what is no concept, move hidden labels to the concept that they mean,
rename, add English labels, definitions and cues. Confidence and notes are left out of the vocabulary.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from shiquan.errors import UsageError
from shiquan.graph.identifiers import romanised
from shiquan.graph.turtle import turtle
from shiquan.resources import ontology_folder
from shiquan.tasks.clustering import Candidate
from shiquan.tasks.wording import normal_wording
from shiquan.terms import CONCEPT, DCTERMS, ID, OWL, RDF_TYPE, RDFS, SKOS, SQ, XSD

_SCHEME = ID + "scheme/"
_FILES = "https://w3id.org/shiquan/ontology/tasks/"
_LONGEST_NOTATION = 40
_NO_AREA = "其他事项"
_VERSION = "0.1.0"
_REVIEW_ONLY = frozenset({SQ + "confidence", SKOS + "note"})
_NOTATION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Accepted:
    """A vocabulary that was taken in: its file, how many concepts it has, and the concepts that lack something.

    ``lacking`` has pairs of a concept's notation and what it lacks, in Chinese and English.
    """

    path: Path
    concepts: int
    lacking: tuple[tuple[str, str, str], ...]


def draft(domain: str, label: str, found: Iterable[Candidate]) -> bytes:
    """Return candidates as a SKOS draft in Turtle, the concepts under their areas of work; the same bytes for the same input.

    ``domain`` is the local name of the domain's IRI, ``label`` its Chinese name.
    """
    given = list(found)
    scheme = NamedNode(_SCHEME + domain)
    triples = [
        Triple(scheme, NamedNode(RDF_TYPE), NamedNode(SKOS + "ConceptScheme")),
        Triple(scheme, NamedNode(SKOS + "prefLabel"), Literal(f"{label}领域事项", language="zh")),
    ]
    areas = _area_names(given)
    taken: set[str] = set()
    for area in sorted(set(areas.values())):
        subject = NamedNode(f"{CONCEPT}{domain}/area/{_notation(area, taken)}")
        triples += _concept(subject, "AreaOfWork", area, scheme)
        triples.append(Triple(subject, NamedNode(SKOS + "topConceptOf"), scheme))
        for candidate in given:
            if areas[candidate.area] == area:
                triples += _candidate(domain, candidate, subject, scheme, taken)
    return turtle(triples)


def accept(file: Path, folder: Path | None = None) -> Accepted:
    """Write a reviewed draft as the vocabulary of its domain, into the package's folder by default.

    Raises:
        UsageError: the draft is not Turtle or not one vocabulary of tasks; every fault is told with its concept. Or the domain
            already has a vocabulary in that folder, which is left as it is.

    """
    quads = _read(file)
    domain, faults = _checked(quads)
    if faults:
        raise UsageError(
            f"{file} 不能收入词表：" + "；".join(zh for zh, _ in faults),
            f"{file} cannot be taken as a vocabulary: " + "; ".join(en for _, en in faults),
        )
    path = (folder or ontology_folder() / "tasks") / f"{domain}.ttl"
    if path.exists():
        raise UsageError(
            f"{path} 已有该领域的词表，未作改动；请先移走它，或以 --into 指定别的文件夹。",
            f"{path} already has the vocabulary of this domain and was left as it is; move it away, or name another folder with --into.",
        )
    kept = [quad.triple for quad in quads if quad.predicate.value not in _REVIEW_ONLY]
    lacking = _lacking(kept)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(turtle([*_header(domain), *sorted(kept, key=str)]))
    concepts = sum(1 for triple in kept if triple.object == NamedNode(SQ + "TaskConcept"))
    return Accepted(path, concepts, lacking)


def _area_names(given: list[Candidate]) -> dict[str, str]:
    """Return, for each heading, the name of its area: headings that differ in tier or place are one area."""
    by_wording: dict[str, list[str]] = defaultdict(list)
    for heading in sorted({candidate.area for candidate in given}):
        by_wording[normal_wording(heading)].append(heading)
    return {
        heading: min(headings, key=lambda one: (len(one), one)) or _NO_AREA
        for headings in by_wording.values()
        for heading in headings
    }


def _candidate(
    domain: str, candidate: Candidate, area: NamedNode, scheme: NamedNode, taken: set[str]
) -> Iterable[Triple]:
    subject = NamedNode(f"{CONCEPT}{domain}/{_notation(candidate.label, taken)}")
    yield from _concept(subject, "TaskConcept", candidate.label, scheme)
    yield Triple(subject, NamedNode(SKOS + "broader"), area)
    yield Triple(subject, NamedNode(SQ + "cue"), Literal(candidate.label))
    for wording in sorted({normal_wording(task.text) for task in candidate.members} - {candidate.label}):
        yield Triple(subject, NamedNode(SKOS + "hiddenLabel"), Literal(wording, language="zh"))
    first = candidate.members[0]
    yield Triple(subject, NamedNode(SKOS + "example"), Literal(f"{first.number}：“{first.text}”", language="zh"))
    confidence = Literal(f"{candidate.confidence:.2f}", datatype=NamedNode(XSD + "decimal"))
    yield Triple(subject, NamedNode(SQ + "confidence"), confidence)
    for note in sorted({f"{task.number}：“{task.text}”" for task in candidate.members}):
        yield Triple(subject, NamedNode(SKOS + "note"), Literal(note, language="zh"))


def _concept(subject: NamedNode, kind: str, label: str, scheme: NamedNode) -> list[Triple]:
    return [
        Triple(subject, NamedNode(RDF_TYPE), NamedNode(SQ + kind)),
        Triple(subject, NamedNode(RDF_TYPE), NamedNode(SKOS + "Concept")),
        Triple(subject, NamedNode(SKOS + "notation"), Literal(subject.value.rpartition("/")[2])),
        Triple(subject, NamedNode(SKOS + "inScheme"), scheme),
        Triple(subject, NamedNode(SKOS + "prefLabel"), Literal(label, language="zh")),
    ]


def _notation(label: str, taken: set[str]) -> str:
    """Return a label in pinyin, cut short; one that is taken gets six digits of the label's hash."""
    notation = romanised(label)[:_LONGEST_NOTATION]
    if notation in taken:
        notation += "-" + hashlib.sha256(label.encode()).hexdigest()[:6]
    taken.add(notation)
    return notation


def _read(file: Path) -> list[Quad]:
    try:
        return list(parse(path=str(file), format=RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise UsageError(f"读不了草案 {file}：{error}", f"cannot read the draft {file}: {error}") from error


def _checked(quads: list[Quad]) -> tuple[str, list[tuple[str, str]]]:
    """Return the domain of a draft and its faults, each in Chinese and English."""
    values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode | Literal):
            return "", [("不得有空白节点", "blank nodes are not allowed")]
        values[quad.subject.value][quad.predicate.value].append(quad.object.value)
    schemes = sorted(iri for iri, held in values.items() if SKOS + "ConceptScheme" in held[RDF_TYPE])
    if len(schemes) != 1 or not schemes[0].startswith(_SCHEME):
        return "", [("应恰有一个词表（skos:ConceptScheme）", "there must be one skos:ConceptScheme")]
    domain = schemes[0].removeprefix(_SCHEME)
    concepts = {iri for iri, held in values.items() if SQ + "TaskConcept" in held[RDF_TYPE]}
    areas = {iri for iri, held in values.items() if SQ + "AreaOfWork" in held[RDF_TYPE]}
    faults: list[tuple[str, str]] = []
    if not _NOTATION.fullmatch(domain):
        faults.append(
            (
                f"领域代码 {domain} 应为小写字母、数字和连字符",
                f"the domain {domain} must be lower-case letters, digits, hyphens",
            )
        )
    if not concepts:
        faults.append(("没有事项概念", "there is no task concept"))
    names: dict[str, str] = {}
    for iri in sorted(concepts | areas):
        held, name = values[iri], iri.removeprefix(CONCEPT)
        if not iri.startswith(f"{CONCEPT}{domain}/") or held[SKOS + "notation"] != [name.rpartition("/")[2]]:
            faults.append(
                (f"{name}：IRI 末尾应与唯一的 skos:notation 一致", f"{name}: its IRI must end in its one skos:notation")
            )
        if held[SKOS + "inScheme"] != schemes:
            faults.append((f"{name}：应属于 {schemes[0]}", f"{name}: must be in {schemes[0]}"))
        if not held[SKOS + "prefLabel"]:
            faults.append((f"{name}：没有名称", f"{name}: has no label"))
        if iri in concepts and not (len(held[SKOS + "broader"]) == 1 and held[SKOS + "broader"][0] in areas):
            faults.append((f"{name}：应归于一个工作方面", f"{name}: must be under one area of work"))
        for label in held[SKOS + "prefLabel"] if iri in concepts else ():
            if label in names:
                faults.append(
                    (f"{name} 与 {names[label]} 同名“{label}”", f"{name} and {names[label]} share the label {label!r}")
                )
            names[label] = name
    return domain, faults


def _lacking(triples: list[Triple]) -> tuple[tuple[str, str, str], ...]:
    named = [(triple.subject.value, triple) for triple in triples if isinstance(triple.subject, NamedNode)]
    concepts = sorted({iri for iri, triple in named if triple.object == NamedNode(SQ + "TaskConcept")})
    english = {
        iri
        for iri, triple in named
        if triple.predicate.value == SKOS + "prefLabel"
        and isinstance(triple.object, Literal)
        and triple.object.language == "en"
    }
    defined = {iri for iri, triple in named if triple.predicate.value == SKOS + "definition"}
    found = []
    for iri in concepts:
        name = iri.rpartition("/")[2]
        if iri not in english:
            found.append((name, "没有英文名称", "has no English label"))
        if iri not in defined:
            found.append((name, "没有定义", "has no definition"))
    return tuple(found)


def _header(domain: str) -> list[Triple]:
    file = NamedNode(_FILES + domain)
    return [
        Triple(file, NamedNode(RDF_TYPE), NamedNode(OWL + "Ontology")),
        Triple(file, NamedNode(OWL + "versionIRI"), NamedNode(f"{file.value}/{_VERSION}")),
        Triple(file, NamedNode(OWL + "versionInfo"), Literal(_VERSION)),
        Triple(file, NamedNode(DCTERMS + "title"), Literal(f"事项概念：{domain}", language="zh")),
        Triple(file, NamedNode(DCTERMS + "title"), Literal(f"Task concepts: {domain}", language="en")),
        Triple(file, NamedNode(DCTERMS + "license"), NamedNode("https://creativecommons.org/licenses/by/4.0/")),
        Triple(
            file,
            NamedNode(RDFS + "comment"),
            Literal("由 shiquan concepts propose 提出，经人工审阅收入。", language="zh"),
        ),
        Triple(
            file,
            NamedNode(RDFS + "comment"),
            Literal("Proposed by shiquan concepts propose and taken in after review by a person.", language="en"),
        ),
    ]
