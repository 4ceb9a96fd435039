"""Which cell of each column is the highest of some kinds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from envs.craftworld.kernels.compiling import compiled


@compiled
def highest(blocks: NDArray[np.uint16], wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Returns the greatest y at which a wanted kind stands, the highest y where none does.

    Args:
        blocks: Numbers of blocks by x, y, z; of any shape.
        wanted: Whether a kind is wanted, by number.

    Returns:
        int64 array by x, z.
    """
    width, height, depth = blocks.shape
    tops = np.full((width, depth), height - 1, dtype=np.int64)
    for x in range(width):
        for z in range(depth):
            for y in range(height - 1, -1, -1):
                if wanted[blocks[x, y, z]]:
                    tops[x, z] = y
                    break
    return tops
