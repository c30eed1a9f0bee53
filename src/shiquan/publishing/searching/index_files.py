"""The files of the search index: shards of keys, what is shown of the things, and what the whole consists of.

``search/names/``: ``index.json`` (what there is, and the facets as runs of numbers), ``keys-<n>.bin`` and ``long-<volume>-<n>.bin`` (see `postings`), ``shown-<n>.json`` (so many things a
file as ``index.json`` says), ``readings.json`` (pinyin: characters by reading), ``simplified.json`` (pairs of a traditional character and its
simplified one). ``search/provisions/``: ``keys-<n>.bin``, ``long-<volume>-<n>.bin``, ``counts.bin`` (provisions of each hundred documents, in the order of the documents' numbers);
below it a folder for each hundred documents, with ``counts.bin`` (provisions of each) and the provisions of the documents, so many a file: ``<document>-<part>.json``.

A search loads ``index.json``, a shard for each of its keys, and the files of the things that are on the page.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Final

from shiquan.publishing.addresses import fragment_of
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.searching.keys import is_chinese, keys_of, pinyin_keys_of, readings_of, units_of
from shiquan.publishing.searching.named_things import (
    KINDS,
    Document,
    Facets,
    documents,
    labels,
    named_things,
)
from shiquan.publishing.searching.postings import LONG_BYTES, VOLUME, Postings, Shards, counts
from shiquan.publishing.site_queries import records
from shiquan.reading.folding import fold

SHOWN_AT_ONCE: Final = 16
"""Things in one file."""
PROVISIONS_AT_ONCE: Final = 64
"""Provisions in one file."""
MOST_BYTES: Final = 100_000
"""So many bytes of long lists one search loads: it stops after the volume in which it has loaded more, and says where to go on."""
DOCUMENTS_AT_ONCE: Final = 100
"""Documents in one folder of provisions."""

Provision = tuple[str, str, str]
"""Where it is described (the fragment of its document's page), its section, its words."""


@lru_cache(maxsize=1)
def name_files(data: PublishedData) -> dict[str, bytes]:
    """Return the files of ``search/names/``, by name; it takes a time that follows the size of the data set.

    Raises:
        StoreError: the store cannot answer.

    """
    things = named_things(data)
    postings = Postings(VOLUME, LONG_BYTES)
    characters: set[str] = set()
    for number, thing in enumerate(things):
        keys: set[str] = set()
        for name in thing.names:
            units = units_of(name)
            keys.update(keys_of(units))
            keys.update(pinyin_keys_of(units))
            characters.update(unit for unit in units if is_chinese(unit))
        for name in thing.further:
            # a thing does not begin with these
            keys.update(key for key in keys_of(units_of(name)) if name.isdigit() or not key.startswith("^"))
        postings.add(number, keys)
    shards, of_provisions = postings.shards(), provision_shards(data)
    runs = [(facets, len(list(run))) for facets, run in groupby(things, key=lambda thing: thing.facets)]
    files = _shard_files(shards)
    for number, start in enumerate(range(0, len(things), SHOWN_AT_ONCE)):
        files[f"shown-{number}.json"] = _json([thing.shown for thing in things[start : start + SHOWN_AT_ONCE]])
    files["readings.json"] = _json(_readings(characters))
    files["simplified.json"] = _json(_simplified())
    files["index.json"] = _json(
        {
            "things": len(things),
            "documents": len(documents(data)),
            "shown_at_once": SHOWN_AT_ONCE,
            "documents_at_once": DOCUMENTS_AT_ONCE,
            "provisions": sum(of_provisions.of_documents),
            "provisions_at_once": PROVISIONS_AT_ONCE,
            "volume": VOLUME,
            "most_bytes": MOST_BYTES,
            "shards": {"names": len(shards.keys), "provisions": len(of_provisions.shards.keys)},
            "long": {"names": shards.long, "provisions": of_provisions.shards.long},
            **_facet_values(data, [facets for facets, _ in runs]),
            "runs": _numbered(data, runs, of_provisions.of_documents),
        }
    )
    return files


@dataclass(frozen=True, slots=True)
class IndexedProvisions:
    """The shards of the words of provisions, and how many provisions each document has, in the order of the documents' numbers."""

    shards: Shards
    of_documents: array[int]


@lru_cache(maxsize=1)
def provision_shards(data: PublishedData) -> IndexedProvisions:
    """Return the index of the words of provisions; see `name_files`."""
    postings = Postings(VOLUME, LONG_BYTES)
    number = 0
    of_documents = array("I")
    for document in documents(data):
        found = provisions_of(data, document)
        of_documents.append(len(found))
        for _, _, words in found:
            # that it begins or ends so tells nothing of a sentence; that a character is there does
            postings.add(number, (key for key in keys_of(units_of(words)) if not key.startswith("^")))
            number += 1
    return IndexedProvisions(postings.shards(), of_documents)


def provision_files(data: PublishedData) -> dict[str, bytes]:
    """Return the files of ``search/provisions/``, by name; see `name_files`."""
    found = provision_shards(data)
    parts = (found.of_documents[start : start + DOCUMENTS_AT_ONCE] for start in _starts(data))
    return {"counts.bin": counts(sum(part) for part in parts)} | _shard_files(found.shards)


def files_of_part(data: PublishedData, part: int) -> dict[str, bytes]:
    """Return the files of the hundred documents of a number, by name; see `name_files`."""
    start = part * DOCUMENTS_AT_ONCE
    files: dict[str, bytes] = {}
    numbers = []
    for number, document in enumerate(documents(data)[start : start + DOCUMENTS_AT_ONCE], start):
        found = provisions_of(data, document)
        numbers.append(len(found))
        for at in range(0, len(found), PROVISIONS_AT_ONCE):
            files[f"{number}-{at // PROVISIONS_AT_ONCE}.json"] = _json(found[at : at + PROVISIONS_AT_ONCE])
    return files | {"counts.bin": counts(numbers)}


def parts_of_documents(data: PublishedData) -> int:
    """Return how many hundreds of documents there are."""
    return len(_starts(data))


def _starts(data: PublishedData) -> range:
    return range(0, len(documents(data)), DOCUMENTS_AT_ONCE)


def _shard_files(shards: Shards) -> dict[str, bytes]:
    long = {
        f"long-{volume}-{number}.bin": shard
        for volume, there in enumerate(shards.volumes)
        for number, shard in enumerate(there)
    }
    return {f"keys-{number}.bin": shard for number, shard in enumerate(shards.keys)} | long


def provisions_of(data: PublishedData, document: Document) -> list[Provision]:
    """Return the provisions of a document in its order; raises as `name_files` does."""
    if not document.held:
        return []
    return [
        (fragment_of(row["provision"] or ""), row["section"] or "", row["quote"] or "")
        for row in records(data.store, "provisions", document_iri=document.iri)
    ]


# ---------------------------------------------------------------- facets


def _facet_values(data: PublishedData, runs: list[Facets]) -> dict[str, object]:
    """Return the values of every facet with their names in both languages, in the order in which they are shown."""
    known = labels(data)
    tiers = [tier for tier in known["tier"] if any(facets.tier == tier for facets in runs)]
    domains = sorted({facets.domain for facets in runs if facets.domain})
    provinces = sorted({facets.province for facets in runs if facets.province})
    named = {str(thing.shown[3]): str(thing.shown[1]) for thing in named_things(data) if thing.facets.kind == "place"}
    return {
        "kinds": KINDS,
        "tiers": [(each, known["tier"][each].chinese, known["tier"][each].english) for each in _by_rank(tiers)],
        "domains": [
            (each, known["domain"][each].chinese, known["domain"][each].english)
            if each in known["domain"]
            else (each, each, each)
            for each in domains
        ],
        "provinces": [(each, named.get(each, each), named.get(each, each)) for each in provinces],
    }


def _by_rank(tiers: list[str]) -> list[str]:
    order = ("central", "province", "prefecture", "county", "township")
    return sorted(tiers, key=lambda tier: order.index(tier) if tier in order else len(order))


def _numbered(
    data: PublishedData, runs: list[tuple[Facets, int]], of_documents: Sequence[int]
) -> list[tuple[int, int, int, int, int, int]]:
    """Return runs of equal facets: kind, tier, domain and province as places in their lists (-1 for none), how many things, and how many provisions these have."""
    values = _facet_values(data, [facets for facets, _ in runs])
    places = {
        name: {row[0]: number for number, row in enumerate(_rows(values[name]))}
        for name in ("tiers", "domains", "provinces")
    }
    numbered = []
    number = len(of_documents) - sum(length for _, length in runs)
    for facets, length in runs:
        own = of_documents[max(0, number) : max(0, number + length)]
        number += length
        numbered.append(
            (
                KINDS.index(facets.kind),
                places["tiers"].get(facets.tier, -1),
                places["domains"].get(facets.domain, -1),
                places["provinces"].get(facets.province, -1),
                length,
                sum(own),
            )
        )
    return numbered


def _rows(value: object) -> list[tuple[str, str, str]]:
    return value if isinstance(value, list) else []


# ---------------------------------------------------------------- characters


def _readings(characters: set[str]) -> dict[str, str]:
    """Return the characters of each reading."""
    found: dict[str, list[str]] = {}
    for character in sorted(characters):
        for reading in readings_of(character):
            found.setdefault(reading, []).append(character)
    return {reading: "".join(found[reading]) for reading in sorted(found)}


@lru_cache(maxsize=1)
def _simplified() -> str:
    """Return each traditional character that has one simplified form, followed by that form."""
    return "".join(
        character + simplified
        for character in map(chr, range(ord("一"), ord("鿿") + 1))
        if (simplified := fold(character)) != character
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
