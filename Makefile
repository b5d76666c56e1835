# Two commands do everything on a fresh machine with Python 3.11 or newer: make demo, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test check coverage docs bench fmt requirements clean

demo: $(VENV)/installed-run
	$(BIN)/testamur serve --demo --port $(PORT)

test: $(VENV)/installed-dev
	scripts/test

check: $(VENV)/installed-dev
	scripts/check

coverage: $(VENV)/installed-dev
	scripts/parts
	$(BIN)/python -m pytest -n 2 --dist worksteal --cov --cov-report=term:skip-covered --cov-report=html

docs: $(VENV)/installed-dev
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -b html docs docs/_build

bench: $(VENV)/installed-dev
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

fmt: $(VENV)/installed-dev
	$(BIN)/ruff format src tests benchmarks docs scripts
	$(BIN)/ruff check --fix src tests benchmarks docs scripts

# Lock anew; needs uv. The files name versions and hashes, and no address; extras stay in the pins, since an older
# pip looks for the newest release of a package that is asked for by an extra alone.
requirements:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet \
	    pyproject.toml --extra postgresql --group build -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet \
	    pyproject.toml --extra postgresql --group dev -o requirements/dev.txt

clean:
	rm -rf $(VENV) var htmlcov .coverage docs/_build tests/node/node_modules

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Testamur needs Python 3.11 or newer: make PYTHON=python3.11 demo"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed-run: requirements/run.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --require-hashes -r requirements/run.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: requirements/dev.txt pyproject.toml | $(VENV)/bin/python
	$(INSTALL) --require-hashes -r requirements/dev.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/installed-run
