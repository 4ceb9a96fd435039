"""What the worker is made of, apart from Node."""

from __future__ import annotations

import json
import re
from pathlib import Path

from scripts.make_worker import DATA, tables, written

WORKER = Path(__file__).parents[3] / "envs" / "mineflayer" / "worker"


def test_both_worlds_go_by_the_same_words() -> None:
    for name, table in tables().items():
        assert (DATA / name).read_text(encoding="utf-8") == written(table)


def test_lock_file_names_no_registry() -> None:
    lock = json.loads((WORKER / "package-lock.json").read_text(encoding="utf-8"))
    assert not [name for name, package in lock["packages"].items() if "resolved" in package]
    assert not [n for n, p in lock["packages"].items() if n and "integrity" not in p]


def test_packages_are_pinned_exactly() -> None:
    package = json.loads((WORKER / "package.json").read_text(encoding="utf-8"))
    pins = {**package["dependencies"], **package["devDependencies"]}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in pins.values())
