# Everything starts here. Each line calls one tool; scripts/bootstrap.py makes the environment first.
PYTHON ?= $(shell command -v python3 || command -v python)
BOOTSTRAP = $(or $(PYTHON),$(error Es fehlt ein Python. Bitte Python 3.10 installieren)) scripts/bootstrap.py
BIN = .venv/bin

.PHONY: setup run cluster train test shell widget evaluate check bench lock audit

setup:
	@$(BOOTSTRAP)

run: setup
	@$(BIN)/berufslotse run

# Several workers behind nginx, with PostgreSQL and Redis (docs/operations.md).
cluster: setup
	@$(BIN)/berufslotse cluster

train: setup
	@$(BIN)/berufslotse train

shell: setup
	@$(BIN)/berufslotse shell

widget: setup
	@$(BIN)/berufslotse widget

evaluate: setup
	@$(BIN)/berufslotse evaluate

test: setup
	@$(BIN)/berufslotse train
	@$(BIN)/python -m pytest $(if $(CI),-n 2 --dist loadfile)

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/berufslotse knowledge check
	@$(BIN)/berufslotse messages check

# Another one: make bench BENCH=serving (or language, report, shell, telegram, widget)
bench: setup
	@$(BIN)/python benchmarks/$(or $(BENCH),knowledge)/run.py

audit: setup
	@$(BIN)/berufslotse audit

# Needs uv; writes requirements.txt from pyproject.toml, without any address of a package index.
lock:
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.10 --no-python-downloads \
	  --generate-hashes --no-emit-index-url --no-annotate --custom-compile-command 'make lock' -o requirements.txt
