"""The redirects for w3id.org and the rules for a host of the static site, in a real Apache."""

from __future__ import annotations

import http.client
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from shiquan.publishing.apache import PLACEHOLDER, persistent_redirects
from shiquan.publishing.content_security import POLICY
from shiquan.publishing.published_data import PERSISTENT_ADDRESS

from ..loopback import free_port

APACHE = shutil.which("apache2", path="/usr/sbin:/usr/bin") or ""
MODULES = Path("/usr/lib/apache2/modules")
LINFEN = "id/doc/141000/linzhengbanfa/2024/39"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
SITE = "https://data.example/below/"

pytestmark = pytest.mark.skipif(not APACHE, reason="Apache is not installed (Debian: apache2-bin)")

CONFIGURATION = """ServerRoot "{folder}"
ServerName site.test
PidFile "{folder}/pid"
ErrorLog "{folder}/errors"
Listen 127.0.0.1:{port}
{modules}
TypesConfig /dev/null
DocumentRoot "{folder}/root"
<Directory "{folder}/root">
  AllowOverride All
  Require all granted
</Directory>
"""


class Apache:
    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, accept: str = "", language: str = "") -> tuple[int, dict[str, str], bytes]:
        headers = {name: value for name, value in (("Accept", accept), ("Accept-Language", language)) if value}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            return response.status, {name.lower(): value for name, value in response.getheaders()}, body

    def leads_to(self, path: str, accept: str = "", language: str = "") -> tuple[int, str]:
        status, headers, _ = self.get(path, accept, language)
        return status, headers.get("location", "").removeprefix(f"http://127.0.0.1:{self.port}").removeprefix(
            "http://site.test"
        )


@pytest.fixture(scope="module")
def apache(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Apache]:
    """Apache with a folder as w3id.org has it, and with the static site below two folders."""
    folder = tmp_path_factory.mktemp("apache")
    (folder / "root" / "w3id" / "shiquan").mkdir(parents=True)
    (folder / "root" / "w3id" / "shiquan" / ".htaccess").write_text(persistent_redirects(SITE), encoding="utf-8")
    (folder / "root" / "deep").mkdir()
    (folder / "root" / "deep" / "site").symlink_to(site)
    port = free_port()
    names = ("mpm_event", "authz_core", "mime", "dir", "rewrite", "headers")
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
    (folder / "conf").write_text(CONFIGURATION.format(folder=folder, port=port, modules=modules), encoding="utf-8")
    with subprocess.Popen([APACHE, "-f", str(folder / "conf"), "-DFOREGROUND"], stderr=subprocess.DEVNULL) as process:
        server = Apache(port)
        for _ in range(200):
            try:
                server.get("/")
                break
            except OSError:
                assert process.poll() is None, (folder / "errors").read_text(encoding="utf-8")
                time.sleep(0.05)
        yield server
        process.terminate()


CASES = [
    ("id/tier/county", "", "", "id/tier/county/"),
    ("id/tier/county", "*/*", "", "id/tier/county/"),
    ("id/tier/county", BROWSER, "zh-CN,zh;q=0.9,en;q=0.8", "id/tier/county/"),
    ("id/tier/county", BROWSER, "en-GB,en;q=0.9,zh;q=0.5", "id/tier/county/index.en.html"),
    ("id/tier/county", "text/turtle", "en", "id/tier/county/index.ttl"),
    ("id/tier/county", "application/n-triples", "", "id/tier/county/index.nt"),
    ("id/tier/county", "application/ld+json, text/turtle;q=0.5", "", "id/tier/county/index.jsonld"),
    ("id/tier/county", "application/json", "", "id/tier/county/index.jsonld"),
    ("id/tier/county", "application/rdf+xml, */*;q=0.1", "", "id/tier/county/index.rdf"),
    ("id/tier/county", "text/turtle;q=1, text/html;q=0.1", "", "id/tier/county/index.ttl"),
    (LINFEN, "text/turtle", "", LINFEN + "/index.ttl"),
    (LINFEN + "/plan/1/a/7", BROWSER, "", LINFEN + "/#plan/1/a/7"),
    (LINFEN + "/plan/1/a/7", BROWSER, "en", LINFEN + "/index.en.html#plan/1/a/7"),
    (LINFEN + "/plan/1/a/7", "text/turtle", "", LINFEN + "/index.ttl"),
    ("id/graph/141000/linzhengbanfa/2024/39", "text/turtle", "", LINFEN + "/index.ttl"),
    ("id/graph/inferred/141000/linzhengbanfa/2024/39", "", "", LINFEN + "/"),
    ("id/graph/areas", "application/rdf+xml", "", "id/graph/areas/index.rdf"),
    ("id/agent/shiquan/0.1.0", "text/turtle", "", "id/agent/shiquan/0.1.0/index.ttl"),
    ("ontology", "text/turtle", "", "ontology/index.ttl"),
    ("ontology", BROWSER, "en", "ontology/index.en.html"),
    ("ontology/0.1.0", "text/turtle", "", "ontology/index.ttl"),
    ("ontology/align/eli", "text/turtle", "", "ontology/align/eli/index.ttl"),
    ("ontology/align/eli/0.1.0", "text/turtle", "", "ontology/align/eli/index.ttl"),
]


@pytest.mark.parametrize(("path", "accept", "language", "to"), CASES)
def test_a_thing_leads_to_what_describes_it(
    apache: Apache, site: Path, path: str, accept: str, language: str, to: str
) -> None:
    assert apache.leads_to(f"/w3id/shiquan/{path}", accept, language) == (303, SITE + to)
    assert apache.leads_to(f"/deep/site/{path}", accept, language) == (303, f"/deep/site/{to}")
    target = to.partition("#")[0]
    assert (site / (target + "index.html" if target.endswith("/") else target)).is_file()


def test_other_persistent_addresses_have_the_same_path(apache: Apache) -> None:
    for path in ("", "context.jsonld", "id/tier/county/", "id/tier/county/index.ttl", "matrix/intellectual-property/"):
        assert apache.leads_to(f"/w3id/shiquan/{path}", "text/turtle") == (302, SITE + path)


def test_what_is_there_is_given_with_its_type(apache: Apache, site: Path) -> None:
    for path, media_type in (
        ("id/tier/county/index.ttl", "text/turtle; charset=utf-8"),
        ("id/tier/county/index.nt", "application/n-triples"),
        ("id/tier/county/index.jsonld", "application/ld+json"),
        ("id/tier/county/index.rdf", "application/rdf+xml"),
        ("id/tier/county/index.en.html", "text/html; charset=utf-8"),
        ("context.jsonld", "application/ld+json"),
    ):
        status, headers, body = apache.get(f"/deep/site/{path}", "text/turtle")
        assert (status, headers["content-type"], body) == (200, media_type, (site / path).read_bytes())
    status, headers, body = apache.get("/deep/site/id/tier/county/", "text/turtle")
    assert (status, body) == (200, (site / "id/tier/county/index.html").read_bytes())
    assert headers["content-security-policy"] == POLICY
    assert apache.get("/deep/site/id/nothing")[0] == 404
    assert apache.get("/deep/site/nothing/")[0] == 404


def test_the_address_of_the_site_stands_in_one_line() -> None:
    (line,) = [line for line in persistent_redirects(PERSISTENT_ADDRESS).splitlines() if PLACEHOLDER in line]
    assert line == f"RewriteRule ^ - [E=SITE:{PLACEHOLDER}]"
