"""Benches take the system apart by name, so that they break unseen when a name moves."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

BENCHES = Path(__file__).resolve().parents[1] / "bench"


@pytest.mark.slow
def test_the_bench_of_overhead_runs_on_a_small_store(tmp_path: Path) -> None:
    """It times parts of an episode by their names in the modules that use them."""
    command = [sys.executable, str(BENCHES / "bench_overhead.py"), "300"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr[-2_000:]
    parts = re.findall(r"^  (.+?) +\d+\.\d\d ms a subgoal", ran.stdout, re.MULTILINE)
    assert {"recall", "enforcement", "diagnosis", "recording", "world", "model"} <= set(parts)
    assert re.search(r"^the framework +\d+\.\d\d ms a subgoal$", ran.stdout, re.MULTILINE)
