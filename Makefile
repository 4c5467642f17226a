# Two commands: `make run` and `make test`. Nothing is needed but Python 3.12 or later, and make.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
WORKERS ?= 2
THREADS ?= 4
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first interpreter that is 3.12 or later.
PYTHON := $(shell for python in $(PYTHON3) python3.12 python3 python3.13 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && { echo "$$python"; break; }; \
	done)

.PHONY: help run serve test lint format lock bench clean

help: ## what there is to do
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { \
	echo "Python 3.12 or later is missing: install it, or name it with PYTHON3=/path/to/python make run" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.txt: requirements.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	cp requirements.txt $@

$(VENV)/test.txt: requirements-dev.txt $(VENV)/run.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt
	cp requirements-dev.txt $@

run: $(VENV)/run.txt ## set up all that is missing, then serve on port 8000
	@mkdir -p var
	$(BIN)/guidance migrate
	$(BIN)/guidance ingest articles/*.md
	$(BIN)/guidance render
	@$(MAKE) --no-print-directory serve

serve: $(VENV)/run.txt ## serve what is stored, on PORT
	@echo "Guidance is served at http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(BIN)/gunicorn --bind 127.0.0.1:$(PORT) --workers $(WORKERS) --worker-class gthread --threads $(THREADS) \
		--timeout 120 wsgi:app

test: $(VENV)/test.txt ## all tests; says which optional parts it left out
	$(BIN)/python -m pytest -q $(PYTEST)

lint: $(VENV)/test.txt ## ruff, mypy, the lexicon, and whether openapi.yaml is current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/guidance openapi --check
	$(BIN)/guidance lexicon check

format: $(VENV)/test.txt ## put the code into ruff's form
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .

lock: ## pin all dependencies anew, by hash (needs uv)
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.12 pyproject.toml --extra build -o requirements.txt
	uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--python-version 3.12 pyproject.toml --extra build --extra dev -c requirements.txt -o requirements-dev.txt

bench: $(VENV)/test.txt ## the measurements of docs/performance.md
	$(BIN)/python benchmarks/writing.py
	$(BIN)/python benchmarks/serving.py
	$(BIN)/python benchmarks/lexicon.py
	$(BIN)/python benchmarks/limits.py
	$(BIN)/python benchmarks/sync.py

clean: ## forget the environment and the database
	rm -rf $(VENV) var
