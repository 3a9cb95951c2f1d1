# make run   set up, load the sample county where nothing is loaded, serve http://localhost:8501
# make test  set up, browser included, then every check and test
.DELETE_ON_ERROR:
.PHONY: setup run test check unit browser bench clean help

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

help:  ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/.ready static/vendor/manifest.json  ## virtual environment, packages, map assets

.venv/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Touchpoint needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Set PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	@echo "Setting up .venv (once, about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --quiet --requirement requirements.txt
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt
	@echo "Adding what tests need"
	@$(PIP) install --quiet --requirement requirements-dev.txt
	@touch $@

static/vendor/manifest.json: .venv/.ready pipeline/assets.py $(wildcard static/map/*.js)
	@$(BIN)/python -m pipeline assets
	@touch $@

run: setup  ## load the sample county where nothing is loaded, and serve
	@$(BIN)/python -m pipeline serve

check: .venv/.ready-dev  ## formatting, lint, types, layer rules
	@$(BIN)/ruff format --check --quiet . || { echo "Not formatted: run .venv/bin/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/python -m pytest tests/test_layers.py

unit: setup .venv/.ready-dev  ## every test but those in the browser
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest --ignore tests/browser --numprocesses auto --dist loadfile --no-loadscope-reorder

browser: setup .venv/.ready-dev  ## the tests in a real browser
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest tests/browser

test: check unit browser  ## everything

bench: setup .venv/.ready-dev  ## measure: linkage against the truth, speed, memory
	@$(BIN)/python -m tests.benchmarks

clean:  ## take away what was made; data/ stays
	rm -rf .venv static/vendor static/geography sample_data/county .mypy_cache .ruff_cache build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
