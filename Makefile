# `make up` runs the shop, `make test` proves it. README.md says what they need.

PYTHON ?= python3
TEST_WORKERS ?= 2
VENV := .venv/bin/python

.PHONY: up down test quick bench soak messages lint environment test-environment

up: environment
	@$(VENV) -m marketplace.embedded.up

down: environment
	@$(VENV) -m marketplace.embedded.down

test: lint
	@$(VENV) -m pytest -n $(TEST_WORKERS) --dist worksteal

quick: test-environment
	@$(VENV) -m pytest -n $(TEST_WORKERS) --dist worksteal -m "not browser and not slow"

bench: test-environment
	@$(VENV) -m tests.benchmarks

soak: test-environment
	@$(VENV) -m tests.soak

messages: test-environment
	@$(VENV) manage.py messages_extract
	@$(VENV) manage.py messages_compile

lint: test-environment
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m mypy

environment:
	@$(PYTHON) marketplace/embedded/environment.py base

test-environment:
	@$(PYTHON) marketplace/embedded/environment.py test
