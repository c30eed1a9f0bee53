"""The ontology keeps to OWL 2 RL: one query for each rule of the standard, each with a small ontology that breaks it."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store

LINT = Path(__file__).resolve().parents[2] / "ontology" / "lint"
BAD = Path(__file__).parent / "profile"
RULES = sorted(LINT.glob("*.rq"))

Row = tuple[str, str]


def _read(*paths: Path) -> Store:
    store = Store()
    for path in paths:
        store.extend(pyoxigraph.parse(path=str(path), rename_blank_nodes=True))
    return store


def _broken(rule: Path, store: Store) -> list[Row]:
    solutions = store.query(rule.read_text(encoding="utf-8"))
    assert isinstance(solutions, QuerySolutions)
    return [(str(row["term"]), str(row["found"])) for row in solutions]


@pytest.fixture(scope="module")
def store(ontology_files: list[Path]) -> Store:
    return _read(*ontology_files)


def _iri(name: str, prefixes: dict[str, str]) -> str:
    if name.startswith("<"):
        return name
    prefix, local = name.split(":", 1)
    return str(NamedNode(prefixes[prefix] + local))


def _expected(path: Path) -> list[Row]:
    text = path.read_text(encoding="utf-8")
    prefixes = dict(re.findall(r"^@prefix (\w*): <(.+)> \.$", text, re.MULTILINE))
    prefixes |= {
        "owl": "http://www.w3.org/2002/07/owl#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    rows = re.findall(r"^# expect: (\S+) (\S+)$", text, re.MULTILINE)
    return sorted((_iri(term, prefixes), _iri(found, prefixes)) for term, found in rows)


def test_every_rule_has_an_ontology_that_breaks_it() -> None:
    assert [rule.stem for rule in RULES] == [path.stem for path in sorted(BAD.glob("*.ttl"))] != []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_ontology_keeps_the_rule(rule: Path, store: Store) -> None:
    assert _broken(rule, store) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_rule_fires_and_no_other_does(rule: Path) -> None:
    """The faulty ontology breaks just what it says, so that no rule is a shadow of another."""
    path = BAD / f"{rule.stem}.ttl"
    store = _read(path)
    found = {other.stem: rows for other in RULES if (rows := sorted(_broken(other, store)))}
    assert found == {rule.stem: _expected(path)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.stem)
def test_the_rule_names_its_clause(rule: Path) -> None:
    """One rule, one file, one banner: name, Chinese, English, clause of the standard (or own rule)."""
    bar, name, chinese, english, clause = rule.read_text(encoding="utf-8").splitlines()[:5]
    assert set(bar) == {"#", " ", "="}
    assert name == f"# {rule.stem}"
    assert re.search(r"[一-龥]", chinese)
    assert english.isascii()
    assert english.endswith(".")
    assert re.match(
        r"# (OWL 2 Profiles|OWL 2 Structural Specification) \(Second Edition\), section \d|# Own rule", clause
    )
