# make        builds the five documents into build/, validates them and prints one trace
# make test   runs every check that CI runs
# make bench  measures what docs/performance.md tells

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: all install test lint check-types graph bench clean

all: install
	$(BIN)/shiquan build data/documents --out build
	$(BIN)/shiquan validate --data build
	$(BIN)/shiquan trace 知识产权保护体系建设 --area 临汾市 --data build

install: $(STAMP)

# Everything is pinned with its hashes in constraints.txt, so that the same bytes are installed everywhere.
$(STAMP): constraints.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

# As many processes as there are cores, each with a few hundred megabytes; a file of tests runs in one of them (see tests/conftest.py).
PROCESSES ?= $(shell cores=$$(nproc 2>/dev/null || echo 1); echo $$((cores < 8 ? cores : 8)))
test: install
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder -m "not by_itself"
	$(BIN)/python -m pytest -m by_itself

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

check-types: install
	$(BIN)/mypy

# The published data set: one Turtle file a document.
graph: install
	$(BIN)/shiquan build data/documents --out build
	rm -f data/graph/*.ttl
	cp build/graph/*.ttl data/graph/

# Every figure of docs/performance.md. BENCH takes the corpus and the data sets: some 50 GB and hours for the whole country (DOCUMENTS=6000: 8 GB).
BENCH ?= bench
DOCUMENTS ?= 41700
bench: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	$(BIN)/python benchmarks/everything.py --work $(BENCH) --documents $(DOCUMENTS)

clean:
	rm -rf $(VENV) build
