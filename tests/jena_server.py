"""Jena's engine for tests: a database of TDB2 made by its own bulk loader, and `JenaEndpoint.java` before it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest

from .loopback import free_port
from .store_servers import Addresses, wait_for

_JARS = Path("/usr/share/java")
_OF_JENA = (
    *("jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-dboe-base", "jena-dboe-index", "jena-dboe-storage"),
    *("jena-dboe-trans-data", "jena-dboe-transaction", "jena-iri", "jena-rdfconnection", "jena-tdb", "jena-tdb2"),
)
_NEEDED = (
    *("slf4j-api", "slf4j-nop", "thrift", "dexx.collection", "guava", "commons-cli", "commons-codec"),
    *("commons-compress", "commons-csv", "commons-io", "commons-lang3", "gson", "httpclient", "httpcore"),
    *("jackson-core", "jackson-databind", "jackson-annotations", "jsonld-java", "protobuf"),
    *("titanium-json-ld", "jakarta.json-api"),
)
_MESSAGES = "org/apache/jena/ext/"
"""Debian's jar of Jena 4.5 has the messages of its XML library here, and its classes look for them without this: no class of Jena starts."""


class Jena:
    """A database of TDB2 in a folder. The test is skipped where Jena is not installed."""

    def __init__(self, folder: Path) -> None:
        if not (_JARS / "jena-tdb2.jar").is_file() or shutil.which("javac") is None:
            # A package of Debian alone, and a compiler, which an installation of Java to run programs does not have. Neither is needed to use or to
            # change shiquan; .ci/run installs the package where apt is there, so that the test runs in CI.
            pytest.skip("Jena is not installed (Debian: libapache-jena-java, and a JDK)")
        folder.mkdir(parents=True)
        messages = folder / "messages"
        with ZipFile(_JARS / "jena-core.jar") as core:
            for name in core.namelist():
                if name.startswith(_MESSAGES) and name.endswith(".properties"):
                    file = messages / name.removeprefix(_MESSAGES)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(core.read(name))
        jars = (str(_JARS / f"{name}.jar") for name in (*_OF_JENA, *_NEEDED))
        self._java = ["java", "-cp", ":".join([*jars, str(messages)])]
        self._database = folder / "database"
        self._log = folder / "log"

    def bulk_load(self, dump: Path) -> None:
        """Load a dump by Jena's own loader."""
        command = [*self._java, "tdb2.tdbloader", "--loc", str(self._database), str(dump)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)

    @contextmanager
    def served(self) -> Iterator[Addresses]:
        port = free_port()
        program = str(Path(__file__).parent / "JenaEndpoint.java")
        with self._log.open("wb") as log:
            server = subprocess.Popen([*self._java, program, str(self._database), str(port)], stdout=log, stderr=log)
        try:
            wait_for(port, server, self._log)
            yield Addresses(f"http://127.0.0.1:{port}/query", f"http://127.0.0.1:{port}/update", None)
        finally:
            server.kill()
            server.wait()
