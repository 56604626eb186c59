# make run        set up, run the Guizhou plan, print the verdict and where the report is
# make shell      a shell that knows `resettle`
# make test       set up with the test tools, run all tests but the long ones
# make test-long  the long ones, and those of the report in a browser
# make check      style, types and the direction of imports
# make docs       the documentation in both languages: build/docs/index.html
# make bench      speed and memory beside the slow oracle
#
# PYTHON picks the interpreter (3.11 or newer), VENV the folder of the environment,
# ARGS goes to `resettle run`, PYTEST_ARGS to pytest.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
PYTEST_ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check
SOURCES := pyproject.toml constraints.txt

.PHONY: help run shell test test-long check docs view bench browser clean
.DEFAULT_GOAL := help

help:
	@sed -n 's/^# \{0,1\}//p' Makefile | head -10

run: $(VENV)/.installed
	@$(BIN)/resettle run guizhou $(ARGS)
	@echo; $(BIN)/resettle

shell: $(VENV)/.installed
	@PATH="$(abspath $(BIN)):$$PATH" VIRTUAL_ENV="$(abspath $(VENV))" exec "$${SHELL:-/bin/sh}"

LONG := slow or browser

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n auto -m "not ($(LONG))" $(PYTEST_ARGS)

test-long: $(VENV)/.installed-dev browser
	$(BIN)/python -m pytest -n auto -m "$(LONG)" $(PYTEST_ARGS)

check: $(VENV)/.installed-dev view
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=build/view $(BIN)/lint-imports

# The package as it is imported, made of links: the type checker and the import contracts read it there.
view:
	@rm -rf build/view && mkdir -p build/view/resettle
	@for part in src/resettle/* model scenarios results calibration cli; do \
	    ln -s "$(CURDIR)/$$part" build/view/resettle/; done

docs: $(VENV)/.installed-dev
	@$(BIN)/python docs/build.py

bench: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks

# The environment is made again only when what it is made from has changed.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "resettle needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(SOURCES) | $(VENV)/bin/python
	@echo "Installing what resettle needs (the first time takes a minute or two) ..."
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(SOURCES) | $(VENV)/bin/python
	@echo "Installing resettle and its test tools (the first time takes a minute or two) ..."
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.installed $@

# The report is tested in a real browser, with a font for Chinese. On Debian, as root, both are installed.
browser:
	@if [ -n "$${RESETTLE_CHROMIUM:-}" ] || command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium and a Chinese font for the tests of the report ..."; \
	    apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else \
	    echo "No Chromium found: tests marked 'browser' will fail. Install Chromium, or name one in RESETTLE_CHROMIUM," >&2; \
	    echo "or leave them out: make test-long PYTEST_ARGS='-m slow'" >&2; \
	fi

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
