"""Who issued a document, and for which area."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from shiquan.lexicon import Lexicon
from shiquan.model import Area, DocumentNumber, Finding, Tier
from shiquan.parsing.patterns import any_of
from shiquan.parsing.places import Gazetteer, short_name
from shiquan.reading.folding import fold


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
        return Issuer(parts, None, None, (self._unknown(written),))

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
        candidates = "、".join(f"{area.name}（{area.code}）" for area in found[:6])
        name = source[:12]
        finding = Finding(
            "ambiguous-place",
            f"“{name}”可指多个地方：{candidates}；文中没有别的线索，未作认定",
            f"“{name}” fits several places: {candidates}; the document gives no other clue, so none was chosen",
        )
        return None, (finding,)

    def _unknown(self, written: str | None) -> Finding:
        name = written or "—"
        return Finding(
            "unknown-place",
            f"无法由发文机关“{name}”、标题和文号确定行政区",
            f"the area cannot be told from the issuer “{name}”, the title and the number",
        )
