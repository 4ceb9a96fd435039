"""Scenes of harm, and of windows, beds and meals that refuse though nothing is lacking."""

from __future__ import annotations

from attribution.stage import NIGHT, Stage, Trial, X, Y, Z

from envs import parse
from envs.subgoals import Craft, Eat, Gather, Place, Sleep, Subgoal, Use, Wait

_FRAIL = 40
"""Tenths of health of who dies soon."""

_COLUMNS = ("lava", "fire", "water")
_FLOORS = ("cactus", "campfire", "magma_block", "soul_campfire")
_KILLERS = ("zombie", "skeleton", "creeper", "spider", "husk", "stray")
_USED_ON = ("dirt", "stick", "cobblestone", "iron_ingot", "oak_planks")


def _meanwhile(stage: Stage) -> Subgoal:
    """Returns something to do while harm is on its way."""
    return Wait(ticks=stage.between(1_200, 2_000))


def in_an_element(stage: Stage) -> Trial:
    """Lava, fire or water all about, and no way out."""
    stage.weaken(stage.between(10, _FRAIL))
    stage.world.episode.vitals.food = stage.between(6, 12)
    block = stage.pick(_COLUMNS)
    for dx in (-1, 0, 1):
        for dz in (-1, 0, 1):
            for dy in range(3):
                inside = (dx, dz) == (0, 0) and dy < 2
                stage.put((X + dx, Y + dy, Z + dz), block if inside else "bedrock")
    return Trial(_meanwhile(stage), 2_500, calm=False)


def on_what_hurts(stage: Stage) -> Trial:
    """The floor takes a point now and then."""
    stage.weaken(stage.between(10, _FRAIL))
    stage.world.episode.vitals.food = stage.between(6, 12)
    stage.put((X, Y - 1, Z), stage.pick(_FLOORS))
    return Trial(_meanwhile(stage), 2_500, calm=False)


def falling_down(stage: Stage) -> Trial:
    """The log under the feet is dug away, high above the ground."""
    stage.weaken(stage.between(10, 60))
    height = stage.between(11, 20)
    for y in range(Y, Y + height):
        stage.put((X, y, Z), "air")
    stage.put((X, Y + height - 1, Z), "oak_log")
    stage.world.stand((X, Y + height, Z))
    return Trial(Gather(item="oak_log", count=stage.between(1, 3)), 2_500, calm=False)


def killed_by_monsters(stage: Stage) -> Trial:
    """Monsters at night, and little health left; no blow kills them all."""
    stage.world.episode.skipped_ticks = NIGHT
    stage.weaken(stage.between(10, 60))
    stage.world.episode.vitals.food = stage.between(6, 12)
    kind = stage.pick(_KILLERS)
    for _ in range(stage.between(2, 4)):
        stage.world.bring(kind, stage.spot(1, 5 if kind in ("skeleton", "stray") else 3))
    if stage.chance(30):
        stage.give("wooden_sword", 1, 2)
    subgoal: Subgoal = _meanwhile(stage)
    if stage.chance(40):
        for _ in range(4):
            stage.tree("oak_log", 4)
        subgoal = Gather(item="oak_log", count=16)
    return Trial(subgoal, 3_000, calm=False)


def waiting_to_get_well(stage: Stage) -> Trial:
    """There is nothing in the stomach, so that no wound heals; it kills nobody here."""
    stage.weaken(stage.between(11, 100))
    stage.world.episode.vitals.food = 0
    stage.world.episode.vitals.saturation_tenths = 0
    if stage.chance(30):
        stage.give(stage.pick(("bread", "apple", "rotten_flesh")), stage.between(1, 3))
    return _getting_well(stage, stage.between(60, 2_000))


def getting_well_in_no_time(stage: Stage) -> Trial:
    """Wounds heal, and not as fast as that."""
    stage.weaken(stage.between(11, 100))
    stage.world.episode.vitals.food = stage.between(18, 20)
    stage.world.episode.vitals.saturation_tenths = stage.between(0, 3)
    return _getting_well(stage, stage.between(60, 400))


def _getting_well(stage: Stage, ticks: int) -> Trial:
    until = f'vital("health", {stage.between(16, 20)})'
    if stage.chance(30):
        stage.give("torch")
        until += ' and has("torch")'
    budget = ticks + 50 if stage.chance(60) else max(20, ticks // 2)
    return Trial(Wait(ticks=ticks, until=parse(until)), budget, calm=False)


def sleeping_among_monsters(stage: Stage) -> Trial:
    """There is a bed, it is night, and a monster is too near."""
    stage.world.episode.skipped_ticks = NIGHT
    if stage.chance(50):
        stage.place("white_bed", 2, 3)
    else:
        stage.give("red_bed")
    cell = stage.spot(5, 6)
    stage.world.bring("creeper" if stage.chance(50) else "skeleton", cell)
    stage.cage(cell, "bedrock")
    return Trial(Sleep(), 500, calm=False)


def sleeping_by_day(stage: Stage) -> Trial:
    """There is a bed, and the sun is up."""
    stage.world.episode.skipped_ticks = stage.between(0, 11_000)
    if stage.chance(50):
        stage.place(stage.pick(("white_bed", "blue_bed")), 2, 8)
    else:
        stage.give("white_bed")
    return Trial(Sleep(), 500)


def sleeping_without_a_bed(stage: Stage) -> Trial:
    """It is night, and there is no bed."""
    stage.world.episode.skipped_ticks = NIGHT if stage.chance(80) else 0
    return Trial(Sleep(), 500)


def eating_without_hunger(stage: Stage) -> Trial:
    """Nobody who is full can eat bread."""
    food = stage.pick(("bread", "apple", "cooked_beef", "carrot"))
    stage.give(food, 3)
    stage.world.episode.vitals.food = 20
    return Trial(Eat(item=food), 100, calm=False)


def using_a_station_that_gives_nothing(stage: Stage) -> Trial:
    """A cauldron that is full already, or an anvil for what isn't worn."""
    if stage.chance(50):
        cell = stage.place("cauldron")
        stage.give("water_bucket")
        stage.world.episode.realm.cauldrons[cell] = 3
        return Trial(Use(item="water_bucket", on="cauldron"), 600)
    stage.place("anvil")
    piece = stage.pick(("iron_helmet", "iron_pickaxe", "iron_sword"))
    stage.give(piece)
    stage.give("iron_ingot", stage.between(0, 4))
    return Trial(Use(item=piece, on="anvil"), 600)


def using_without_the_station(stage: Stage) -> Trial:
    """No cauldron, grindstone or anvil is there."""
    way = stage.between(0, 2)
    if way == 0:
        stage.give("water_bucket")
        return Trial(Use(item="water_bucket", on="cauldron"), 600)
    stage.give("iron_helmet", 2, 40)
    stage.give("iron_ingot", 2)
    return Trial(Use(item="iron_helmet", on="anvil" if way == 1 else "grindstone"), 600)


def using_without_the_material(stage: Stage) -> Trial:
    """The anvil wants iron, the leather its dye, the pair its other half."""
    way = stage.between(0, 2)
    if way == 0:
        stage.place("anvil")
        stage.give("iron_helmet", 1, 30)
        return Trial(Use(item="iron_helmet", on="anvil"), 600)
    if way == 1:
        stage.give("red_dye")
        return Trial(Use(item="red_dye", on="leather_boots"), 200)
    stage.give("iron_helmet", 1, 30)
    return Trial(Use(item="iron_helmet", on="iron_helmet"), 200)


def nonsense(stage: Stage) -> Trial:
    """Words that nobody knows, and things that nobody can do."""
    for item in (*_USED_ON, "oak_log", "bread"):
        stage.give(item)
    stage.world.episode.vitals.food = 12
    subgoals: tuple[Subgoal, ...] = (
        Use(item=stage.pick(_USED_ON)),
        Eat(item=stage.pick(("stick", "dirt", "oak_log"))),
        Place(item=stage.pick(("stick", "iron_ingot", "bread"))),
        Gather(item=stage.pick(("oak_wood_log", "ironore", "stones"))),
        Gather(item="iron_ingot", source="iron_vein"),
        Gather(item=stage.pick(("diamond", "coal", "stick", "iron_ingot"))),
        Craft(item="wooden_pick_axe"),
        Use(item="stick", on="zombie"),
    )
    return Trial(stage.dice.choice(subgoals), 300)
