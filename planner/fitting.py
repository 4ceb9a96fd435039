"""Whether the novice believes things of the world that it is put into, judged by words alone."""

from __future__ import annotations

from envs import Vocabulary
from planner.beliefs import Prior, shipped_prior, shipped_priors

# Vanilla's and craftworld's items overlap by 1.0, Crafter's own prior and Crafter by 0.88, and
# each with the other's world by 0.47 and 0.53.
_FITS = 0.7


def better_prior(prior: Prior, words: Vocabulary) -> str | None:
    """Returns the shipped prior that a world's words ask for in place of `prior`.

    Args:
        prior: What the novice knows a flawed copy of.
        words: The world's.

    Returns:
        Its name; `None` if `prior` fits well enough, or none fits better.
    """
    overlaps = {name: _overlap(shipped_prior(name), words) for name in shipped_priors()}
    best = max(sorted(overlaps), key=overlaps.__getitem__)
    ours = _overlap(prior, words)
    return best if ours < _FITS <= overlaps[best] else None


def _overlap(prior: Prior, words: Vocabulary) -> float:
    """Returns which share of the smaller set of items is in the other, in [0, 1]."""
    believed = prior.vocabulary().items
    fewer = min(len(believed), len(words.items))
    return len(believed & words.items) / fewer if fewer else 0.0
