# One environment, made with uv where it is present and with plain venv and pip where it is not.
# --no-deps: the lock is complete, and pips before 23.3 misread extras (sqlalchemy[asyncio]) in hash mode.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run serve test test-quick test-duckdb2 check lock clean

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: $(READY) ## make the environment from the hash-locked requirements

$(READY): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python $(PYTHON) .venv && \
	  uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes -r requirements.lock && \
	  uv pip install --quiet --python $(BIN)/python --no-deps -e . ; \
	else \
	  $(PYTHON) -m venv .venv && \
	  $(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock && \
	  $(BIN)/python -m pip install --quiet --no-deps -e . ; \
	fi
	@touch $@

run: setup ## pull, clean and load the sample source, and say what came of it
	$(BIN)/copydesk run samples

serve: setup ## run every source on its schedule, with the Prefect UI on http://127.0.0.1:4200
	$(BIN)/copydesk serve

test: setup ## the tests
	$(BIN)/python -m pytest

# One process more than cores, as many tests wait for an answer; one thread each for the networks' sums.
test-quick: setup ## the tests that need no Prefect server and do not wait, on all cores
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n $$($(BIN)/python -c "import os; print(1 + os.cpu_count())") --dist worksteal -m "not prefect and not slow and not soak and not pages"

test-duckdb2: setup .duckdb2/duckdb ## the warehouse's tests on DuckDB 2.0, laid over the locked one
	PYTHONPATH=.duckdb2 $(BIN)/python -c "import duckdb; assert duckdb.__version__.startswith('2.')"
	PYTHONPATH=.duckdb2 $(BIN)/python -m pytest tests/warehouse

.duckdb2/duckdb: requirements-duckdb2.lock
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --quiet --python $(BIN)/python --no-deps --require-hashes --target .duckdb2 -r $< ; \
	else \
	  $(BIN)/python -m pip install --quiet --no-deps --require-hashes --upgrade --target .duckdb2 -r $< ; \
	fi
	@touch $@

check: setup ## lint, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lock: ## resolve the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes \
	  --no-emit-index-url --no-header --no-annotate -o requirements.lock pyproject.toml

clean: ## remove the environment and caches; the archive in data/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
