"""The whole site of the five documents: every reference leads somewhere, every thing that its RDF names has its page."""

from __future__ import annotations

from pathlib import Path

from shiquan.publishing.addresses import folder_of, fragment_of
from shiquan.terms import ID, SQ

from .links import Broken, broken_links, iris_in_rdf, things_without_a_page


def test_every_reference_leads_somewhere(site: Path) -> None:
    assert broken_links(site) == []


def test_every_thing_that_the_rdf_names_has_its_page(site: Path) -> None:
    iris = sorted(iris_in_rdf(site))
    assert {iri for iri in iris if folder_of(iri) is None} == set()
    # the parts of documents are described on the document's page, those that are shown there at a place of their own
    places = [(iri, folder_of(iri) or "", fragment_of(iri) if iri.startswith(SQ) else "") for iri in iris]
    assert len([iri for iri in iris if iri.startswith(ID)]) > 3000
    assert things_without_a_page(site, places) == []


def test_the_checker_finds_what_is_broken(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    page = """<!DOCTYPE html><html><head><link rel="stylesheet" href="style.css"><script src="https://cdn.example/x.js"></script></head><body id="top">
    <a href="../">up</a><a href="#top">top</a><a href="../a/?q=1#top">here</a><a href="https://example.org/">out</a>
    <a href="nothing/">1</a><a href="../#gone">2</a><a href="/a/">3</a><a href="../../x">4</a><a href="javascript:alert(1)">5</a>
    <i id="top"></i></body></html>"""
    (tmp_path / "a" / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "index.html").write_text("<html><body>x</body></html>", encoding="utf-8")
    (tmp_path / "a" / "style.css").write_text("@import 'b.css'; a { background: url(\"c.png\") }", encoding="utf-8")
    (tmp_path / "a" / "x.js").write_text("import { a } from './y.js';\nimport './z.js';\n", encoding="utf-8")
    assert {(one.file, one.reference): one.reason for one in broken_links(tmp_path)} == {
        ("a/index.html", "https://cdn.example/x.js"): "loaded from another host",
        ("a/index.html", "nothing/"): "not there",
        ("a/index.html", "../#gone"): "no such place on the page",
        ("a/index.html", "/a/"): "not relative",
        ("a/index.html", "../../x"): "out of the site",
        ("a/index.html", "javascript:alert(1)"): "a scheme that no link should have",
        ("a/index.html", "#top"): "the same id twice",
        ("a/style.css", "b.css"): "not there",
        ("a/style.css", "c.png"): "not there",
        ("a/x.js", "./y.js"): "not there",
        ("a/x.js", "./z.js"): "not there",
    }
    assert things_without_a_page(tmp_path, [("x", "a/", "top"), ("y", "b/", ""), ("z", "a/", "no")]) == [
        Broken("b/index.html", "y", "no page"),
        Broken("a/index.html", "z", "no such place on the page"),
    ]
