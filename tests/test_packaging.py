"""The wheel holds the whole of the packages and runs, pinned, outside the repository."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("agent", "diagnosis", "envs", "memory", "planner")

# One worker builds and installs once for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("packaging")]


def run(*command: str | Path, cwd: Path) -> str:
    """Returns what the command printed on standard output; its errors fail the test."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{command} gave {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the work tree as `pip` would build it."""
    folder = tmp_path_factory.mktemp("dist")
    run(
        *(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT),
        cwd=folder,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside the repository whose `bin` has the wheel and its pins, and nothing else."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", folder, cwd=folder)
    pip = (folder / "bin" / "python", "-m", "pip", "install", "--quiet")
    run(*pip, "--require-hashes", "-r", ROOT / "requirements" / "run.txt", cwd=folder)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=folder)
    return folder


def test_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    there = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & {*path.parts}
    }

    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())

    assert {name for name in packed if ".dist-info" not in PurePosixPath(name).parts[0]} == there


def test_every_entry_point_of_the_wheel_loads(elsewhere: Path) -> None:
    program = (
        "from importlib.metadata import distribution\n"
        "for point in distribution('steve-evolving').entry_points:\n"
        "    print(point.group, point.name, callable(point.load()))\n"
    )

    printed = run(elsewhere / "bin" / "python", "-I", "-c", program, cwd=elsewhere).splitlines()

    assert "console_scripts steve True" in printed
    assert "steve.environments craftworld True" in printed
    assert all(line.endswith(" True") for line in printed)


def test_no_package_of_the_tests_is_needed_to_run(elsewhere: Path) -> None:
    assert "steve run" in run(elsewhere / "bin" / "steve", "run", "--help", cwd=elsewhere)


def test_the_installed_command_crafts_a_wooden_pickaxe(elsewhere: Path) -> None:
    printed = run(
        *(elsewhere / "bin" / "steve", "run", "Craft a wooden pickaxe"),
        *("--arm", "oracle", "--json"),
        cwd=elsewhere,
    )

    result = json.loads(printed)
    assert result["schema"] == "steve.run/1"
    assert result["outcome"] == "succeeded"
