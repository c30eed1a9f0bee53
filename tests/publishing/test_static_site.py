"""The site as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from shiquan.building import BuildResult
from shiquan.errors import UsageError
from shiquan.publishing.published_data import PublishedData
from shiquan.publishing.site import file_at, files_of, folders
from shiquan.publishing.static_site import publish


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_the_same_bytes_from_several_processes_and_live(site: Path, data: PublishedData) -> None:
    live = {folder + file.name: file.make() for folder in folders(data) for file in files_of(data, folder)}
    written = _tree(site)
    assert written.keys() == {".nojekyll", *live}
    assert {path for path, content in live.items() if written[path] != content} == set()


def test_no_section_writes_over_a_file_of_another(data: PublishedData) -> None:
    """Sections share the root; two of them once had a file of the same name, and the static site had the one, the live one the other."""
    for folder in ("", "w3id.org/", "ontology/", "id/area/141000/", "id/doc/141000/linzhengbanfa/2024/39/"):
        names = [file.name for file in files_of(data, folder)]
        assert len(names) == len(set(names)), folder


def test_each_folder_comes_once(data: PublishedData) -> None:
    everything = list(folders(data))
    assert len(everything) == len(set(everything))


def test_a_path_that_is_not_there_has_no_file(five: BuildResult) -> None:
    data = PublishedData.open(five.folder)
    for path in (
        "nowhere/",
        "nowhere.html",
        "assets/../pyproject.toml",
        "assets/nothing/",
        "../x",
        "//",
        "id/",
        "index.php",
    ):
        assert file_at(data, path) is None, path


def test_a_folder_with_other_things_in_it_is_left_alone(five: BuildResult, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UsageError):
        publish(five.folder, tmp_path / "mine")
    assert _tree(tmp_path) == {"mine/thesis.txt": b"dear"}
