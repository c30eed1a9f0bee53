"""Who issued a document, and for which area."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from shiquan.lexicon import Lexicon
from shiquan.model import Area, DocumentNumber, Finding, Tier
from shiquan.parsing.patterns import any_of
from shiquan.parsing.places import Gazetteer, short_name
from shiquan.reading.folding import fold

_MOST_SHOWN = 6
_KINDS = ("省", "市", "县", "区", "州", "盟", "旗", "地", "自治")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The issuing bodies as written, the area they act for, and what is doubtful about it."""

    names: tuple[str, ...]
    area: Area | None
    tier: Tier | None
    findings: tuple[Finding, ...] = ()


class IssuerResolver:
    """Resolves issuers with the gazetteer; ambiguity is reported, never guessed."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._endings = lexicon.words("issuer-ending")
        self._central = re.compile("^" + any_of(lexicon.words("central-issuer")))
        self._short = set(lexicon.words("short-issuer"))
        self._one = re.compile(
            rf"[㐀-鿿]{{2,24}}?{any_of(self._endings)}(?=[㐀-鿿]{{2,12}}(?:省|市|县|区|州|盟|旗)|$|[、,])"
        )

    def resolve(
        self, names: tuple[str, ...], number: DocumentNumber | None, titles: tuple[str, ...], context: tuple[str, ...]
    ) -> Issuer:
        """Resolve issuers.

        Args:
            names: the candidates for the issuer's name, the best first.
            number: the document's number; its first character may tell the province.
            titles: titles of the notice and its plans, which may name the area.
            context: further names that may tell which of several areas of one name is meant (bases' issuers, recipients).

        """
        written = next((name for name in names if name), None)
        parts = self.split(written) if written else ()
        if written and self._central.match(fold(written)):
            return Issuer(parts, self._gazetteer.by_code("100000"), Tier.CENTRAL)
        for source in (*parts, *(name for name in names if name != written), *titles):
            found, _ = self._gazetteer.opening(fold(source))
            area, findings = self._choose(found, source, number, titles, context)
            if area is not None or findings:
                return Issuer(parts, area, area.tier if area else None, findings)
        return self._by_number(parts, written, number, titles, context)

    def _by_number(
        self,
        parts: tuple[str, ...],
        written: str | None,
        number: DocumentNumber | None,
        titles: tuple[str, ...],
        context: tuple[str, ...],
    ) -> Issuer:
        """Resolve an issuer that names no place, where only one area fits the number, the kind of issuer and the titles above."""
        place = self._place_words(number.agency) if number is not None else ""
        if number is None or not place:
            return Issuer(parts, None, None, (self._unknown(written, number),))
        kind = written[:1] if written and written.startswith(_KINDS) else ""
        candidates = [area for area in self._gazetteer.beginning_with(place) if area.name.endswith(kind)]
        uppers = {area for words in (*titles, *context) for area in self._gazetteer.opening(fold(words))[0]}
        within = [area for area in candidates if uppers & set(self._gazetteer.above(area))]
        chosen = within or (candidates if not uppers else [])
        if len(chosen) == 1:
            return Issuer(parts, chosen[0], chosen[0].tier)
        return Issuer(parts, None, None, (_many(number.agency, within or candidates),))

    def _place_words(self, agency: str) -> str:
        """Return the longest beginning of an agency code with which names of areas begin; empty where it names none (市政办发)."""
        if agency.startswith(_KINDS):
            return ""
        lengths = range(min(3, len(agency)), 0, -1)
        return next((agency[:n] for n in lengths if self._gazetteer.beginning_with(agency[:n])), "")

    def split(self, written: str) -> tuple[str, ...]:
        """Split 江门市财政局江门市生态环境局 into its two bodies; a single one stays whole."""
        folded = fold(written)
        parts: list[str] = []
        start = 0
        for stretch in re.split("[、,]", folded):
            pieces = [match.span() for match in self._one.finditer(stretch)]
            whole = (
                pieces
                and pieces[0][0] == 0
                and pieces[-1][1] == len(stretch)
                and all(a[1] == b[0] for a, b in pairwise(pieces))
            )
            spans = pieces if whole else [(0, len(stretch))]
            parts.extend(written[start + a : start + b] for a, b in spans)
            start += len(stretch) + 1
        return tuple(part for part in parts if part)

    def is_central(self, name: str) -> bool:
        """Tell whether a name begins as those of the central government's bodies do."""
        return self._central.match(fold(name)) is not None

    def is_short(self, name: str) -> bool:
        """Tell whether an issuer is named without its place (市政府办公室)."""
        return fold(name) in self._short

    def _choose(
        self,
        found: tuple[Area, ...],
        source: str,
        number: DocumentNumber | None,
        titles: tuple[str, ...],
        context: tuple[str, ...],
    ) -> tuple[Area | None, tuple[Finding, ...]]:
        if len(found) <= 1:
            return (found[0] if found else None), ()
        province = self._gazetteer.of_prefix(number.agency) if number else None
        hints = [area for words in (*titles, *context) for area in self._gazetteer.opening(fold(words))[0]]
        for upper in (*hints, *((province,) if province else ())):
            within = [area for area in found if upper in self._gazetteer.above(area) or area == upper]
            if len(within) == 1:
                return within[0], ()
        if number is not None:
            named = [
                area
                for area in found
                if any(number.agency.startswith(short_name(upper.name)[:1]) for upper in self._gazetteer.above(area))
            ]
            if len(named) == 1:
                return named[0], ()
        return None, (_many(source[:12], found),)

    def _unknown(self, written: str | None, number: DocumentNumber | None) -> Finding:
        name = written or "—"
        says = str(number) if number else "—"
        return Finding(
            "unknown-place",
            f"无法由发文机关“{name}”、标题和文号“{says}”确定行政区：都没有写明是哪一地",
            f"the area cannot be told from the issuer “{name}”, the title and the number “{says}”: none names a place",
        )


def _many(name: str, candidates: Iterable[Area]) -> Finding:
    areas = sorted(candidates, key=lambda area: (area.tier.rank, area.code))
    shown = areas[:_MOST_SHOWN]
    more_zh = f"等 {len(areas)} 个" if len(areas) > _MOST_SHOWN else ""
    more_en = f" and others, {len(areas)} in all" if len(areas) > _MOST_SHOWN else ""
    listed = "、".join(f"{area.name}（{area.code}）" for area in shown)
    return Finding(
        "ambiguous-place",
        f"“{name}”可指多个地方：{listed}{more_zh}；文中没有别的线索，未作认定",
        f"“{name}” fits several places: {listed}{more_en}; the document gives no other clue, so none was chosen",
    )
