"""Using a carried item: on a block, a creature, another carried item, or in the air.

What there is to be done is the table `ACTS`, a row (`Act`) for each way of using something. A
module of this package tells one story and ends in its own rows; to add to the game, write one
and name its rows in `table.py`.
"""

from __future__ import annotations

from envs.craftworld.executors.use.acts import Act, items, on
from envs.craftworld.executors.use.table import ACTS, run

__all__ = ["ACTS", "Act", "items", "on", "run"]
