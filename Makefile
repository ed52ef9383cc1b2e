# `make help` lists the commands. Windows without make: the plain commands are in the README.
# Two environments: .venv-site builds site and notebooks and checks style; .venv also runs chapters and tests, with TensorFlow.
SHELL := /bin/bash
unexport PYTHONPATH
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)
FULL := .venv/bin/python
SITE := .venv-site/bin/python
OWN_PYTHON := $(filter %.py,$(FILE))

.PHONY: help book test check check-all lint execute rerun touched newest notebooks thumbnails downloads student assignment labels chapter publish links lab serve lock
help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

# $(1): folder of the environment, $(2): the list of its packages
define set_up
	@test -n "$(PYTHON)" || { echo "TensorFlow needs Python 3.11, 3.12 or 3.13 and none was found. Install one (python.org, your package manager, or pyenv) and run: make PYTHON=/path/to/python3.13 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) has no venv module. On Debian and Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	@echo "Setting up $(1) with $$($(PYTHON) --version); $(3), once"
	@rm -rf $(1) && $(PYTHON) -m venv $(1) && $(1)/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r $(2)
	@touch $(1)/ready
endef

.venv/ready: requirements.txt requirements.lock
	$(call set_up,.venv,requirements.lock,two minutes or three)

.venv-site/ready: requirements-site.txt requirements-site.lock
	$(call set_up,.venv-site,requirements-site.lock,half a minute or one)

book: .venv-site/ready  ## build the site into _build/html; only pages whose recorded outputs are out of date are run first
	@stale="$$($(SITE) -m bookkit execute --stale --into _build/outputs)" || exit 1; \
	if [ -n "$$stale" ]; then \
		echo "Out of date: $$stale"; \
		if [ "$(RUN)" = no ]; then echo "They are to be run: make execute"; exit 1; fi; \
		$(MAKE) --silent --no-print-directory .venv/ready && $(FULL) -m bookkit execute $$stale --into _build/outputs || exit 1; \
	fi
	@$(SITE) -m bookkit build html
	@echo "The book is ready: open _build/html/index.html in a browser (or: make serve)"

test: .venv/ready  ## environment, unit and build tests, every cell of every page in the smoke size (at most 10 minutes)
	@$(FULL) -m pytest tests --ignore tests/check -n 2 --dist loadfile --durations=10

check: .venv/ready  ## slower checks, of many pages a part each day: Colab's versions, a Windows clone, browser ... (ONLY=file for one)
	@$(FULL) -m pytest $(or $(ONLY),tests/check) -n 2 --dist loadfile --durations=15

check-all:  ## everything there is: lint, test and check, one after the other, also when one fails
	@failed=0; export CHECK_ALL=1; for part in lint test check; do $(MAKE) --no-print-directory $$part || failed=1; done; exit $$failed

lint: .venv-site/ready  ## house style of pages, form of code, spelling (FILE=chapters/lstm_cell.md for one, in a second)
	@failed=0; $(SITE) -m bookkit lint $(FILE) || failed=1; \
	if [ -z "$(FILE)" ] || [ -n "$(OWN_PYTHON)" ]; then \
		$(SITE) -m ruff check --quiet --output-format concise $(or $(OWN_PYTHON),.) || failed=1; \
		$(SITE) -m ruff format --quiet --check --output-format concise $(or $(OWN_PYTHON),.) || { echo "Form of code: $(SITE) -m ruff format $(or $(OWN_PYTHON),.)"; failed=1; }; \
	fi; \
	$(SITE) -m codespell_lib $(FILE) || failed=1; exit $$failed

execute: .venv-site/ready  ## run pages at full size, commit-ready, into notebooks/ (PAGE=exercises/lstm_cell for one, default: stale ones)
	@pages="$(PAGE)"; [ -n "$$pages" ] || pages="$$($(SITE) -m bookkit execute --stale)" || exit 1; \
	if [ -n "$$pages" ]; then $(MAKE) --silent --no-print-directory .venv/ready && $(FULL) -m bookkit execute $$pages && $(FULL) -m bookkit thumbnails || exit 1; fi
	@$(MAKE) --no-print-directory notebooks

rerun: .venv/ready  ## run every page at full size into _build/outputs, those longest unverified first (MINUTES=60 at most)
	@$(FULL) -m bookkit execute --all --into _build/outputs $(if $(MINUTES),--minutes $(MINUTES))

touched: .venv/ready  ## run the pages that a change touches in the smoke size (SINCE=origin/main, at most MOST=6 of them)
	@pages="$$($(FULL) -m bookkit touched $(or $(SINCE),origin/main) --most $(or $(MOST),6))" || exit 1; \
	if [ -n "$$pages" ]; then BOOK_PROFILE=smoke $(FULL) -m bookkit execute $$pages --into _build/smoke; fi

newest:  ## run every page in the smoke size with the newest versions of the packages it uses, in .venv-newest
	@mkdir -p _build && sed -nE '/^# Running/,/^# Testing/ s/==[0-9a-z.]+//p' requirements.txt > _build/newest.txt
	@rm -rf .venv-newest && $(PYTHON) -m venv .venv-newest
	@.venv-newest/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-site.txt -r _build/newest.txt
	@BOOK_PROFILE=smoke .venv-newest/bin/python -m bookkit execute --all --into _build/newest

notebooks: .venv-site/ready  ## rewrite the text of notebooks/ from the sources, without running anything
	@$(SITE) -m bookkit build notebook

thumbnails: .venv/ready  ## small pictures of the recorded plots that the first page shows (part of execute)
	@$(FULL) -m bookkit thumbnails

downloads: .venv/ready book  ## PDF of the book and zip of the notebooks, offered by the site (needs Chromium and requirements-pdf.txt)
	@$(FULL) -m bookkit downloads

student: .venv-site/ready  ## notebooks without solutions and outputs, with what they need offline, into _build/student
	@$(SITE) -m bookkit build student

assignment: .venv/ready student  ## exercises for nbgrader, EX="ex-one ex-two" [NAME=week-3 HIDDEN=folder SEED=7], into _build/assignment
	@test -n "$(EX)" || { echo 'Name exercises: make assignment EX="ex-clip-by-norm ex-half-life" NAME=week-3'; exit 1; }
	@$(FULL) -m bookkit assignment $(EX) $(if $(NAME),--name "$(NAME)") $(if $(HIDDEN),--hidden "$(HIDDEN)") $(if $(SEED),--seed "$(SEED)")

labels: .venv-site/ready  ## collect the texts in code that readers see into locale/
	@$(SITE) -m bookkit labels

chapter: .venv-site/ready  ## write every file of a new chapter, NAME=beam_search [PART="Going further"]
	@test -n "$(NAME)" || { echo 'Name the chapter: make chapter NAME=beam_search'; exit 1; }
	@$(SITE) -m bookkit chapter "$(NAME)" $(if $(PART),--part "$(PART)")

publish: .venv-site/ready  ## write the repository's address into configuration and notebooks, REPO=owner/name [TAG=v2]
	@test -n "$(REPO)" || { echo 'Name the repository: make publish REPO=owner/name TAG=v2'; exit 1; }
	@$(SITE) -m bookkit publish "$(REPO)" $(if $(TAG),--tag "$(TAG)")

links: .venv-site/ready  ## try every address that the book names (needs the internet)
	@$(SITE) -m bookkit build linkcheck

lab: .venv/ready  ## JupyterLab with the book's environment
	@$(FULL) -m jupyterlab --notebook-dir . notebooks

serve: SERVED := $(or $(PORT),8000)
serve: book  ## serve the site on this machine, at http://127.0.0.1:8000 (PORT=8001 for another)
	@$(SITE) -c 'import socket; socket.create_server(("127.0.0.1", $(SERVED)))' 2>/dev/null || { echo "port $(SERVED) is in use, or is none: make serve PORT=$(if $(filter 8001,$(SERVED)),8002,8001)"; exit 1; }
	@$(SITE) -m http.server --bind 127.0.0.1 --directory _build/html $(SERVED)

lock: requirements.txt requirements-site.txt  ## pin everything transitive again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet requirements.txt -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header --quiet --constraints requirements.lock requirements-site.txt -o requirements-site.lock
