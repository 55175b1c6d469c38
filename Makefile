# `make demo` and `make test` need Python 3.11, git and make; each builds its own environment on first use.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check lint types format bench constraints clean

demo: $(READY)
	@$(BIN)/astreinte demo

test: $(READY)
	$(BIN)/pytest -q -n auto

check: lint types

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/pyright

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python -m benchmarks.overhead

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "Python's venv module is missing (on Debian: apt-get install python3-venv)"; exit 2; }
	@$(BIN)/pip install -q --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install -q --system-certs -p .venv -c constraints.txt --group dev -e .
	@touch $@

constraints: $(READY)
	$(BIN)/uv pip compile -q --system-certs --no-emit-index-url --no-header --no-annotate --all-extras --group dev \
	  --upgrade pyproject.toml build.in -o constraints.txt

clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis dist
