"""The tokens of SPARQL: nothing of a text is lost, every query of the project is cut as two parsers cut it, and no text takes long."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store
from rdflib.plugins.sparql.parser import parseQuery

from shiquan.stores.sparql_tokens import Kind, Token, all_tokens, tokens

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "queries").rglob("*.rq"))


def _cut(text: str) -> list[str]:
    return [token.text for token in tokens(text)]


@given(
    st.one_of(
        st.text(),
        st.text("<>\"'\\#?$_:@.-aeE1 \n{}()%u甲·"),
        st.lists(
            st.sampled_from(
                (
                    "'''",
                    '"""',
                    "\\'",
                    "\\u0041",
                    "e:x",
                    "_:b",
                    "@en",
                    "1.5e",
                    "LIMIT",
                    "<a>",
                    "#",
                    "\n",
                    "甲",
                    "a" * 120,
                )
            )
        ).map("".join),
    )
)
def test_nothing_of_a_text_is_lost(text: str) -> None:
    found = list(all_tokens(text))
    assert "".join(token.text for token in found) == text
    assert [token.start for token in found] == [0, *(token.end for token in found[:-1])][: len(found)]
    assert list(tokens(text)) == [token for token in found if token.kind not in (Kind.SPACE, Kind.COMMENT)]


def _apart(query: str, between: str) -> str:
    """The query with something between any two tokens, but for those that one of the parsers wants together: a function and its bracket, a path and its sign, a string and its language."""

    def joined(token: Token) -> bool:
        return (token.text in "(?*+" or token.text.startswith("@")) and query[token.start - 1] > " "

    return "".join(token.text if joined(token) else between + token.text for token in tokens(query))


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_queries_of_the_project_are_cut_as_pyoxigraph_cuts_them(path: Path) -> None:
    """With the beginning of a string and of a group in a comment between the tokens, each is still the same query."""
    query = path.read_text(encoding="utf-8")
    assert Kind.OTHER not in {token.kind for token in tokens(query)}
    Store().query(_apart(query, " # SELECT { '\n"))


@pytest.mark.parametrize("name", ["documents", "checks/above-own-tier"])
def test_the_queries_of_the_project_are_cut_as_rdflib_cuts_them(name: str) -> None:
    """Two of them: rdflib takes a fifth of a second to parse one."""
    query = (ROOT / "queries" / f"{name}.rq").read_text(encoding="utf-8")
    assert repr(parseQuery(_apart(query, " "))) == repr(parseQuery(query))


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("?s a.b-c:d.e. ?p", ["?s", "a.b-c:d.e", ".", "?p"]),
        (r"e:a\'b%41:c\#d :x : e:", [r"e:a\'b%41:c\#d", ":x", ":", "e:"]),
        ("e:甲.乙.丙: x:1a", ["e:甲.乙.丙:", "x:1a"]),
        ("_:b.c. _:1-2", ["_:b.c", ".", "_:1-2"]),
        ("'select'@select-A1.'a'@en-", ["'select'", "@select-A1", ".", "'a'", "@en", "-"]),
        ("1.5 .5 1. 1e3 1.E-3 .5e+1 -1 1.5.e:x", ["1.5", ".5", "1", ".", "1e3", "1.E-3", ".5e+1", "-", "1", "1.5", ".", "e:x"]),
        ("LIMIT10OFFSET2", ["LIMIT", "10", "OFFSET", "2"]),
        ("sha1(?x)MD5(GROUP_CONCAT(*", ["sha1", "(", "?x", ")", "MD5", "(", "GROUP_CONCAT", "(", "*"]),
        ("?a-1 $b·c ?a<1&&?b>2 ?a<=1", ["?a", "-", "1", "$b·c", "?a", "<1&&?b>", "2", "?a", "<=", "1"]),
        ("<a#b><c\\u0041> <a b>", ["<a#b>", "<c\\u0041>", "<", "a", "b", ">"]),
        ("'''a'b''c'''\"\"\"\"x\"\"\"'' \"\"", ["'''a'b''c'''", '""""x"""', "''", '""']),
        ("'a\\u0027\\'b' 'c\nd'", ["'a\\u0027\\'b'", "'c\nd'"]),
        ("^<p>|!e:q/r:s?*+", ["^", "<p>", "|", "!", "e:q", "/", "r:s", "?", "*", "+"]),
        ("'x'^^x:y ?a!=1||!?b", ["'x'", "^^", "x:y", "?a", "!=", "1", "||", "!", "?b"]),
    ],
)  # fmt: skip
def test_terminals(text: str, cut: list[str]) -> None:
    assert _cut(text) == cut


@pytest.mark.parametrize(
    "part", ["a1", '"\\"', "a.", "<a", "e:...", "'''x", "_:a", "1.1e", "?x-", "甲1", "a-1", "e:a%", "@a-", "#", "\\", "<a>'"], ids=repr
)  # fmt: skip
def test_a_text_of_any_kind_takes_time_by_its_length_alone(part: str) -> None:
    """Of letters and digits in turns every one may begin a name, and with each looked for up to the end a megabyte took hours."""
    times = []
    for length in (10_000, 100_000):
        text = part * (length // len(part))
        begun = time.process_time()
        assert sum(len(token.text) for token in all_tokens(text)) == len(text)
        times.append(time.process_time() - begun)
    assert times[1] < 30 * times[0] + 0.5
