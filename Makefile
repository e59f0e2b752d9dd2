# The commands of this repository. `make help` lists them.

.DEFAULT_GOAL := help
SHELL := /bin/bash
release = .build/release/longshore

.PHONY: help demo test build release lint format bench soak docs clean

help: ## list these commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

demo: ## set everything up and run the main job on real messages (ONCE=1: end after the table)
	@scripts/install demo
	@scripts/demo

test: ## set everything up, start real servers, pass all tests
	@scripts/install test
	@swift build --build-tests
	@scripts/with-servers scripts/run-tests

build: ## debug build
	@scripts/install build
	@swift build

release: ## optimised build
	@scripts/install build
	@swift build -c release --product longshore

lint: ## formatter in strict mode
	@swift format lint --strict --recursive Package.swift Sources Tests Benchmarks

format: ## format in place
	@swift format --in-place --recursive Package.swift Sources Tests Benchmarks

bench: ## the speed table: ceiling, peers, ours, in one run
	@scripts/install bench
	@swift build -c release --product longshore
	@scripts/bench

soak: ## the long faults: outages, back-pressure, kills at full length (about an hour)
	@scripts/install test
	@swift build --build-tests
	@LONGSHORE_SOAK=1 scripts/with-servers swift test --skip-build --filter 'EndToEndTests.*(Outage|BackPressure|BrokerKill)'

docs: ## write the generated pages again: the reference, and the schema for editors
	@swift run longshore check --reference > docs/connectors-yaml.md
	@swift run longshore check --schema > docs/connectors.schema.json

clean: ## remove builds and all local data
	rm -rf .build .longshore
