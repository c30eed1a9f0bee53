"""Rendering one document of the corpus: its file, its annotation, its row in the list."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from national_corpus.division import DivisionPlan
from national_corpus.files import Written, broken, write
from national_corpus.notices import Notice, Slot, chance, notice_of
from national_corpus.work_plans import WorkPlan

FILES_IN_A_FOLDER: Final = 1000


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document: the folder and name of its file, its bytes, its annotation (None for a broken one), its row in the list."""

    folder: str
    name: str
    written: Written
    gold: dict[str, Any] | None
    notice: Notice
    characters: int

    def gold_text(self) -> str:
        """Return the annotation as JSON.

        Raises:
            ValueError: the file is broken and has no annotation.

        """
        if self.gold is None:
            raise ValueError(self.name)
        return json.dumps(self.gold, ensure_ascii=False, indent=1) + "\n"


def render(seed: int, index: int, slot: Slot, broken_share: float) -> Rendered:
    """Render the document that stands at ``index`` of the corpus; a share of the counties' documents comes out broken."""
    notice = notice_of(seed, slot)
    folder = f"{index // FILES_IN_A_FOLDER:03d}"
    version = f"-v{slot.version}" if slot.version > 1 else ""
    stem = f"{slot.area}-{notice.domain.id}{version}"
    if notice.place.tier == "county" and chance(seed, slot, "broken").random() < broken_share:
        written = broken(chance(seed, slot, "wreck"))
        return Rendered(folder, f"{stem}.{written.ending}", written, None, notice, 0)
    draft = (WorkPlan if notice.work_plan else DivisionPlan)(seed, notice).write()
    written = write(draft, notice, chance(seed, slot, "file"))
    name = f"{stem}.{written.ending}"
    families = list(dict.fromkeys(draft.families))
    gold = {"file": name, "families": families, **draft.gold}
    return Rendered(folder, name, written, gold, notice, draft.characters())
