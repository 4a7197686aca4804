# Nothing but Python >= 3.11 with venv is assumed: each target makes what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A package folder's time changes when a file is added or removed: then the links are made anew.
FOLDERS := $(shell find crawler extract store site desk nightly -type d -not -name __pycache__)

.PHONY: demo test check accuracy fuzz bench bench-night sequences soak screenshots clean help
help:
	@echo "make demo    run the whole job on the embedded library; the site is build/site/index.html"
	@echo "make test    check the code and run the tests"
	@echo "make check   ruff, mypy and the import contracts alone"
	@echo "make accuracy   measure the extraction on the gold set and pin the figures"
	@echo "make fuzz    a minute of damaged documents; SECONDS=600 for more"
	@echo "make bench   speed, as ratios measured side by side in one run"
	@echo "make bench-night   whole nights over generated records, with memory; RECORDS='500 20000' for more"
	@echo "make sequences  a thousand random sequences of readings, decisions, joins, migrations, backups"
	@echo "make soak    simulated nights with injected faults"
	@echo "make screenshots   pictures of the site in docs/images and build/screenshots"
	@echo "make clean   remove everything that was built"

$(VENV)/installed: pyproject.toml constraints.txt $(FOLDERS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (once) ..."
	@PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--editable '.[dev]' --config-settings editable_mode=strict
	@touch $@

demo: $(VENV)/installed
	@$(BIN)/dosetable demo

# Spread over the cores; tests/conftest.py says which tests stay together. SPREAD= for one process.
SPREAD ?= --numprocesses=logical --maxprocesses=4 --dist=loadgroup
test: check
	@$(BIN)/python -m pytest $(SPREAD)

check: $(VENV)/installed
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

# Floors only rise; REGRESSION=--allow-regression says that a fall is meant.
accuracy: $(VENV)/installed
	@$(BIN)/python tests/gold/measure.py $(REGRESSION)

SECONDS ?= 60
fuzz: $(VENV)/installed
	@$(BIN)/python tests/fuzz/fuzz_extract.py $(SECONDS)

bench: $(VENV)/installed
	@for bench in tests/bench/*.py; do $(BIN)/python $$bench || exit 1; done

# Each number in a process of its own: time must grow with it, memory hardly.
RECORDS ?= 500 1000 2000
bench-night: $(VENV)/installed
	@$(BIN)/python tests/bench/large/night.py $(RECORDS)

# Night after night with faults between them; `make test` runs a short version.
soak: $(VENV)/installed
	@DOSETABLE_SOAK=whole $(BIN)/python -m pytest tests/soak

# `make test` runs a handful of them.
sequences: $(VENV)/installed
	@DOSETABLE_LONG=1 $(BIN)/python -m pytest tests/store/curation/test_sequences.py -k Thousand

# Pictures of the demonstration edition: two for the README, each page at three widths to look at.
screenshots: demo
	@$(BIN)/python tests/site/browser/screenshots.py build/site docs/images build/screenshots

clean:
	rm -rf build dist $(VENV) *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
