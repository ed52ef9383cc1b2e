# `make help` lists the commands. Windows without make: the plain commands are in the README.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/ready
JB := PYTHONPATH= $(BIN)/jupyter-book build -q -W -n --keep-going .
QUIET := 2>&1 | grep -vE '^$$|^=+$$|Building your book|^Config|build succeeded' ; exit $${PIPESTATUS[0]}

.PHONY: help book test check check-all lint execute notebooks student labels lab serve lock
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

$(READY): requirements.txt requirements.lock
	@test -n "$(PYTHON)" || { echo "TensorFlow needs Python 3.11, 3.12 or 3.13 and none was found. Install one (python.org, your package manager, or pyenv) and run: make PYTHON=/path/to/python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up .venv with $$($(PYTHON) --version); a minute or two, once"
	@rm -rf .venv && $(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $(READY)

book: $(READY)  ## build the site into _build/html; runs only chapters whose recorded outputs are out of date
	@$(BIN)/python tools/execute.py --into _build/outputs
	@$(JB) $(QUIET)
	@echo "The book is ready: open _build/html/index.html in a browser (or: make serve)"

test: $(READY)  ## environment, unit and build tests, every cell of every chapter in the smoke size (at most 10 minutes)
	@$(BIN)/python -m pytest tests --ignore tests/check

check: $(READY)  ## slower checks: Colab's versions, a Windows clone, full archive, sabotage, browser (at most 30 minutes)
	@$(BIN)/python -m pytest tests/check

check-all: $(READY)  ## everything there is: lint, test and check, one after the other, also when one fails
	@failed=0; for part in lint test check; do $(MAKE) --no-print-directory $$part || failed=1; done; exit $$failed

lint: $(READY)  ## style of code and spelling of prose
	@$(BIN)/ruff check . && $(BIN)/codespell
execute: $(READY)  ## run the chapters at full size and commit-ready into notebooks/ (CHAPTER=06 for one, default: stale ones)
	@$(BIN)/python tools/execute.py $(CHAPTER) && $(MAKE) --no-print-directory notebooks

notebooks: $(READY)  ## rewrite the text of notebooks/ from the sources, without running anything
	@$(JB) --builder=custom --custom-builder=notebook $(QUIET)
	@cp _build/notebook/*.ipynb notebooks/

student: $(READY)  ## notebooks without solutions and outputs, with what they need offline, into _build/student
	@$(JB) --builder=custom --custom-builder=student $(QUIET)
	@mkdir -p _build/student/learning-sequences
	@tar cf - chapters/utils.py chapters/artifacts benchmarks/results | tar xf - -C _build/student/learning-sequences

labels: $(READY)  ## collect texts that are not Markdown into locale/labels.pot
	@$(BIN)/python tools/labels.py
lab: $(READY)  ## JupyterLab with the book's environment
	@$(BIN)/jupyter lab --notebook-dir . notebooks

serve: book  ## serve the site on this machine
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory _build/html 8000

lock: requirements.txt  ## pin everything transitive again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet requirements.txt -o requirements.lock
