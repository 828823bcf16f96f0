# make run: the shop at http://localhost:3000 (PORT=8123 make run for another port)
# make test: every test    make check: style, types, layers, migrations, dependencies
# make dev: hot reload     make bench: figures

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: run dev test check bench faults pictures clean

run: $(VENV)/.runtime
	@exec $(BIN)/python -m storefront run

dev: $(VENV)/.runtime
	@$(BIN)/python -m storefront migrate && $(BIN)/python -m storefront seed
	@exec $(BIN)/reflex run

test: $(VENV)/.dev
	@$(BIN)/python -m tests.machine
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/python -m pytest -q tests/test_layers.py
	$(BIN)/python -m tests.check_migrations
	$(BIN)/deptry .

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench
	$(BIN)/python -m tests.bench_live
	$(BIN)/python -m tests.bench_orders

# Orders under faults of the provider, and checkouts that are killed: takes an hour.
faults: $(VENV)/.dev
	$(BIN)/python -m tests.faults

# The README's pictures.
pictures: $(VENV)/.dev
	$(BIN)/python -m tests.browser.shots

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "This shop needs Python 3.11 or newer.")'
	@echo "Making the environment …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.lock | $(VENV)/bin/python
	@echo "Installing the locked dependencies; this takes a minute, once …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.runtime
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean:
	rm -rf $(VENV) .web .storefront .states
