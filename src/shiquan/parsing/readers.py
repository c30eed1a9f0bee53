"""The readers of one kind of document: they share its grammar, and keep what they have read from one document to the next."""

from __future__ import annotations

from dataclasses import dataclass

from shiquan.parsing.expenditure import ExpenditureReader
from shiquan.parsing.frames import FrameReader
from shiquan.parsing.grammar import Grammar
from shiquan.parsing.sentence_readings import SentenceReader
from shiquan.parsing.task_lists import TaskReader
from shiquan.parsing.units import UnitReader


@dataclass(frozen=True, slots=True)
class Readers:
    """What reads the parts of a statement, with the grammar of one kind of document."""

    grammar: Grammar
    tasks: TaskReader
    expenditure: ExpenditureReader
    units: UnitReader
    sentences: SentenceReader
    frames: FrameReader

    @staticmethod
    def of(grammar: Grammar) -> Readers:
        """Return the readers for a grammar."""
        expenditure = ExpenditureReader(grammar)
        units = UnitReader(grammar, expenditure)
        sentences = SentenceReader(grammar, units, expenditure)
        return Readers(grammar, TaskReader(grammar), expenditure, units, sentences, FrameReader(grammar))
