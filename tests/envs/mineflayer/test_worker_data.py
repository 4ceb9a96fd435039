"""What the worker is made of, apart from Node."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from envs.mineflayer import nodes
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


def asked(script: str) -> Any:
    """Returns what a script says that runs beside the worker's modules."""
    node = [str(nodes.node()), "-p", script]
    said = subprocess.run(node, cwd=WORKER, capture_output=True, check=True, timeout=60)
    return json.loads(said.stdout)


@pytest.mark.slow
def test_a_world_is_what_its_name_says() -> None:
    names = {
        "overworld": ("minecraft:overworld", "legends", "weekend", "the_end_of_days"),
        "the_nether": ("minecraft:the_nether", "nether", "world_nether", "world_the_nether"),
        "the_end": ("minecraft:the_end", "end", "world_the_end"),
    }
    for dimension, called in names.items():
        for name in called:
            bot = json.dumps({"game": {"dimension": name}})
            script = f"JSON.stringify(require('./state').dimension({bot}))"
            assert asked(script) == dimension, name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("y", "rises"), [(16, -1), (13, -1), (12, 0), (10, 0), (9, 1), (4, 1)], ids=str
)
def test_a_drift_keeps_so_far_inside_the_heights_that_what_it_lays_open_is_in_them(
    y: int, rises: int
) -> None:
    drift = f"new Drift({{feet: {{x: 0, y: {y}, z: 0}}}}, [6, 16])"
    assert asked(f"const {{Drift}} = require('./tunnelling'); {drift}._rise()") == rises


@pytest.mark.slow
def test_a_drift_that_finds_nothing_ends_with_what_it_looked_at() -> None:
    script = """
        const { Drift } = require('./tunnelling')
        const told = []
        const feet = { x: 0, y: 11, z: 0 }
        const emit = (kind, event) => told.push({ kind, ...event })
        const body = { feet, limits: { may: () => true }, emit }
        const drift = new Drift(body, [7, 15])
        drift._step = async () => ++feet.x
        module.exports = (async () => {
          let steps = 0
          while (await drift.goOn()) steps++
          drift.giveUp('diamond_ore')
          console.log(JSON.stringify({ steps, told }))
        })()
    """
    said = asked(f"(() => {{ {script} }})(), ''")
    assert said["steps"] == 400
    assert [event["kind"] for event in said["told"]] == ["searched"]


OF_A_VERSION = """
    const registry = require('prismarine-registry')(VERSION)
    require('./elder').mend(registry)
    const { Names } = require('./names')
    const { Vocabulary } = require('./vocabulary')
    const { recipesOf } = require('./recipes')
    const { Recipe } = require('prismarine-recipe')(registry)
    const Block = require('prismarine-block')(registry)
    const names = new Names(registry)
    const words = new Vocabulary(names)
    const bot = { registry, recipesAll: (id, metadata) => Recipe.find(id, metadata) }
    const said = (cell) => words.smallest([...cell.words])
    const made = (item) => recipesOf({ bot, names, words }, item).flatMap((r) => r.cells.map(said))
    const items = ['torch', 'furnace', 'chest', 'oak_slab', 'oak_planks']
    const { id, maxDurability } = registry.itemsByName.stone_pickaxe
    const ore = new Block(registry.blocksByName.iron_ore.id, 1, 0)
    JSON.stringify({
      lacks: items.map((item) => [...new Set(made(item))].sort()),
      woods: made('oak_planks').length,
      digs: ore.digTime(id, false, false, false, [], {}),
      uses: maxDurability
    })
"""


@pytest.mark.slow
@pytest.mark.parametrize("version", ["1.20.4", "1.20.6", "1.21.4", "26.1"])
def test_what_the_game_did_not_change_is_the_same_in_every_version(version: str) -> None:
    said = asked(OF_A_VERSION.replace("VERSION", json.dumps(version)))
    torch, furnace, chest, slab, planks = said["lacks"]
    assert torch == ["#coals", "stick"]
    assert furnace == ["#stone_crafting_materials"]
    assert chest == ["#planks"]
    assert slab == ["oak_planks"]
    assert "#oak_logs" in planks
    assert said["woods"] == 3
    assert said["digs"] == 1_150
    assert said["uses"] == 131


@pytest.mark.slow
def test_a_server_is_given_up_after_half_a_minute_without_a_word() -> None:
    script = """
        let now = 0
        Date.now = () => now
        const client = new (require('events'))()
        const { Pulse } = require('./pulse')
        const pulse = new Pulse(client)
        const at = (ms) => {
          now = ms
          return [pulse.isSilent, pulse.isGone]
        }
        const spoken = (ms) => {
          now = ms
          client.emit('packet')
          return at(ms)
        }
        return JSON.stringify([at(2000), at(4000), spoken(5000), at(12000), at(16000), at(36000)])
    """
    quiet, silent, back, patient, again, gone = asked(f"(() => {{ {script} }})()")
    assert quiet == [False, False]
    assert silent == [True, False]
    assert back == patient == [False, False]  # it may be silent for as long as it was before
    assert again == [True, False]
    assert gone == [True, True]
