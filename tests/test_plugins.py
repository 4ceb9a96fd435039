"""A world, a chat model and a memory of somebody else's come in by the same doors as ours.

`tests/sample` is a real little distribution. It is installed into a folder of its own and used
in processes that have this folder on their path, as a user's machine would have it.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

STEVE = Path(sys.executable).with_name("steve")
SAMPLE = Path(__file__).resolve().parent / "sample"

# One worker installs once for all of them.
pytestmark = pytest.mark.xdist_group("plugins")

CHECK_WORLD = """
from envs import Craft, Gather, Wait, make
from envs.conformance import check_environment, check_two_processes

tried = (Gather(item="#fruit", count=2), Craft(item="juice", station="press"), Wait(ticks=50),
         Gather(item="apple", count=4), Craft(item="juice", station="press"))
check_environment(lambda: make("orchard"), subgoals=tried)
check_environment(lambda: make("orchard", apples="5"))
check_two_processes("orchard", {"apples": "2"})
"""

CHECK_MODEL = """
from planner import make_model
from planner.conformance import check_chat_model

check_chat_model(make_model("parrot:polly", options={"apples": "4"}))
"""

CHECK_MEMORY = """
from envs import EpisodeKey, Task, make, parse
from memory import MethodContext, Query, Store
from memory.conformance import check_method
from steve_sample.memory import notebook

world = make("orchard")
task = Task(id="press-juice", instruction="Press juice", goal=parse('has("juice")'))
with Store.open("steve.db", create=False) as store:
    last = store.next_round("orchard-v1", "notebook") - 1
    key = EpisodeKey(run="any", round=last, phase="train", arm="notebook", task=task.id, seed=0)
    asked = Query(episode=key, task=task, state=world.reset(task, 0))
    context = MethodContext(store, "orchard-v1", "notebook", last, world.vocabulary)
    check_method(notebook, context, [asked, asked.model_copy(update={"token_budget": 1})])
    assert notebook(context).recall(asked).notes
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the sample was installed, as `pip` installs it."""
    folder = tmp_path_factory.mktemp("plugins")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    bare = ["--no-deps", "--no-build-isolation", "--no-index", "--no-compile"]
    subprocess.run([*pip, *bare, "--target", str(folder), str(SAMPLE)], check=True, timeout=120)
    return folder


class Shell:
    """A user's shell, in a folder of its own, on a machine that has the sample installed."""

    def __init__(self, installed: Path, folder: Path) -> None:
        self._environment = {**os.environ, "PYTHONPATH": str(installed), "COLUMNS": "120"}
        self._folder = folder

    def python(self, program: str) -> str:
        """Returns what a program printed; an error of its own fails the test."""
        return self._run([sys.executable, "-W", "error", "-c", program], 0).stdout

    def steve(self, *arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Runs the command line, which has to end with `code`."""
        return self._run([str(STEVE), *arguments], code)

    def press_juice(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Returns the result of one run in the orchard."""
        asked = ("run", "Press juice", "--goal", 'has("juice")', "--env", "orchard", "--json")
        result: dict[str, Any] = json.loads(self.steve(*asked, *arguments, code=code).stdout)
        return result

    def _run(self, command: list[str], code: int) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=self._folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{command}:\n{done.stdout}\n{done.stderr}"
        return done


@pytest.fixture
def shell(installed: Path, tmp_path: Path) -> Shell:
    return Shell(installed, tmp_path)


def test_the_sample_world_keeps_the_contract_also_in_two_processes(shell: Shell) -> None:
    shell.python(CHECK_WORLD)


def test_the_sample_model_keeps_the_contract(shell: Shell) -> None:
    shell.python(CHECK_MODEL)


def test_a_store_takes_the_sample_embedder_and_remembers_it(shell: Shell) -> None:
    shell.press_juice("--llm", "parrot", "--arm", "full")
    said = json.loads(shell.steve("store", "reembed", "--embedder", "letters", "--json").stdout)
    assert (said["after"], said["experiences"] > 0) == ("letters/1/1.0", True)
    again = ("store", "reembed", "--embedder", "letters", "-O", "first=2", "--json")
    assert json.loads(shell.steve(*again).stdout)["after"] == "letters/1/2.0"
    asked = ("inspect", "recall", "juice", "--scope", "orchard-v1", "--json")
    assert json.loads(shell.steve(*asked).stdout)["hits"]
    assert shell.steve("store", "check").stdout.endswith("is sound.\n")


def test_what_is_installed_is_listed(shell: Shell) -> None:
    worlds = json.loads(shell.steve("envs", "--json").stdout)["environments"]
    providers = json.loads(shell.steve("models", "--json").stdout)["providers"]

    assert [w["id"] for w in worlds if w["name"] == "orchard"] == ["orchard-v1"]
    assert "parrot" in [p["provider"] for p in providers]


def test_the_memory_that_ships_learns_in_a_foreign_world_from_a_foreign_model(
    shell: Shell,
) -> None:
    asked = ("run", "Press juice", "--goal", 'has("juice")', "--env", "orchard", "--llm", "parrot")

    first = shell.steve(*asked)
    second = shell.press_juice("--llm", "parrot", "--seed", "1")

    # The page for authors of worlds shows the first run as it is.
    page = (SAMPLE.parent.parent / "docs" / "own_world.md").read_text(encoding="utf-8")
    printed = first.stderr + "".join(first.stdout.splitlines(keepends=True)[:2])
    assert printed.count("missing_material") == 1
    assert f"```text\n{printed}```\n" in page
    assert second["outcome"] == "succeeded"
    assert [a["cause"] for a in second["attempts"] if a["cause"]] == []


def test_a_foreign_memory_is_an_arm_of_its_own_and_keeps_the_contract(shell: Shell) -> None:
    first = shell.press_juice("--llm", "parrot", "--arm", "notebook")
    second = shell.press_juice("--llm", "parrot", "--arm", "notebook")

    assert first["arm"] == second["arm"] == "notebook"
    # The first run fails for want of apples; what it noted is in the second one's first prompt.
    assert (len(first["attempts"]), first["replans"]) == (4, 1)
    assert (len(second["attempts"]), second["replans"]) == (2, 0)
    # Now that its store holds two rounds, there is something to check it on.
    shell.python(CHECK_MEMORY)


def test_a_foreign_memory_is_compared_with_ours_in_a_suite(shell: Shell, tmp_path: Path) -> None:
    suite = "suite: juices\ngroups: {press: {minutes: 5, goals: [juice]}}\n"
    (tmp_path / "juices.yaml").write_text(suite, encoding="utf-8")
    asked = ("evolve", "juices.yaml", "--env", "orchard", "--llm", "parrot", "--json")
    arms = ("--arms", "planning_only,notebook,full", "--rounds", "1")
    seeds = ("--train-seeds", "0", "--eval-seeds", "10-11")

    result = json.loads(shell.steve(*asked, *arms, *seeds).stdout)

    replans = {
        (row["arm"], row["round"]): row["replans"]
        for row in result["rows"]
        if row["phase"] == "eval"
    }
    rates = {
        (rate["arm"], rate["round"]): rate["success_rate"]
        for rate in result["summary"]
        if rate["group"] == "overall"
    }
    # Whoever may plan again gets there; whoever has learned needs to plan but once.
    assert rates["planning_only", 0] == 0
    assert rates["notebook", 0] == rates["notebook", 1] == rates["full", 1] == 1
    assert (replans["notebook", 0], replans["notebook", 1]) == (1, 0)


WRONG = {
    "-E apples=9": "orchard: expected apples from 1 to 6, found '9'.",
    "-E pears=1": "orchard takes the option apples, found 'pears'.",
    "-M apples=none": "parrot: expected apples from 1 to 9, found 'none'.",
    "-M pears=1": "parrot takes the option apples, found 'pears'.",
    "--arm notebok": "Unknown arm 'notebok'. Did you mean 'notebook'?",
    "--env orchid": "Unknown environment 'orchid'. Did you mean 'orchard'?",
    "--llm parot": "Unknown model provider 'parot'. Did you mean 'parrot'? See `steve models`.",
}

# All in one process, since each start takes seconds.
TRY_WRONG = f"""
import sys
from agent.cli.main import carried_out

sys.stderr = sys.stdout
asked = ["run", "Press juice", "--goal", 'has("juice")', "--env", "orchard", "--llm", "parrot"]
for wrong in {list(WRONG)}:
    code = carried_out([*asked, *wrong.split()])
    print(code)
"""


def test_a_plugin_refuses_what_it_cannot_use_in_one_sentence(shell: Shell) -> None:
    told = shell.python(TRY_WRONG).splitlines()

    assert told[1::2] == ["2"] * len(WRONG)
    for said, expected in zip(told[::2], WRONG.values(), strict=True):
        assert said.startswith(f"steve: {expected}")
