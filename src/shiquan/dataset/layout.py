"""The files of a data set, and how they change as a whole.

```
DATA/
  data-set.json    what the data set is: version, counts, what could not be read, contradictions between documents, findings counted
  store/           the embedded store
  texts/   graph/   ledger/   reports/      one file for each document: cleaned text, Turtle, rows of the ledger, entry of the report
  graph.nq   ledger.csv   report.json       the same of all documents, joined
  findings.csv     what validation found
```

The single files and the store are what a data set consists of; the joined files are made from them (`shiquan.dataset.joining`), and the
findings from the joined graph (`shiquan.dataset.validating`).
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import logging
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shiquan import __version__
from shiquan.errors import UnreadableDocument, UsageError
from shiquan.graph.identifiers import file_stem
from shiquan.reasoning.reasoner import Reasoner

if TYPE_CHECKING:
    # only told of here: a trace, which looks whether a change was killed, need not load the reasoner
    from shiquan.reasoning.inconsistencies import Inconsistency

_LOG: Final = logging.getLogger(__name__)

INFO: Final = "data-set.json"
STORE: Final = "store"
DUMP: Final = "graph.nq"
LEDGER: Final = "ledger.csv"
REPORT: Final = "report.json"
FINDINGS: Final = "findings.csv"
JOINED: Final = (DUMP, LEDGER, REPORT)
"""What is made from the single files and the store. The findings are made from these: neither may be older than what it is made from."""
JOURNAL: Final = "change"
"""The folder in which a change of single documents says what it does, while it does it."""

_AT_WORKING_FOLDER: Final = -100
_EXCHANGE: Final = 2
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class DocumentPaths:
    """The files that a data set keeps of one document."""

    text: Path
    turtle: Path
    ledger: Path
    report: Path


def document_paths(folder: Path, iri: str) -> DocumentPaths:
    """Return where a data set keeps what it has of a document."""
    stem = file_stem(iri)
    return DocumentPaths(
        folder / "texts" / f"{stem}.txt",
        folder / "graph" / f"{stem}.ttl",
        folder / "ledger" / f"{stem}.csv",
        folder / "reports" / f"{stem}.json",
    )


def document_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folders that have a file for each document."""
    return tuple(folder / name for name in ("texts", "graph", "ledger", "reports"))


# ---------------------------------------------------------------- what a data set says of itself


@dataclass(frozen=True, slots=True)
class DataSetInfo:
    """What a data set says of itself.

    ``documents`` and ``quads`` are how many it holds; ``failures`` the files that could not be read; ``inconsistencies`` the
    contradictions that reasoning found, as `inconsistency_entry` gives them; ``reasoner`` who it was that reasoned; ``validation`` the
    number of findings of each severity, worst first, None where the data set as it is has not been validated.
    """

    documents: int
    quads: int
    failures: tuple[UnreadableDocument, ...]
    inconsistencies: tuple[Mapping[str, Any], ...]
    reasoner: Reasoner = Reasoner.COMPILED
    validation: Mapping[str, int] | None = None


def write_info(folder: Path, info: DataSetInfo) -> None:
    """Write what a data set says of itself, whole or not at all."""
    content = {
        "shiquan": __version__,
        "documents": info.documents,
        "quads": info.quads,
        "reasoner": str(info.reasoner),
        "validation": info.validation,
        "failures": [failure_entry(error) for error in info.failures],
        "inconsistencies": list(info.inconsistencies),
    }
    replace_file(folder / INFO, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))


def read_info(folder: Path) -> DataSetInfo:
    """Return what a data set says of itself.

    Raises:
        UsageError: the folder is no data set, was made by another version of this program, or has been damaged.

    """
    try:
        content: dict[str, Any] = json.loads((folder / INFO).read_text(encoding="utf-8"))
        version = content["shiquan"]
        info = DataSetInfo(
            content["documents"],
            content["quads"],
            tuple(_failure(entry) for entry in content["failures"]),
            tuple(content["inconsistencies"]),
            # data sets made before there was a choice were made by the compiled rules
            Reasoner(content.get("reasoner", Reasoner.COMPILED)),
            # nor were they validated
            content.get("validation"),
        )
    except FileNotFoundError as error:
        raise UsageError(
            f"{folder} 不是数据集（没有 {INFO}），请先运行 shiquan build，或用 --data 指明位置",
            f"{folder} is not a data set (no {INFO} in it): run shiquan build first, or name the folder with --data",
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, INFO) from error
    if version != __version__:
        raise UsageError(
            f"数据集由 shiquan {version} 生成，本程序是 {__version__}，读法可能不同；请重新运行 shiquan build",
            f"the data set was made by shiquan {version} and this is {__version__}, which may read otherwise; run shiquan build "
            "again",
        )
    return info


def failure_entry(error: UnreadableDocument) -> dict[str, str]:
    """Return a failure as the report has it."""
    return {"file": error.file, "code": error.code, "zh": error.zh, "en": error.en}


def _failure(entry: Mapping[str, str]) -> UnreadableDocument:
    file = entry["file"]
    return UnreadableDocument(
        file, entry["code"], entry["zh"].removeprefix(f"{file}："), entry["en"].removeprefix(f"{file}: ")
    )


def in_order(entries: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    """Return contradictions in the order of the report, each once: one that a document has by itself is not told again of several."""
    ordered = sorted(entries, key=lambda entry: (not entry["document"], entry["document"], entry["rule"], entry["en"]))
    first: dict[tuple[str, str], Mapping[str, Any]] = {}
    for entry in ordered:
        first.setdefault((entry["rule"], entry["en"]), entry)
    return tuple(first.values())


def inconsistency_entry(found: Inconsistency, document: str) -> dict[str, Any]:
    """Return a contradiction as the report has it; ``document`` is the IRI of the one that states it, empty where only several do."""
    return {
        "document": document,
        "rule": found.rule,
        "axiom": found.axiom,
        "nodes": list(found.nodes),
        "zh": found.message_zh,
        "en": found.message_en,
    }


def damaged(folder: Path, what: str) -> UsageError:
    """Return the error that says that a data set lacks something or was changed by hand."""
    return UsageError(
        f"数据集 {folder} 已损坏（{what} 缺失或被改动），请重新运行 shiquan build",
        f"the data set {folder} is damaged ({what} is missing or was changed); run shiquan build again",
    )


# ---------------------------------------------------------------- putting things in place


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: under another name first, and on the disk before it takes the place of the earlier one."""
    unfinished = path.with_name(f".{path.name}.new")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def is_unsettled(folder: Path) -> bool:
    """Tell whether a change of the data set was killed, or is going on."""
    return folder.is_dir() and any(path.name == JOURNAL or path.name.startswith(".") for path in folder.iterdir())


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that holds something else than a data set.

    Raises:
        UsageError: that is so.

    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是文件，不是文件夹", f"{folder} is a file, not a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / INFO).is_file():
        raise UsageError(
            f"{folder} 里有别的内容，不是数据集；请另选文件夹（--out），以免覆盖",
            f"{folder} holds something else than a data set; choose another folder (--out), so that nothing is overwritten",
        )


@contextlib.contextmanager
def working_folder(folder: Path) -> Iterator[Path]:
    """Give a folder beside a data set to make the next one in; it is removed in the end, and so are those of runs that were killed.

    Raises:
        UsageError: the disk is full; the message says that the earlier data set is as it was.

    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    recover(folder)
    work = folder.parent / f".{folder.name}.building-{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        with telling_of_a_full_disk(folder):
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


@contextlib.contextmanager
def telling_of_a_full_disk(folder: Path) -> Iterator[None]:
    """Turn the error of a full disk into one for people.

    Raises:
        UsageError: the disk is full, or a file would be larger than is allowed.

    """
    try:
        yield
    except OSError as error:
        # RocksDB gives its errors as text only
        text = str(error)
        if error.errno not in _FULL and not any(os.strerror(code) in text for code in _FULL):
            raise
        raise UsageError(
            f"写入 {folder} 时磁盘空间不足（{text}）。原有的数据集未受影响；请腾出空间后重新运行",
            f"there is no room on the disk to write {folder} ({text}). The earlier data set is as it was; make room and run "
            "the command again",
        ) from error


def recover(folder: Path) -> None:
    """Clear up what a run that was killed has left beside a data set; a data set that it had put aside comes back.

    The folders of runs that are still going on are left alone.
    """
    for aside in sorted(folder.parent.glob(f".{folder.name}.earlier-*")):
        if not folder.exists() and (aside / INFO).is_file():
            aside.rename(folder)
            _LOG.warning(
                "上次运行被中断，原有的数据集已放回 %s / an earlier run was killed; the data set that it had put aside is back at %s", folder, folder
            )  # fmt: skip
        elif not still_runs(aside.name):
            shutil.rmtree(aside, ignore_errors=True)
    for left in sorted(folder.parent.glob(f".{folder.name}.building-*")):
        if left.is_dir() and not still_runs(left.name):
            shutil.rmtree(left, ignore_errors=True)
            _LOG.warning(
                "上次运行被中断，已清除它未写完的文件；%s 未受影响 / an earlier run was killed; what it had not finished was removed, %s is as it was", folder, folder
            )  # fmt: skip


def still_runs(name: str) -> bool:
    """Tell whether the process of this machine whose number a name ends with is at work, and is another one than this."""
    process = name.rpartition("-")[2]
    if not process.isdigit() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def put_in_place(work: Path, folder: Path) -> None:
    """Put a finished data set in the place of the earlier one, so that at every moment one of the two stands there whole."""
    if not folder.exists():
        work.rename(folder)
        return
    if _exchange(work, folder):
        shutil.rmtree(work)
        return
    # without an exchange there is a moment between the two steps; `recover` knows what to do about it
    aside = folder.parent / f".{folder.name}.earlier-{os.getpid()}"
    folder.rename(aside)
    try:
        work.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    shutil.rmtree(aside)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step (Linux, ``renameat2(2)``); False where the system or the file system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    paths = os.fsencode(one), os.fsencode(other)
    done: int = library.renameat2(_AT_WORKING_FOLDER, paths[0], _AT_WORKING_FOLDER, paths[1], _EXCHANGE)
    return done == 0
