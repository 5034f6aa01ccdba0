# What developers type. `make` alone lists it.
.DEFAULT_GOAL := help
.PHONY: help demo test unit browser outside check fix messages shots lock clean

PYTHON ?= python3
BIN := .venv/bin
BIOME := tools/formatter/node_modules/.bin/biome
FORMATTER := tools/formatter/node_modules/.package-lock.json
STYLES := $(BIOME) check --config-path=tools/formatter --error-on-warnings broadsheet
PORT ?= 8000
export UV_PYTHON_DOWNLOADS := never
unexport PYTHONDONTWRITEBYTECODE  # what one process has compiled, the next need not: the tests start many

help: ## list what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

# The environment: made by pip, then filled by uv from the hashed lock; made anew when the lock changes.
.venv/.ready: requirements-dev.lock requirements-uv.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Broadsheet needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "The Python module venv is missing. Install it with: apt-get install python3-venv"; exit 1; }
	@echo "Making the Python environment in .venv ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(BIN)/uv pip sync --quiet --require-hashes --python $(BIN)/python requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

# What formats and checks styles and scripts, from its lock. Without Node the rest goes on; CI has it.
$(FORMATTER): tools/formatter/package-lock.json
	@! command -v npm >/dev/null || (cd tools/formatter && npm ci --silent --no-audit --no-fund) || true

demo: .venv/.ready ## a demo newsroom at http://localhost:8000 (PORT=... for another)
	@$(BIN)/python -m demo.load .demo
	@cd .demo && BROADSHEET_SITE="$(CURDIR)/.demo" BROADSHEET_BASE_URL="http://localhost:$(PORT)" exec ../$(BIN)/broadsheet serve --port $(PORT)

test: check unit browser outside ## every check and test

unit: .venv/.ready ## the tests that need no browser
	@echo "Running the unit tests ..."
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser and not outside"

browser: .venv/.ready ## a reader's and an editor's tasks in Chromium
	@echo "Running the browser tests ..."
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m browser tests/journeys
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m "browser and not alone" tests/pages
	@$(BIN)/python -m pytest -m "browser and alone" tests/pages

outside: .venv/.ready ## on PostgreSQL, behind Varnish, with newsboat; a thousand random operations on the page store
	@echo "Running the tests with other servers, and the page store's ..."
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m outside --durations=20

check: .venv/.ready $(FORMATTER) ## style, types, layers, messages, migrations
	@echo "Checking style, types, layers and messages ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djhtml --check --tabwidth 2 broadsheet 2> .venv/templates.txt || { cat .venv/templates.txt; exit 1; }
	@if [ -x $(BIOME) ]; then $(STYLES) > .venv/styles.txt 2>&1 || { cat .venv/styles.txt; exit 1; }; \
	else echo "Styles and scripts were not checked: that needs Node (apt-get install npm)."; fi
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-cache > .venv/layers.txt || { cat .venv/layers.txt; exit 1; }
	@$(BIN)/deptry broadsheet > .venv/dependencies.txt 2>&1 || { cat .venv/dependencies.txt; exit 1; }
	@$(BIN)/deptry . --exclude '\.' --extend-exclude '^$$' --ignore DEP002,DEP004 > .venv/dependencies.txt 2>&1 || { cat .venv/dependencies.txt; exit 1; }
	@$(BIN)/python -m tools.messages --check

fix: .venv/.ready $(FORMATTER) ## put style right: Python, templates, styles and scripts
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format --quiet .
	@$(BIN)/djhtml --tabwidth 2 broadsheet 2>/dev/null || true
	@if [ -x $(BIOME) ]; then $(STYLES) --write; \
	else echo "Styles and scripts were not formatted: that needs Node (apt-get install npm)."; fi

messages: .venv/.ready ## collect the interface's texts and compile their translations
	@$(BIN)/python -m tools.messages

shots: .venv/.ready ## sheets of screenshots of the running demo, in .shots
	@$(BIN)/python -m tools.shots --address http://127.0.0.1:$(PORT)

lock: .venv/.ready ## write the hashed locks anew from pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove the environment, the demo and every cache
	rm -rf .venv .demo .shots .cache dist
