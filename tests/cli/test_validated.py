"""`shiquan validate` on a data set of which a change was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from shiquan.building import build
from shiquan.cli.main import app
from shiquan.dataset.layout import is_unsettled

PLAN = """{number}

{city}人民政府办公室关于印发{city}交通运输领域市与县财政事权和支出责任划分改革方案的通知

各有关单位：
现印发给你们。

{city}交通运输领域市与县财政事权和支出责任划分改革方案
一、主要内容
将公路建设，确认为市级财政事权，由市级承担支出责任。
"""
GOES, STAYS = "临政办发〔2024〕99号", "运政发〔2024〕13号"
KILLED = f"""
import os, signal
from pathlib import Path
from shiquan import changing
changing._Changing._finish = lambda change, store: os.kill(os.getpid(), signal.SIGKILL)
changing.remove("{GOES}", Path("held"))
"""


def test_a_killed_change_is_settled_before_the_data_set_is_validated(tmp_path: Path) -> None:
    """Killed when the store had taken it and the files had not, a change left a dump with the document that was gone, and that was validated."""
    for name, city, number in (("goes", "临汾市", GOES), ("stays", "运城市", STAYS)):
        (tmp_path / f"{name}.txt").write_text(PLAN.format(city=city, number=number), encoding="utf-8")
    build([tmp_path / "goes.txt", tmp_path / "stays.txt"], tmp_path / "held")
    killed = subprocess.run([sys.executable, "-c", KILLED], cwd=tmp_path, check=False)
    assert killed.returncode == -signal.SIGKILL and is_unsettled(tmp_path / "held")
    done = CliRunner().invoke(app, ["validate", "--data", str(tmp_path / "held"), "--format", "csv", "--jobs", "1"])
    assert STAYS in done.stdout and GOES not in done.stdout
    assert not is_unsettled(tmp_path / "held")
    assert GOES not in (tmp_path / "held" / "graph.nq").read_text(encoding="utf-8")
