# The verbs of this project. `make demo` and `make test` need Python 3.11+ and nothing else.
.PHONY: help demo test check lint bench lock clean
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
READY := .venv/ready

help:  ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

$(READY): requirements.lock pyproject.toml scripts/setup
	@scripts/setup
	@touch $@

demo: $(READY)  ## A whole day of two shops, on this machine
	@.venv/bin/stockbook demo

test: $(READY) lint  ## Everything: lint, types, all tests on both engines
	@scripts/postgresql
	@$(PYTHON) -m pytest -n 2

check: $(READY) lint  ## The fast part, for every save
	@$(PYTHON) -m pytest -n 2 -m "not slow" --engines sqlite

lint: $(READY)
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy

bench: $(READY)  ## Speed, as ratios to what is possible
	@failed=0; for script in bench/[a-z]*.py; do \
	    grep -q __main__ $$script || continue; $(PYTHON) $$script || failed=1; done; exit $$failed

lock:  ## Pin the dependencies anew (needs uv)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --all-extras pyproject.toml --output-file requirements.lock

clean:  ## Remove what was made
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
