# Two commands: `make run` builds the environment and runs the sample, `make test` installs the rest and tests.
PYTHON ?= python3
RAW ?= raw
WAREHOUSE ?= warehouse
PIP := .venv/bin/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint gate audit compat clients load torture lock docs wheel wheel-test image clean

run: .venv/installed
	.venv/bin/wirecopy run $(RAW) --warehouse $(WAREHOUSE)

test: .venv/installed-dev
	.venv/bin/python -m pytest -n auto --dist worksteal

lint: .venv/installed-dev
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy
	.venv/bin/sqlfluff lint sql

gate: .venv/installed-dev
	.venv/bin/python -m benchmarks.gate

# Readers of other DuckDB versions on a warehouse in use; installs them into .venv/compat-….
compat: .venv/installed-dev
	.venv/bin/python -m benchmarks.compat

# Every line of docs/browsing.md with the clients it names; installs them into .venv/clients.
clients: .venv/installed-dev
	.venv/bin/python -m benchmarks.clients

# Some 75 KB of disk an article; says what it takes as it goes.
ARTICLES ?= 100000
load: .venv/installed-dev
	.venv/bin/python -m benchmarks.load $(ARTICLES)
	.venv/bin/python -m benchmarks.load --full $(ARTICLES) --kill-after 600

# Licences, pins and hashes of all that is locked, and known weaknesses as far as their service can be reached.
audit: .venv/installed-dev
	-test -x .venv/audit/bin/pip-audit || ($(PYTHON) -m venv .venv/audit && .venv/audit/bin/python -m pip --quiet install pip-audit==2.10.1)
	.venv/bin/python -m benchmarks.audit .venv/audit/bin/pip-audit

# Kills runs at every step and at random moments, fills the disk, and tries histories at random.
SECONDS ?= 900
torture: .venv/installed-dev
	.venv/bin/python -m benchmarks.torture --seconds $(SECONDS)
	HISTORIES=40 .venv/bin/python -m pytest tests/test_crash.py tests/test_disk_faults.py tests/test_repairing.py tests/test_histories.py

docs: .venv/installed-dev
	.venv/bin/python -m flows.desk.schema_page > docs/schema.md
	.venv/bin/python -m flows.desk.cli_page > docs/cli.md
	.venv/bin/python -m flows.desk.questions.page > docs/questions.md

wheel: .venv/installed
	rm -rf dist
	.venv/bin/python -m hatchling build -d dist

# The wheel on every Python from 3.11 that is installed, each in a clean environment; minutes, and the package index.
wheel-test: .venv/installed-dev
	.venv/bin/python -m benchmarks.wheel

# Whichever container engine runs.
image:
	@for engine in docker podman; do \
		if $$engine info >/dev/null 2>&1; then exec $$engine build -f Containerfile -t wirecopy .; fi; \
	done; echo "no container engine runs here: start Docker, or install Podman" >&2; exit 2

.venv/installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "wirecopy needs Python 3.11 or later; name one: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/installed-dev: .venv/installed requirements-dev.txt
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

# Needs uv on the PATH. Hashes of every file, no index address.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet
lock:
	$(LOCK) pyproject.toml --extra build --extra captures --extra documents -o requirements.txt
	$(LOCK) pyproject.toml --extra build --extra captures --extra documents --extra dask --extra dev -o requirements-dev.txt
	$(PYTHON) -c "$$BOTH_NAMES" requirements.txt requirements-dev.txt

# pip 23 holds a pin for the very name it was given under: one package asks for sqlalchemy, another for
# sqlalchemy[asyncio], and so the pin has to stand under both.
define BOTH_NAMES
import re, sys
for path in sys.argv[1:]:
    text = open(path).read()
    pin = re.search(r"^sqlalchemy(==.*(?:\n    --hash.*)+\n)", text, re.MULTILINE)
    open(path, "w").write(text.replace(pin[0], pin[0] + "sqlalchemy[asyncio]" + pin[1]))
endef
export BOTH_NAMES

clean:
	find warehouse -mindepth 1 ! -name .gitkeep ! -name model_answers.jsonl -delete
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
