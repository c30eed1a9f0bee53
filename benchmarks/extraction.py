"""How fast texts become statements and N-Quads, against jieba merely segmenting the same texts.

One process on one core, everything in turn in each round, so that the ratios are of one run: jieba's segmentation (its dictionary
loaded before), reading the cleaned texts into the document model, and that with the N-Quads written too. The reader keeps
readings of passages that recur (`shiquan.parsing.passages`), so each is measured twice: cold, with nothing kept from any text
read before, and warm, after the same texts were read once. A corpus whose documents share wording lies between the two.
Expressions are compiled before any time is taken. Printed are medians of the rounds, and the lowest and highest.

    python benchmarks/extraction.py [FOLDER ...]        (default: tests/documents data/documents)
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba

from shiquan.errors import UnreadableDocument
from shiquan.graph.bodies import BodyNames
from shiquan.graph.vocabulary import load_notations
from shiquan.graph.writing import document_nquads
from shiquan.lexicon import Lexicon, load_lexicon
from shiquan.parsing.document import DocumentParser
from shiquan.parsing.passages import forget
from shiquan.parsing.places import load_gazetteer
from shiquan.reading.formats import SourceText, read_bytes
from shiquan.reading.sources import find_sources

ROUNDS = 5
DEFAULT = (Path("tests/documents"), Path("data/documents"))


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of one way of reading, round by round."""

    name: str
    seconds: list[float]


def cleaned(folders: Sequence[Path], lexicon: Lexicon) -> list[SourceText]:
    """Return the cleaned texts of the documents in some folders; what is no document is left out."""
    parser = DocumentParser(lexicon, load_gazetteer())
    texts = []
    files, _ = find_sources(folders)
    for file in files:
        try:
            text = read_bytes(file.load(), file.name, lexicon)
            parser.parse(text.source, text.text)
        except UnreadableDocument:
            continue
        texts.append(text)
    return texts


def measure(texts: Sequence[SourceText], lexicon: Lexicon) -> list[Measured]:
    """Measure every way of reading in each round, one after the other."""
    parser = DocumentParser(lexicon, load_gazetteer())
    bodies, notations = BodyNames(lexicon, load_gazetteer()), load_notations()
    digests = [hashlib.sha256(text.text.encode()).hexdigest() for text in texts]

    def segment() -> None:
        for text in texts:
            jieba.lcut(text.text)

    def read() -> None:
        for text in texts:
            parser.parse(text.source, text.text)

    def write() -> None:
        for text, digest in zip(texts, digests, strict=True):
            document_nquads(parser.parse(text.source, text.text), digest, notations, bodies)

    def seconds(work: Callable[[], None]) -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    write()  # expressions are compiled when they are first needed
    names = ("jieba", "model, cold", "model, warm", "N-Quads, cold", "N-Quads, warm")
    measured = [Measured(name, []) for name in names]
    for _ in range(ROUNDS):
        for one, (fresh, work) in zip(
            measured, ((False, segment), (True, read), (False, read), (True, write), (False, write)), strict=True
        ):
            if fresh:
                forget()
            one.seconds.append(seconds(work))
    return measured


def main(arguments: Sequence[str]) -> int:
    """Print the table."""
    lexicon = load_lexicon()
    jieba.initialize()
    texts = cleaned([Path(argument) for argument in arguments] or DEFAULT, lexicon)
    size = sum(len(text.text.encode()) for text in texts)
    yardstick, *ours = measure(texts, lexicon)
    print(f"{len(texts)} documents, {size / 1e6:.2f} MB of cleaned text in UTF-8, {ROUNDS} rounds, one core\n")
    print("| what | MB/s | lowest | highest | times jieba | lowest | highest |\n|---|---:|---:|---:|---:|---:|---:|")
    for one in (yardstick, *ours):
        rates = [size / second / 1e6 for second in one.seconds]
        ratios = [base / second for base, second in zip(yardstick.seconds, one.seconds, strict=True)]
        figures = (f(values) for values in (rates, ratios) for f in (statistics.median, min, max))
        print(f"| {one.name} | {' | '.join(f'{figure:.2f}' for figure in figures)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
