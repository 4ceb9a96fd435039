"""Scenes with tools: none, of the wrong kind, too weak, and one that breaks."""

from __future__ import annotations

from attribution.stage import Stage, Trial, X, Z

from envs.subgoals import Equip, Explore, Gather, Hunt, Place, Use

# Each ore with what it drops and the tools that don't get it.
_ORES = {
    "coal_ore": ("coal", ()),
    "iron_ore": ("iron_ore", ("wooden_pickaxe", "golden_pickaxe")),
    "lapis_ore": ("lapis_lazuli", ("wooden_pickaxe", "golden_pickaxe")),
    "gold_ore": ("gold_ore", ("wooden_pickaxe", "golden_pickaxe", "stone_pickaxe")),
    "redstone_ore": ("redstone", ("wooden_pickaxe", "golden_pickaxe", "stone_pickaxe")),
    "diamond_ore": ("diamond", ("wooden_pickaxe", "golden_pickaxe", "stone_pickaxe")),
    "emerald_ore": ("emerald", ("wooden_pickaxe", "golden_pickaxe", "stone_pickaxe")),
    "obsidian": ("obsidian", ("wooden_pickaxe", "stone_pickaxe", "iron_pickaxe")),
}
_WEAK = tuple(ore for ore, (_, tools) in _ORES.items() if tools)
_OTHERS = ("wooden_shovel", "stone_axe", "iron_shovel", "stone_sword", "iron_hoe")
_FOR_TOOLS = (
    ("oak_leaves", "oak_leaves", "shears"),
    ("cobweb", "string", "sword"),
    ("snow_block", "snowball", "shovel"),
)


def ores(stage: Stage, ore: str, count: int) -> None:
    """Lays some ore open about the agent."""
    for _ in range(count):
        stage.place(ore, 2, 9)


def _seam(stage: Stage, ore: str, height: int) -> None:
    """Lays a seam of ore into the rock beside where somebody will dig."""
    for d in range(-30, 31):
        stage.put((X + 2, height, Z + d), ore)
        stage.put((X + d, height, Z + 2), ore)


def digging_too_weak(stage: Stage) -> Trial:
    """Ore is dug with a tool of too low a tier, in the open or by a tunnel."""
    ore = stage.pick(_WEAK)
    item, tools = _ORES[ore]
    tool = stage.pick(tools)
    stage.give(tool)
    named = tool if stage.chance(30) else None
    if stage.chance(30):
        stage.give(stage.pick(_OTHERS))
    count = stage.between(1, 5)
    if stage.chance(25) and ore != "obsidian":
        y = stage.between(40, 56)
        _seam(stage, ore, y)
        return Trial(
            Gather(item=item, count=count, source=ore, tool=named, height=(y - 1, y)), 4_000
        )
    ores(stage, ore, stage.between(2, 5))
    stage.pen(stage.between(11, 13))
    # Half an ore's worth of patience, or all of it.
    budget = stage.between(700, 4_000) * (6 if ore == "obsidian" else 1)
    return Trial(Gather(item=item, count=count, source=ore, tool=named), budget)


def digging_without_the_tool(stage: Stage) -> Trial:
    """What needs a pickaxe is dug by hand, or with a tool of another kind."""
    ore = stage.pick(list(_ORES))
    item = _ORES[ore][0]
    bare = stage.chance(30)
    if bare and stage.chance(50):
        stage.give(stage.pick(("stone_pickaxe", "diamond_pickaxe")))
    if stage.chance(40):
        stage.give(stage.pick(_OTHERS))
    ores(stage, ore, stage.between(2, 5))
    stage.pen(12)
    tool = "none" if bare else None
    count = stage.between(1, 5)
    budget = stage.between(1_200, 6_000) * (6 if ore == "obsidian" else 1)
    return Trial(Gather(item=item, count=count, source=ore, tool=tool), budget)


def digging_stone_by_hand(stage: Stage) -> Trial:
    """The tunnel leads through the very stone that is wanted."""
    low = stage.between(30, 56)
    tool = "none" if stage.chance(30) else None
    if tool and stage.chance(50):
        stage.give("stone_pickaxe")
    subgoal = Gather(
        item="cobblestone", count=stage.between(1, 9), source="stone", tool=tool,
        height=(low, low + 4),
    )  # fmt: skip
    return Trial(subgoal, 4_000)


def taking_what_another_tool_gives(stage: Stage) -> Trial:
    """The block drops what is wanted to another kind of tool alone."""
    block, item, kind = stage.dice.choice(_FOR_TOOLS)
    for _ in range(stage.between(2, 5)):
        stage.place(block, 2, 9)
    if stage.chance(40):
        stage.give(stage.pick([t for t in _OTHERS if not t.endswith(kind)]))
    stage.pen(11)
    return Trial(Gather(item=item, count=stage.between(1, 5), source=block), 3_000)


def asking_for_a_tool_that_is_not_carried(stage: Stage) -> Trial:
    """The subgoal names a tool; others may be at hand."""
    tier = stage.pick(("wooden", "stone", "iron", "diamond"))
    if stage.chance(50):
        stage.give(stage.pick(("wooden_pickaxe", "golden_axe", "stone_shovel", "iron_sword")))
    way = stage.between(0, 4)
    if way == 0:
        return Trial(Equip(item=f"{tier}_{stage.pick(('axe', 'hoe', 'shovel'))}"), 100)
    if way == 1:
        stage.world.bring(stage.pick(("cow", "pig")), stage.spot(2, 6))
        return Trial(Hunt(entity="cow", tool=f"{tier}_hoe"), 600, calm=False)
    if way == 2:
        stage.world.bring("sheep", stage.spot(2, 6))
        return Trial(Use(item="shears", on="sheep"), 400, calm=False)
    if way == 3:
        stage.give("obsidian", 10)
        return Trial(Place(item="nether_portal"), 300)
    stage.tree()
    return Trial(Gather(item="oak_log", count=2, tool=f"{tier}_hoe"), 900)


def breaking_a_tool(stage: Stage) -> Trial:
    """The only good tool breaks before enough was got."""
    uses = stage.between(1, 12)
    tool = stage.pick(("wooden_pickaxe", "stone_pickaxe", "iron_pickaxe"))
    stage.give(tool, 1, uses)
    if stage.chance(30):
        stage.give(stage.pick(_OTHERS))
    way = stage.between(0, 2)
    named = tool if stage.chance(40) else None
    if way == 0:
        low = stage.between(30, 56)
        count = uses + stage.between(1, 20)
        return Trial(
            Gather(
                item="cobblestone", count=count, source="stone", tool=named, height=(low, low + 4)
            ),
            stage.between(2_000, 5_000),
        )
    if way == 1:
        ores(stage, "coal_ore", uses + stage.between(3, 5))
        stage.pen(12)
        subgoal = Gather(item="coal", count=uses + 3, source="coal_ore", tool=named)
        return Trial(subgoal, stage.between(3_000, 6_000))
    y = stage.between(30, 50)
    return Trial(Explore(target="lava", height=(y, y + 4)), stage.between(2_500, 4_000))


def breaking_the_weapon_asked_for(stage: Stage) -> Trial:
    """The sword that is asked for breaks while there is still prey."""
    sword = stage.pick(("wooden_sword", "stone_sword", "iron_sword"))
    stage.give(sword, 1, stage.between(1, 4))
    for _ in range(5):
        stage.world.bring("cow", stage.spot(2, 7))
    stage.pen(10)
    return Trial(Hunt(entity="cow", count=5, tool=sword), 3_000, calm=False)


def digging_for_another_drop(stage: Stage) -> Trial:
    """Whatever it is dug with, the block never gives that."""
    stage.give("diamond_pickaxe")
    block, item = stage.dice.choice(
        (("stone", "stone"), ("iron_ore", "diamond"), ("coal_ore", "iron_ore"), ("dirt", "clay"))
    )
    for _ in range(stage.between(5, 9)):
        stage.place(block, 2, 9)
    stage.pen(11)
    return Trial(Gather(item=item, count=stage.between(1, 5), source=block), 3_000)


def hoping_for_a_rare_drop(stage: Stage) -> Trial:
    """The block gives it now and then, and the time is up before."""
    block, item, blocks, pause = stage.dice.choice(
        (
            ("gravel", "flint", 9, 60),
            ("oak_leaves", "apple", 30, 20),
            ("grass", "wheat_seeds", 9, 12),
        )
    )
    for _ in range(blocks):
        stage.place(block, 2, 12)
    return Trial(Gather(item=item, count=4, source=block), stage.between(60, blocks * pause))
