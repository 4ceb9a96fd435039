"""Starts the worker in MineDojo's own Python: `python start.py FOLDER`, which takes its logs.

A script of its own since that Python can't import `envs`: beside it lies the package `worker`.
"""

import os
import runpy
import sys

if __name__ == "__main__":
    os.makedirs(sys.argv[1], exist_ok=True)  # noqa: PTH103 -- as short as it gets, any Python
    os.chdir(sys.argv[1])
    runpy.run_module("worker", run_name="__main__")
