"""From the document model to the graph: one named graph per document, no blank nodes, evidence for every statement.

The layout is described in `docs/graph-layout.md`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pyoxigraph import Quad, RdfFormat, parse

from shiquan import __version__
from shiquan.graph.bodies import BodyNames, government_name
from shiquan.graph.identifiers import document_iri, file_stem, graph_iri
from shiquan.graph.nquads import chinese, literal, nquads_of
from shiquan.graph.vocabulary import Notations
from shiquan.model import (
    Assignment,
    Case,
    Citation,
    Document,
    Expenditure,
    LedgerEntry,
    Measure,
    Plan,
    Power,
    Residual,
    Section,
    Span,
    Target,
    Task,
)
from shiquan.terms import (
    AGENT,
    AREA,
    CONCEPT,
    DCTERMS,
    DOMAIN,
    ELI,
    OA,
    PROV,
    RDF_TYPE,
    RDFS,
    RULE,
    SKOS,
    SQ,
    TIER,
)

_TYPE = f"<{RDF_TYPE}> "
_PLAN_CLASSES = {"division": SQ + "DivisionPlan", "work": SQ + "WorkPlan", "other": SQ + "OtherPlan"}
_ELI_RELATIONS = {
    "implements": ELI + "ensures_implementation_of",
    "based_on": ELI + "based_on",
    "cites": ELI + "cites",
    "repeals": ELI + "repeals",
}


def document_identity(document: Document) -> str:
    """Return the IRI of a document that was read."""
    issuer = document.issuers[0] if document.issuers else None
    return document_iri(
        document.area, document.number, issuer, document.title or (document.plans[0].title if document.plans else None)
    )


def document_nquads(document: Document, text_sha256: str, notations: Notations, bodies: BodyNames) -> bytes:
    """Return a document's named graph as canonical N-Quads in UTF-8, sorted as `quad_key` sorts.

    Args:
        document: what was read.
        text_sha256: the SHA-256 of the published cleaned text (UTF-8), in hexadecimal.
        notations: the concepts of the coded values, by their notation.
        bodies: resolves issuers, responsible bodies and cited issuers.

    """
    return _Writer(document, text_sha256, notations, bodies).nquads()


def write_document(document: Document, text_sha256: str, notations: Notations, bodies: BodyNames) -> list[Quad]:
    """Return the sorted quads of a document's named graph; the arguments are those of `document_nquads`."""
    return list(parse(document_nquads(document, text_sha256, notations, bodies), format=RdfFormat.N_QUADS))


class _Writer:
    def __init__(self, document: Document, text_sha256: str, notations: Notations, bodies: BodyNames) -> None:
        self._document = document
        self._sha256 = text_sha256
        self._notations = notations
        self._bodies = bodies
        self._iri = document_identity(document)
        self._statements: defaultdict[str, set[str]] = defaultdict(set)
        self._evidences: dict[str, str] = {}
        self._behind = f" <{graph_iri(self._iri)}> .\n"

    def nquads(self) -> bytes:
        self._write_notice()
        self._write_provenance()
        for number, plan in enumerate(self._document.plans, start=1):
            self._write_plan(f"{self._iri}/plan/{number}", number, plan)
        self._write_citations()
        return nquads_of(self._statements, graph_iri(self._iri), self._evidences)

    # ------------------------------------------------------------ the few ways to add a triple

    def _type(self, subject: str, type_iri: str) -> None:
        self._statements[subject].add(f"{_TYPE}<{type_iri}>")

    def _link(self, subject: str, predicate: str, target: str) -> None:
        self._statements[subject].add(f"<{predicate}> <{target}>")

    def _say(self, subject: str, predicate: str, value: str | int | bool | Decimal | date | None) -> None:
        if value is not None:
            self._statements[subject].add(f"<{predicate}> {literal(value)}")

    def _label(self, subject: str, name: str) -> None:
        self._statements[subject].add(f"<{SKOS}prefLabel> {chinese(name)}")

    def _evidence(self, subject: str, span: Span) -> None:
        """Give a statement its evidence: the span in the cleaned text and the exact quote (Web Annotation §4.2).

        More than half of all statements are these ten, always alike, so they are written in one piece and in their order.
        """
        evidence = subject + "/evidence"
        position, quote, behind = f"<{evidence}/position>", f"<{evidence}/quote>", self._behind
        self._statements[subject].add(f"<{SQ}evidence> <{evidence}>")
        self._evidences[evidence] = (
            f"{position} {_TYPE}<{OA}TextPositionSelector>{behind}"
            f"{position} <{OA}end> {literal(span.end)}{behind}"
            f"{position} <{OA}start> {literal(span.start)}{behind}"
            f"{quote} {_TYPE}<{OA}TextQuoteSelector>{behind}"
            f"{quote} <{OA}exact> {literal(span.of(self._document.text))}{behind}"
            f"<{evidence}> {_TYPE}<{SQ}Evidence>{behind}"
            f"<{evidence}> <{OA}hasSelector> {position}{behind}"
            f"<{evidence}> <{OA}hasSelector> {quote}{behind}"
            f"<{evidence}> <{OA}hasSource> <{self._iri}/text>{behind}"
            f"<{evidence}> <{PROV}wasGeneratedBy> <{self._iri}/reading>{behind}"
        )

    # ------------------------------------------------------------ the notice

    def _write_notice(self) -> None:
        document, iri = self._document, self._iri
        self._type(iri, SQ + "Notice")
        self._say(iri, ELI + "id_local", str(document.number) if document.number else None)
        self._say(iri, ELI + "title", document.title)
        for name in document.issuers:
            self._say(iri, SQ + "issuerName", name)
            self._write_issuer(iri, name)
        if document.area is not None:
            self._link(iri, SQ + "ofArea", AREA + document.area.code)
        if document.tier is not None:
            self._link(iri, SQ + "ofTier", TIER + document.tier.value)
        self._write_domain(iri, document.domain)
        self._say(iri, ELI + "date_document", document.date_of("signed"))
        self._say(iri, ELI + "date_publication", document.date_of("published"))
        if document.effect is not None:
            self._link(iri, SQ + "effectiveRule", self._notations.of("EffectiveRule", document.effect.rule))
            self._say(iri, ELI + "first_date_entry_in_force", document.effect.day)
        for name in document.recipients:
            self._say(iri, SQ + "addressedTo", name)
        for name in document.copied_to:
            self._say(iri, SQ + "copiedTo", name)
        self._write_dates()
        for finding in document.findings:
            self._say(iri, SQ + "reviewNote", f"{finding.zh} / {finding.en}")

    def _write_issuer(self, iri: str, name: str) -> None:
        body = self._bodies.issuer(name, self._document.area)
        self._link(iri, SQ + "issuedBy", body.iri)
        self._write_body(body.iri, body.type_iri, body.name, body.government)

    def _write_body(self, iri: str, type_iri: str, name: str, government: str | None) -> None:
        self._type(iri, type_iri)
        self._label(iri, name)
        if type_iri == SQ + "Government":
            self._write_government(iri)
        elif government is not None:
            self._link(iri, SQ + "actsFor", government)
            self._write_government(government)

    def _write_government(self, iri: str) -> None:
        """Say which area and tier the document's own government is of."""
        area = self._document.area
        if area is not None:
            self._type(iri, SQ + "Government")
            self._label(iri, government_name(area))
            self._link(iri, SQ + "governs", AREA + area.code)
            self._link(iri, SQ + "ofTier", TIER + area.tier.value)

    def _write_domain(self, iri: str, domain: str | None) -> None:
        local = self._notations.domain(domain) if domain else None
        if local is not None:
            self._link(iri, SQ + "domain", DOMAIN + local)
        self._say(iri, SQ + "domainName", domain)

    def _write_dates(self) -> None:
        counts: dict[str, int] = {}
        statements = list(self._document.dates)
        for order, statement in enumerate(statements, start=1):
            counts[statement.kind] = counts.get(statement.kind, 0) + 1
            suffix = "" if counts[statement.kind] == 1 else f"/{counts[statement.kind]}"
            node = f"{self._iri}/date/{statement.kind}{suffix}"
            self._write_date(node, statement.kind, statement.day, statement.span, order)
        effect = self._document.effect
        if effect is not None and effect.day is not None and "effective" not in counts:
            self._write_date(f"{self._iri}/date/effective", "effective", effect.day, effect.span, len(statements) + 1)

    def _write_date(self, node: str, kind: str, day: date, span: Span, order: int) -> None:
        self._link(self._iri, SQ + "dateStatement", node)
        self._type(node, SQ + "DateStatement")
        self._link(node, SQ + "dateKind", self._notations.of("DateKind", kind))
        self._say(node, SQ + "date", day)
        self._say(node, SQ + "order", order)
        self._evidence(node, span)

    def _write_provenance(self) -> None:
        """Say from which file the cleaned text was made, by which program, and how both can be checked."""
        iri, source = self._iri, self._document.source
        text, file, reading = iri + "/text", iri + "/source", iri + "/reading"
        agent = f"{AGENT}shiquan/{__version__}"
        self._link(iri, SQ + "cleanedText", text)
        self._type(text, SQ + "CleanedText")
        self._say(text, SQ + "fileName", file_stem(iri) + ".txt")
        self._say(text, SQ + "sha256", self._sha256)
        self._link(text, PROV + "wasDerivedFrom", file)
        self._link(text, PROV + "wasGeneratedBy", reading)
        self._type(file, SQ + "SourceFile")
        self._say(file, SQ + "fileName", source.file)
        self._say(file, SQ + "sha256", source.sha256)
        self._say(file, DCTERMS + "format", source.media_type)
        self._say(file, SQ + "encoding", source.encoding)
        self._type(reading, SQ + "Reading")
        self._link(reading, PROV + "used", file)
        self._link(reading, PROV + "wasAssociatedWith", agent)
        self._type(agent, PROV + "SoftwareAgent")
        self._say(agent, RDFS + "label", f"shiquan {__version__}")

    # ------------------------------------------------------------ plans

    def _write_plan(self, iri: str, number: int, plan: Plan) -> None:
        document = self._document
        self._link(self._iri, ELI + "has_part", iri)
        self._type(iri, _PLAN_CLASSES[plan.kind])
        self._say(iri, ELI + "title", plan.title or None)
        self._say(iri, SQ + "order", number)
        if document.area is not None:
            self._link(iri, SQ + "ofArea", AREA + document.area.code)
        if document.tier is not None:
            self._link(iri, SQ + "ofTier", TIER + document.tier.value)
        self._write_domain(iri, plan.domain)
        sections = self._write_sections(iri, plan.sections)
        provisions = self._write_provisions(iri, plan.ledger, sections)
        for order, assignment in enumerate(plan.assignments, start=1):
            self._write_assignment(iri, order, assignment, sections, provisions)
        for order, residual in enumerate(plan.residuals, start=1):
            self._write_residual(iri, order, residual, sections, provisions)
        for order, measure in enumerate(plan.measures, start=1):
            self._write_measure(iri, order, measure, sections)
        for order, target in enumerate(plan.targets, start=1):
            self._write_target(iri, order, target)

    def _write_sections(self, plan: str, sections: Iterable[Section]) -> dict[str, str]:
        """Write the sections and return their IRIs by path."""
        iris: dict[str, str] = {}
        alike: Counter[str] = Counter()
        for order, section in enumerate(sections, start=1):
            iri = f"{plan}/s/{_section_key(section.path)}"
            # a damaged text may number any number of sections alike: each has an IRI of its own
            alike[iri] += 1
            iri = iri if alike[iri] == 1 else f"{iri}-{alike[iri]}"
            self._type(iri, SQ + "Section")
            self._say(iri, SQ + "path", section.path)
            self._say(iri, SQ + "heading", section.heading)
            self._say(iri, SQ + "order", order)
            self._link(iri, SQ + "sectionOf", plan)
            parent = section.path.rpartition("/")[0]
            if parent in iris:
                self._link(iri, SQ + "superSection", iris[parent])
            self._evidence(iri, section.span)
            iris[section.path] = iri
        return iris

    def _write_provisions(
        self, plan: str, ledger: Iterable[LedgerEntry], sections: dict[str, str]
    ) -> list[tuple[Span, str]]:
        provisions = []
        for order, entry in enumerate(ledger, start=1):
            iri = f"{plan}/p/{order}"
            self._type(iri, SQ + "Provision")
            self._link(iri, SQ + "inDocument", plan)
            self._in_section(iri, entry.section, sections)
            self._say(iri, SQ + "order", order)
            self._link(iri, SQ + "role", self._notations.of("LedgerRole", entry.role))
            self._say(iri, SQ + "reason", entry.reason)
            self._evidence(iri, entry.span)
            provisions.append((entry.span, iri))
        return provisions

    def _in_section(self, iri: str, path: str | None, sections: dict[str, str]) -> None:
        if path is not None and path in sections:
            self._link(iri, SQ + "inSection", sections[path])

    def _stated_in(self, iri: str, span: Span, provisions: list[tuple[Span, str]]) -> None:
        for where, provision in provisions:
            if where.start < span.end and span.start < where.end:
                self._link(iri, SQ + "statedIn", provision)

    # ------------------------------------------------------------ relations

    def _write_assignment(
        self,
        plan: str,
        order: int,
        assignment: Assignment,
        sections: dict[str, str],
        provisions: list[tuple[Span, str]],
    ) -> None:
        iri = f"{plan}/a/{order}"
        self._type(iri, SQ + "Assignment")
        self._say(iri, SQ + "order", order)
        self._link(iri, SQ + "inDocument", plan)
        self._in_section(iri, assignment.section, sections)
        self._stated_in(iri, assignment.span, provisions)
        for number, task in enumerate(assignment.tasks, start=1):
            self._write_task(iri, number, task)
        self._write_power(iri, assignment.power)
        self._write_expenditure(iri, assignment.expenditure)
        for number, case in enumerate(assignment.cases, start=1):
            self._write_case(plan, iri, number, case, provisions)
        for rule in assignment.rules:
            self._link(iri, SQ + "readBy", RULE + rule)
        self._say(iri, SQ + "confidence", assignment.confidence)
        self._say(iri, SQ + "reviewNote", assignment.note)
        self._evidence(iri, assignment.span)

    def _write_task(self, assignment: str, number: int, task: Task) -> None:
        iri = f"{assignment}/task/{number}"
        self._link(assignment, SQ + "task", iri)
        self._type(iri, SQ + "Task")
        self._say(iri, SQ + "order", number)
        self._say(iri, SQ + "text", task.text)
        for tier in task.scope:
            self._link(iri, SQ + "scope", TIER + tier.value)
        for tier in task.excludes:
            self._link(iri, SQ + "excludes", TIER + tier.value)
        for concept in task.concepts:
            self._link(iri, SQ + "concept", CONCEPT + concept)
        self._evidence(iri, task.span)

    def _write_power(self, owner: str, power: Power | None) -> None:
        if power is None:
            return
        iri = owner + "/power"
        self._link(owner, SQ + "power", iri)
        self._type(iri, SQ + "FiscalPower")
        self._link(iri, SQ + "mode", self._notations.of("PowerMode", power.mode))
        for tier in power.tiers:
            self._link(iri, SQ + "heldBy", TIER + tier.value)

    def _write_expenditure(self, owner: str, expenditure: Expenditure | None) -> None:
        if expenditure is None:
            return
        iri = owner + "/expenditure"
        self._link(owner, SQ + "expenditure", iri)
        self._type(iri, SQ + "ExpenditureResponsibility")
        self._link(iri, SQ + "mode", self._notations.of("ExpenditureMode", expenditure.mode))
        for tier in expenditure.tiers:
            self._link(iri, SQ + "borneBy", TIER + tier.value)
        for number, share in enumerate(expenditure.shares, start=1):
            node = f"{iri}/share/{number}"
            self._link(iri, SQ + "share", node)
            self._type(node, SQ + "Share")
            self._link(node, SQ + "ofTier", TIER + share.tier.value)
            self._say(node, SQ + "percent", share.percent)
        for number, support in enumerate(expenditure.support, start=1):
            node = f"{iri}/support/{number}"
            self._link(iri, SQ + "support", node)
            self._type(node, SQ + "Support")
            self._link(node, SQ + "fromTier", TIER + support.giver.value)
            self._link(node, SQ + "supportKind", self._notations.of("SupportKind", support.kind))

    def _write_case(
        self, plan: str, assignment: str, number: int, case: Case, provisions: list[tuple[Span, str]]
    ) -> None:
        iri = f"{assignment}/case/{number}"
        self._link(assignment, SQ + "case", iri)
        self._type(iri, SQ + "Case")
        self._say(iri, SQ + "order", number)
        self._say(iri, SQ + "condition", case.condition)
        self._link(iri, SQ + "inDocument", plan)
        self._stated_in(iri, case.span, provisions)
        self._write_power(iri, case.power)
        self._write_expenditure(iri, case.expenditure)
        self._evidence(iri, case.span)

    def _write_residual(
        self, plan: str, order: int, residual: Residual, sections: dict[str, str], provisions: list[tuple[Span, str]]
    ) -> None:
        iri = f"{plan}/r/{order}"
        self._type(iri, SQ + "Residual")
        self._say(iri, SQ + "order", order)
        self._link(iri, SQ + "residualKind", self._notations.of("ResidualKind", residual.kind))
        self._link(iri, SQ + "inDocument", plan)
        self._in_section(iri, residual.section, sections)
        self._stated_in(iri, residual.span, provisions)
        self._evidence(iri, residual.span)

    # ------------------------------------------------------------ work plans

    def _write_measure(self, plan: str, order: int, measure: Measure, sections: dict[str, str]) -> None:
        iri = f"{plan}/m/{order}"
        self._type(iri, SQ + "Measure")
        self._say(iri, SQ + "order", order)
        self._say(iri, SQ + "heading", measure.heading)
        self._link(iri, SQ + "inDocument", plan)
        self._in_section(iri, measure.section, sections)
        self._say(iri, SQ + "sharedByDuty", measure.shared_by_duty)
        self._say(iri, SQ + "others", measure.others)
        for number, named in enumerate(measure.bodies, start=1):
            role = f"{iri}/body/{number}"
            self._link(iri, SQ + "bodyRole", role)
            self._type(role, SQ + "BodyRole")
            self._say(role, SQ + "order", number)
            self._say(role, SQ + "bodyName", named.name)
            self._say(role, SQ + "leads", named.leads)
            body = self._bodies.responsible(named.name, self._document.area)
            if body is not None:
                self._link(role, SQ + "body", body.iri)
                self._write_body(body.iri, body.type_iri, body.name, body.government)
        self._evidence(iri, measure.span)

    def _write_target(self, plan: str, order: int, target: Target) -> None:
        iri = f"{plan}/target/{order}"
        self._type(iri, SQ + "Target")
        self._say(iri, SQ + "order", order)
        self._say(iri, SQ + "indicator", target.indicator)
        self._say(iri, SQ + "operator", target.operator)
        self._say(iri, SQ + "value", target.value)
        self._say(iri, SQ + "unit", target.unit or None)
        self._say(iri, SQ + "by", target.by)
        self._link(iri, SQ + "inDocument", plan)
        self._evidence(iri, target.span)

    # ------------------------------------------------------------ citations

    def _write_citations(self) -> None:
        order = 0
        for number, plan in enumerate(self._document.plans, start=1):
            for citation in plan.citations:
                order += 1
                self._write_citation(f"{self._iri}/citation/{order}", order, f"{self._iri}/plan/{number}", citation)

    def _write_citation(self, iri: str, order: int, plan: str, citation: Citation) -> None:
        area = self._bodies.cited_area(citation, self._document.area)
        cited = document_iri(area, citation.number, citation.issuer, citation.title)
        relation = citation.relation
        own = area is not None and self._document.area is not None and area.code == self._document.area.code
        if relation == "implements" and own:
            relation = "based_on"
        self._type(iri, SQ + "Citation")
        self._say(iri, SQ + "order", order)
        self._link(iri, SQ + "citedBy", plan)
        self._link(iri, SQ + "citedDocument", cited)
        self._link(iri, SQ + "relation", self._notations.of("CitationRelation", relation))
        self._say(iri, SQ + "citedTitle", citation.title)
        self._say(iri, SQ + "citedNumber", str(citation.number) if citation.number else None)
        self._say(iri, SQ + "citedIssuerName", citation.issuer)
        self._evidence(iri, citation.span)
        self._link(plan, _ELI_RELATIONS[relation], cited)
        self._type(cited, SQ + "Document")
        if area is not None:
            self._link(cited, SQ + "ofArea", AREA + area.code)
            self._link(cited, SQ + "ofTier", TIER + area.tier.value)
        self._say(cited, ELI + "id_local", str(citation.number) if citation.number else None)


def quad_key(quad: Quad) -> tuple[str, str, str, str]:
    """Return the sort key of a quad: its terms as N-Quads writes them, so that order is the same on every machine."""
    return str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)


def _section_key(path: str) -> str:
    """Return a section path in ASCII: 二/(四)/1 → 2.4.1."""
    numerals = "一二三四五六七八九十"
    parts = []
    for part in path.split("/"):
        words = part.strip("()")
        if words.isdigit():
            parts.append(words)
            continue
        tens, mark, ones = words.partition("十")
        number = (
            (numerals.index(tens) + 1 if tens else 1) * 10 + (numerals.index(ones) + 1 if ones else 0)
            if mark
            else numerals.index(words[0]) + 1
        )
        parts.append(str(number))
    return ".".join(parts)
