import subprocess
import sys

import numpy as np

from memory import HashedNgrams

TEXTS = ["craft a stick", "mine iron ore", ""]


def test_rows_have_length_one_and_empty_text_has_none() -> None:
    rows = HashedNgrams().embed(TEXTS)

    assert rows.shape == (3, HashedNgrams.dimensions)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 1, 0])


def test_texts_with_shared_words_are_nearer() -> None:
    pickaxe, other, iron = HashedNgrams().embed(
        ["Craft a wooden pickaxe", "craft wooden_pickaxe at a table", "smelt iron ingots"]
    )

    assert pickaxe @ other > 0.5 > pickaxe @ iron


def test_another_process_embeds_alike() -> None:
    program = (
        f"from memory import HashedNgrams\nprint(HashedNgrams().embed({TEXTS!r}).tobytes().hex())\n"
    )

    printed = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert printed.stdout.strip() == HashedNgrams().embed(TEXTS).tobytes().hex()
