"""How often an embedder finds what was meant: 40 lines, and a question about each in other words.

    python tests/bench/bench_embedders.py                    # those that are installed
    python tests/bench/bench_embedders.py openai:text-embedding-3-small

Recall@1 is how many questions have their own line nearest of all 40.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from envs import InputError
from memory.embedders import make_embedder

PAIRS = (
    ("gather(item=oak_log) failed: target_not_found", "there were no trees anywhere"),
    ("gather(item=iron_ore) failed: tool_too_weak", "my pick wasn't good enough for the metal"),
    ("gather(item=cobblestone) failed: missing_tool", "I had nothing to break rock with"),
    ("craft(item=wooden_pickaxe) failed: missing_station", "no workbench was nearby"),
    ("craft(item=stick) failed: missing_material", "not enough wood to make rods"),
    ("smelt(item=iron_ingot) failed: missing_fuel", "nothing to burn in the oven"),
    ("smelt(item=iron_ingot) succeeded", "melting metal into bars worked"),
    ("hunt(entity=cow) failed: target_unreachable", "couldn't get to the cattle"),
    ("hunt(entity=zombie) failed: killed", "the undead slew me"),
    ("eat(item=bread) succeeded", "had a loaf for dinner"),
    ("sleep() failed: window_blocked", "I couldn't go to bed"),
    ("sleep() succeeded in a bed until day", "rested through the night"),
    ("explore(target=village) succeeded", "found a place where people live"),
    ("explore(target=cave) failed: out_of_time", "searched for a cavern for too long"),
    ("go_to(target=home) failed: stuck", "couldn't move on the way back to base"),
    ("gather(item=diamond) failed: hazard lava", "burned by molten rock while after gems"),
    ("gather(item=coal) succeeded at height 50", "dug up something to burn"),
    ("place(item=furnace) succeeded", "set the oven down"),
    ("place(item=torch) succeeded", "put up a light"),
    ("equip(item=iron_helmet) succeeded", "wearing something on my head"),
    ("trade(item=emerald) failed: target_not_found", "no merchant to sell to"),
    ("deposit(item=cobblestone) in a chest succeeded", "stored the rocks in a box"),
    ("discard(item=dirt) failed: inventory_full", "my bags were stuffed with soil"),
    ("gather(item=wool) from a sheep succeeded", "sheared the flock"),
    ("gather(item=string) from a spider failed: killed", "a big bug ended my life over thread"),
    ("use(item=bucket) on water succeeded", "filled the pail"),
    ("use(item=flint_and_steel) on obsidian succeeded", "lit the gateway"),
    ("craft(item=diamond_sword) failed: missing_material", "too few gems for a blade"),
    ("craft(item=bed) failed: missing_material wool", "lacked fleece for somewhere to sleep"),
    ("craft(item=boat) succeeded", "built a vessel to cross the sea"),
    ("gather(item=sand) in a desert succeeded", "shovelled up dunes"),
    ("gather(item=gold_ore) failed: tool_broke", "my digger snapped on the yellow vein"),
    ("hunt(entity=chicken) succeeded", "caught some poultry"),
    ("eat(item=rotten_flesh) failed: starving", "weak with hunger and only spoiled meat"),
    ("gather(item=kelp) failed: hazard drowning", "ran out of breath under water"),
    ("go_to(target=mountain top) failed: hazard fall", "dropped off a cliff while climbing"),
    ("craft(item=torch) succeeded from coal and stick", "made lamps"),
    ("gather(item=redstone) succeeded at height 12", "mined the glowing dust deep down"),
    ("wait(ticks=6000) succeeded until night", "stood still till it got dark"),
    ("gather(item=sugar_cane) by the river succeeded", "cut reeds on the bank"),
)
USUAL = ("hashed", "static", "minilm")


def main() -> int:
    """Prints recall@1 and the time a text for each embedder."""
    sys.stdout.write(f"{'embedder':36}{'recall@1':>10}{'a text':>12}\n")
    lines, questions = zip(*PAIRS, strict=True)
    for name in sys.argv[1:] or USUAL:
        embedder = make_embedder(name)
        try:
            embedder.embed(lines[:1])
        except InputError as error:
            sys.stdout.write(f"{name:36}{error}\n")
            continue
        began = time.process_time()
        likeness = embedder.embed(questions) @ embedder.embed(lines).T
        each_ms = (time.process_time() - began) / (2 * len(PAIRS)) * 1e3
        found = float(np.mean(likeness.argmax(axis=1) == np.arange(len(PAIRS))))
        sys.stdout.write(f"{embedder.name:36}{found:10.3f}{each_ms:9.2f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
