# Two commands do everything on a machine with Python 3.11+, make and git: `make review` and `make test`.
VENV ?= .venv
PY := $(VENV)/bin/python
PYTHON ?= python3
ESTATE ?= examples/telehealth-aws
REPORT ?= report.html

.PHONY: help review test check format types floors unit docs bench clean

help:           ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.runtime: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

review: $(VENV)/.runtime  ## review the shipped example estate (ESTATE=path for another)
	@$(VENV)/bin/intramuros review $(ESTATE) --output $(REPORT) --fail-on never

test: $(VENV)/.dev check  ## everything that CI asks: format, lint, types, floors, docs in step, tests

check: format types floors unit docs

format: $(VENV)/.dev  ## ruff: format and lint
	$(VENV)/bin/ruff format --check src tests bench tools
	$(VENV)/bin/ruff check src tests bench tools

types: $(VENV)/.dev   ## mypy, strict
	$(VENV)/bin/mypy

floors: $(VENV)/.dev  ## import-linter: imports go down only
	$(VENV)/bin/lint-imports --no-cache

unit: $(VENV)/.dev    ## pytest
	$(VENV)/bin/pytest

docs: $(VENV)/.dev    ## generated pages and schemas are in step with the program
	$(PY) tools/generate.py --check

bench: $(VENV)/.dev   ## speed beside the peers (needs their corpora: see bench/README.md)
	$(PY) -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	$(PY) bench/run.py $(CORPORA)

clean:          ## remove what the other commands made
	rm -rf $(VENV) build report.html .pytest_cache .mypy_cache .ruff_cache .hypothesis
