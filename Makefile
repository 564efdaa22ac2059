# What people do with Yolosmith. `make run` on a fresh clone installs what is missing, builds and starts; README.md says more.

HOST ?= 127.0.0.1
PORT ?= 8000
SETUP = @sh scripts/setup.sh
PYTHON = .venv/bin/python

.PHONY: help run test demo setup prove check dev bench pictures

help: ## show this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):[^#]*## /\1\t/' | expand -t 12

run: ## install, build, start the server and print the link to it; Ctrl-C ends it
	$(SETUP) run
	@exec .venv/bin/yolosmith serve --demo --host $(HOST) --port $(PORT)

test: ## install what tests need too, then check and run all tests
	$(SETUP) test
	@exec $(PYTHON) scripts/test.py

demo: ## the main job without a browser: custom module, training, prediction
	$(SETUP) engine
	@exec .venv/bin/yolosmith demo

setup: ## only install (into .venv and frontend/node_modules) and build
	$(SETUP) run

prove: ## what is too long for every commit; writes benchmarks/RESULTS.md
	$(SETUP) test
	@exec $(PYTHON) scripts/prove.py

check: ## format, lint, types, import contracts, generated client
	$(SETUP) check
	@exec $(PYTHON) scripts/check.py

dev: ## server and front end, both reloading
	$(SETUP) check
	@exec $(PYTHON) scripts/dev.py

bench: ## speed and size; writes benchmarks/RESULTS.md
	$(SETUP) test
	@exec $(PYTHON) -m benchmarks

pictures: ## take the pictures of docs/ anew, from a running app with a finished run in it
	$(SETUP) test
	@exec $(PYTHON) scripts/pictures.py
