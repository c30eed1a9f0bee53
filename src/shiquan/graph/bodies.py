"""Which body a name in a document stands for: 市市场监管局 in a document of 运城 is one body of that city."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from shiquan.graph.identifiers import government_iri, organisation_iri
from shiquan.lexicon import Lexicon
from shiquan.model import Area, Citation, Tier
from shiquan.parsing.issuers import IssuerResolver
from shiquan.parsing.patterns import any_of
from shiquan.parsing.places import Gazetteer, short_name
from shiquan.reading.folding import fold
from shiquan.resources import reference_folder
from shiquan.terms import SKOS, SQ

_GOVERNMENT = re.compile(r"(?:人民政府|行政公署|国务院|行署)$")
_OFFICE = re.compile(r"(?:办公厅|办公室)$")
_OWN = re.compile(r"^(?:我|本)?(?P<tier>省|自治区|市|州|盟|县|区|旗)(?=[㐀-鿿]{2,})(?!场|政(?!府|协|法|务)|民)")
_SHORT_GOVERNMENT = re.compile(r"(?<!人民)政府(?=办公[室厅]$)")
_GROUP = re.compile(r"^(?:各|有关|相关|其他|全市|全省|全县|市直各|省直各)")


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body: its IRI, class, name with its place, and the government that it acts for."""

    iri: str
    type_iri: str
    name: str
    government: str | None


def government_name(area: Area) -> str:
    """Return the name of an area's government, by the Organic Law of Local People's Congresses and Governments.

    Leagues and prefectures (盟, 地区) have an administrative office (行政公署) of the province instead (its article 85).
    """
    if area.tier is Tier.CENTRAL:
        return "国务院"
    return area.name + ("行政公署" if area.kind in ("盟", "地区") else "人民政府")


@cache
def load_department_names(path: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Return every known name of a kind of department with all names of that kind, the full one of a city first.

    市场监管局 and 市场监督管理局 are one kind (`data/reference/organisations.ttl`). Offices are left out: they are named after
    the government that they serve.
    """
    names: dict[str, list[str]] = {}
    for quad in parse(path=str(path or reference_folder() / "organisations.ttl"), format=RdfFormat.TURTLE):
        subject, name = quad.subject, quad.object
        if not (isinstance(subject, NamedNode) and isinstance(name, Literal) and name.language == "zh"):
            continue
        if quad.predicate.value == SKOS + "prefLabel":
            names.setdefault(subject.value, []).insert(0, name.value)
        elif quad.predicate.value == SKOS + "altLabel":
            names.setdefault(subject.value, []).append(name.value)
    kinds = [tuple(kind) for _, kind in sorted(names.items()) if kind[0].endswith(("局", "委员会"))]
    return {name: kind for kind in kinds for name in kind}


class BodyNames:
    """Resolves the names of bodies in documents."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._issuers = IssuerResolver(lexicon, gazetteer)
        self._independent = re.compile(any_of(lexicon.words("independent-body")))

    def issuer(self, name: str, area: Area | None) -> KnownBody:
        """Return the body that issued a document of an area."""
        written = fold(name)
        if area is not None and self._issuers.is_short(written):
            written = self._with_place(written, area)
        if area is not None and _GOVERNMENT.search(written):
            return KnownBody(government_iri(area), SQ + "Government", government_name(area), None)
        type_iri = SQ + ("Office" if _OFFICE.search(written) else "Department")
        return KnownBody(organisation_iri(area, written), type_iri, written, government_iri(area) if area else None)

    def responsible(self, name: str, area: Area | None) -> KnownBody | None:
        """Return the body that a measure names, None for a group (各县区人民政府, 有关部门), which is no single body."""
        written = re.sub(r"\([^()]*\)", "", fold(name))
        if _GROUP.match(written) or not written:
            return None
        if area is not None:
            written = self._with_place(written, area)
        if area is not None and _GOVERNMENT.search(written) and written.startswith(area.name):
            return KnownBody(government_iri(area), SQ + "Government", government_name(area), None)
        own = area is not None and written.startswith((area.name, short_name(area.name)))
        if not own or area is None or self._independent.search(written):
            # courts, party bodies, customs and companies act for no government of the area
            return KnownBody(organisation_iri(area, written), SQ + "IndependentBody", written, None)
        type_iri = SQ + ("Office" if _OFFICE.search(written) else "Department")
        full = self._full_name(written, area)
        return KnownBody(organisation_iri(area, full), type_iri, full, government_iri(area))

    @staticmethod
    def _full_name(name: str, area: Area) -> str:
        """Return the full name of a body that is named short: 市场监管局 → 市场监督管理局, 市政府办公室 → 市人民政府办公室."""
        rest = name.removeprefix(area.name)
        kind = load_department_names().get(rest)
        if kind is None:
            return _SHORT_GOVERNMENT.sub("人民政府", name)
        ending = "厅" if area.tier is Tier.PROVINCE else ""
        return area.name + next(
            (full for full in kind if ending and full.endswith(ending) and len(full) >= len(kind[0])), kind[0]
        )

    def cited_area(self, citation: Citation, own: Area | None) -> Area | None:
        """Return the area of a cited instrument's issuer: by its name, its title, else by the number's prefix."""
        issuer = self._issuers.resolve(
            tuple(name for name in (citation.issuer,) if name), citation.number, (citation.title or "",), ()
        )
        if issuer.area is not None:
            return issuer.area
        if citation.number is None:
            return None
        if (
            own is not None
            and citation.number.agency.startswith(short_name(own.name)[:1])
            and own.tier is not Tier.CENTRAL
        ):
            return own
        return self._gazetteer.of_prefix(citation.number.agency)

    def _with_place(self, name: str, area: Area) -> str:
        """Return a name with its place in front: 市科技局 → 运城市科技局, 市委宣传部 → 运城市委宣传部."""
        match = _OWN.match(name)
        if match is None or self._gazetteer.opening(name)[1] > 1:
            return name
        return area.name + name[match.end() :]
