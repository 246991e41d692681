# Everything that is done to this checkout. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev services demo demo-reset run test lint format types imports templates spelling check audit scan scan-api bench bench-grades bench-search consumers settings-page addresses lock clean

BIN := .venv/bin
PYTHON ?= python3
export PYTHON

help: ## List what there is to make
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-14s %s\n", $$1, $$2}'

setup: ## Make the environment that the site runs in
	@scripts/environment site

setup-dev: ## Make the environment with everything for tests and checks
	@scripts/environment dev

services: ## See to Chromium, PostgreSQL, Redis and libfaketime for the tests
	@scripts/services

demo: setup ## Show the site with the demo in it, at http://127.0.0.1:5000
	@echo "Bringing the database up to date"
	@$(BIN)/matinee database upgrade
	@$(BIN)/matinee demo load
	@exec $(BIN)/matinee serve

demo-reset: setup ## Throw the demo's database away and start over
	@scripts/demo-reset
	@$(MAKE) --no-print-directory demo

run: setup ## Serve the site as it is
	@$(BIN)/matinee database upgrade
	@exec $(BIN)/matinee serve

test: setup-dev services ## Run all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal -q

lint: setup-dev ## Look for mistakes
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: setup-dev ## Set the code in our form
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

types: setup-dev ## Check the types
	@$(BIN)/mypy

imports: setup-dev ## Check who imports whom
	@$(BIN)/lint-imports

templates: setup-dev ## Check the templates
	@$(BIN)/djlint templates --lint --quiet

spelling: setup-dev ## Check the spelling
	@$(BIN)/codespell app templates static/css static/js docs README.md CHANGELOG.md CONTRIBUTING.md scripts tests

check: lint types imports templates spelling audit test ## The gate: everything above, the audit, and all tests

audit: setup-dev ## Ask for known faults in what we depend on; says so where nobody answers
	@$(BIN)/python -m scan.audit

scan: setup-dev ## Attack a demo on this machine with wapiti and schemathesis; they find nothing
	@$(BIN)/python -m scan

scan-api: setup-dev ## The half of it that tries the API
	@$(BIN)/python -m scan api

bench: setup-dev ## Measure every figure (ROUNDS=5 SECONDS=5 ONLY=P1,P3 SIZES=10000,1000000 ROWS=… SITES=folder)
	@scripts/services bench
	@$(BIN)/python -m bench $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ONLY),--only $(ONLY)) $(if $(SIZES),--sizes $(SIZES)) $(if $(ROWS),--rows $(ROWS)) $(if $(SITES),--sites $(SITES))

bench-grades: setup-dev ## Measure the reading of grades on real reviews beside the checkout
	@$(BIN)/python -m bench.grades

bench-search: setup-dev ## Measure search as you type over the films beside the checkout
	@$(BIN)/python -m bench.search

.PHONY: soak
soak: setup-dev ## Keep a site busy with readers and writers (MINUTES=2)
	@MINUTES=$(or $(MINUTES),2) $(BIN)/python -m bench.soak

consumers: ## Ask the running site as other programs do, with node (SITE=http://…)
	@npm ci --no-audit --no-fund --silent --prefix tests/consumers
	@node tests/consumers/check.mjs $(or $(SITE),http://127.0.0.1:5000) /movies/ai-weiwei-never-sorry /movies/dust/critic-reviews /critics/tom-long

settings-page: setup-dev ## Write docs/settings.md anew from the settings
	@$(BIN)/python -m tests.support.settings_page

addresses: setup-dev ## Write the addresses of rooms that are loaded late anew
	@$(BIN)/python -m tests.support.late_addresses

lock: setup-dev ## Write the locked, hashed requirements anew
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes -q pyproject.toml --group build -o requirements/site.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes -q pyproject.toml --group dev -o requirements/dev.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes -q --group schemathesis -o requirements/schemathesis.txt
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes -q --group wapiti -o requirements/wapiti.txt

clean: ## Remove what was made here, but never the instance
	@rm -rf .venv .venv-schemathesis .venv-wapiti .venv-isso .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
