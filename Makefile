# What you can do here: make help

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO ?= go
BINARY := bin/tetsuzuki

# Tools are built once per version, into bin/.
GOLANGCI := bin/tools/golangci-lint-v2.15.0/golangci-lint
GOTESTSUM := bin/tools/gotestsum-v1.13.0/gotestsum
DEADCODE := bin/tools/deadcode-v0.52.0/deadcode

.PHONY: help
help: ## list what make can do
	@echo '手続レジストリ（tetsuzuki）'
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## install what is missing, build, start the service (Ctrl-C stops it, database too)
	@.ci/deps run
	@$(MAKE) --no-print-directory build
	@exec $(BINARY) serve --sample-if-empty

.PHONY: dev
dev: ## as run, but read templates, css and js from the disk at each request
	@.ci/deps run
	@exec $(GO) run -tags dev ./cmd/tetsuzuki serve --sample-if-empty

.PHONY: build
build: ## make bin/tetsuzuki, one static binary with everything inside
	@CGO_ENABLED=0 $(GO) build -trimpath -o $(BINARY) ./cmd/tetsuzuki

# Which tests: make test PKG=./internal/store RUN=TestName
PKG ?= ./...
RUN ?=

.PHONY: test
test: build $(GOTESTSUM) ## install what is missing, run every test, or those of PKG=./folder that RUN=Pattern names
	@.ci/deps test
	@.ci/test $(GOTESTSUM) $(PKG) $(if $(RUN),-run '$(RUN)')

.PHONY: test-short
test-short: $(GOTESTSUM) ## run the tests without a browser, and without those that take long (.ci/long)
	@.ci/deps run
	@.ci/test $(GOTESTSUM) $(PKG) -short -vet off $(if $(RUN),-run '$(RUN)',-skip "^($$(sed '/^#/d;/^$$/d' .ci/long | paste -sd '|'))$$")

.PHONY: screenshots
screenshots: build ## make the pictures of the README anew, of made-up data
	@.ci/deps test
	@TETSUZUKI_TEST_SCREENSHOTS=$(abspath .github/pictures) $(GO) test -count 1 ./internal/e2e -run '^TestTheSampleInTheBrowser$$'

.PHONY: lint
lint: $(GOLANGCI) $(DEADCODE) ## look for mistakes and breaks of the house's rules
	@.ci/lint $(GOLANGCI) $(DEADCODE)

.PHONY: bench
bench: ## measure speed and memory as ratios within one run
	@.ci/deps run
	@$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./internal/bench

.PHONY: deps
deps: ## install what running and testing need
	@.ci/deps run
	@.ci/deps test

.PHONY: clean
clean: ## remove what was built; the registry's data (var/) stays
	@rm -rf bin .ci/npm/node_modules

$(GOLANGCI):
	@echo 'building golangci-lint (once)' >&2
	@GOBIN=$(abspath $(@D)) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(subst golangci-lint-,,$(notdir $(@D)))

$(GOTESTSUM):
	@GOBIN=$(abspath $(@D)) $(GO) install gotest.tools/gotestsum@$(subst gotestsum-,,$(notdir $(@D)))

$(DEADCODE):
	@GOBIN=$(abspath $(@D)) $(GO) install golang.org/x/tools/cmd/deadcode@$(subst deadcode-,,$(notdir $(@D)))
