"""Innocent signs: what goes wrong beside what is really amiss, and explains nothing."""

from __future__ import annotations

from collections.abc import Callable

from attribution.stage import Stage, Trial, X, Y, Z

from envs.subgoals import Craft

Sign = Callable[[Stage], None]


def full_bag(stage: Stage) -> None:
    """Fills the bag with rubble, up to the last slot or but for one."""
    stage.fill_bag(stage.between(0, 1))


def odds_and_ends(stage: Stage) -> None:
    """Gives a few things that nobody needs."""
    for _ in range(stage.between(1, 4)):
        stage.give(stage.pick(("bone", "paper", "feather", "rotten_flesh")), stage.between(1, 20))


def hungry(stage: Stage) -> None:
    """Leaves little in the stomach."""
    stage.world.episode.vitals.food = stage.between(0, 10)
    stage.world.episode.vitals.saturation_tenths = 0


def wounded(stage: Stage) -> None:
    """Leaves half the health."""
    stage.weaken(stage.between(80, 160))


def attacked(stage: Stage) -> None:
    """Sends a zombie that does harm and is beaten off."""
    stage.give("iron_sword")
    stage.world.bring("zombie", (X, Y, Z - 2))


def sword_about_to_break(stage: Stage) -> None:
    """Sends a zombie against whom a sword breaks."""
    stage.give("wooden_sword", 1, 1)
    stage.give("iron_axe")
    stage.world.bring("zombie", (X, Y, Z - 2))


def standing_hot(stage: Stage) -> None:
    """Puts magma under the feet, which hurts until the agent goes away."""
    if stage.world.name((X, Y - 1, Z)) == "grass_block":
        stage.put((X, Y - 1, Z), "magma_block")


def refused_before(stage: Stage) -> None:
    """Lets a window refuse, which has nothing to do with what follows."""
    stage.world.attempt(Craft(item=stage.pick(("stick", "torch", "oak_planks"))), 50)


def furnished(stage: Stage) -> None:
    """Sets stations about that nobody needs."""
    for block in ("loom", "lectern", "barrel"):
        if stage.chance(50):
            stage.place(block)


def in_the_evening(stage: Stage) -> None:
    """Lets time be later than a morning."""
    if not stage.world.episode.skipped_ticks:
        stage.world.episode.skipped_ticks = stage.between(0, 9_000)


_ANYWHERE: tuple[Sign, ...] = (odds_and_ends, refused_before, furnished)
_CALM: tuple[Sign, ...] = (hungry, wounded, attacked, sword_about_to_break, standing_hot)


def add_signs(stage: Stage, trial: Trial) -> None:
    """Adds up to three innocent signs to a scene, of those that leave its cause as it is."""
    signs = list(_ANYWHERE)
    if trial.calm:
        signs += _CALM
    if trial.roomy:
        signs.append(full_bag)
    for sign in stage.dice.sample(signs, stage.between(0, 3)):
        sign(stage)
