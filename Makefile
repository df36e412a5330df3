# The verbs of this project. `make demo` and `make test` need Python 3.11 or newer and nothing else.
.PHONY: help setup demo test check lint storefronts coverage bench lock clean
.DEFAULT_GOAL := help

PYTHON := .venv/bin/python
PYTEST := $(PYTHON) -m pytest --numprocesses logical --maxprocesses 8

# Some machines forbid compiled files; then each worker would compile every test anew.
export PYTHONDONTWRITEBYTECODE :=

help:  ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup:  ## .venv with everything in it; the other verbs do this themselves
	@scripts/setup

demo: setup  ## A whole day of two shops, on this machine
	@.venv/bin/stockbook demo

test: lint  ## Everything: lint, types, all tests on both engines
	@scripts/postgresql
	@[ -z "$$CI" ] || scripts/storefronts
	@$(PYTEST)

check: lint  ## The fast part, before every commit
	@$(PYTEST) -m "not slow" --engines sqlite --hypothesis-profile quick

lint: setup  ## Format, rules and types
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m mypy

storefronts:  ## Install real storefront servers, so that the tests can be run against them
	@scripts/storefronts

coverage: setup  ## The lines and branches that no test reaches
	@$(PYTEST) --cov

bench: setup  ## Speed, as ratios to what is possible; fails when a must is missed
	@failed=0; for script in $(filter-out bench/online_retail.py,$(wildcard bench/[a-z]*.py)); do \
	    if grep -q __main__ $$script; then $(PYTHON) $$script || failed=1; fi; \
	done; exit $$failed

lock:  ## Pin the dependencies again, after a change in pyproject.toml
	@scripts/lock

clean:  ## Remove all that was made, .venv too
	@rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
