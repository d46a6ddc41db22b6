# make run    set-up, then the demonstration
# make test   set-up, then every check and test
# make bench  set-up, then every figure with its ratio
# make fmt    format; make build  the program; make generate  copy what is embedded

GO ?= go
# Packages whose tests race threads against each other run under the detector. SQLite,
# which is C translated to Go, is not watched by it: it has locks of its own, and took
# half of the time.
RACED := ./survey/store/... ./survey/web/...
UNWATCHED := -gcflags=modernc.org/...='-race=false -d=checkptr=0'

# Real programmes and inputs, where they lie beside the repository; tests of them
# skip where they do not.
export OMDOME_DATA ?= $(abspath $(wildcard ../shared/data))
export OMDOME_BADINPUTS ?= $(abspath $(wildcard ../shared/badinputs.tsv))
export OMDOME_FORGED ?= $(abspath $(wildcard ../shared/forged))

.PHONY: run build test bench fmt generate setup check

run: build
	./bin/omdome demo

build: generate
	$(GO) build -o bin/omdome ./cmd/omdome

generate:
	@bash .ci/setup modules
	$(GO) generate ./survey/web/page ./survey/pdf

# setup installs what tests need beside Go, where it is missing and that is allowed.
setup:
	bash .ci/setup

check:
	@unformatted=$$(git ls-files '*.go' | xargs $(GO) tool gofumpt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff

test: setup generate check
	$(GO) test -count=1 -timeout 15m $$($(GO) list ./... | grep -v -e /survey/store -e /survey/web)
	$(GO) test -count=1 -timeout 15m -run '^TestCrash$$' ./survey/store
	@race=-race; echo '#include <stdlib.h>' | $$($(GO) env CC) -E - >/dev/null 2>&1 || \
	case "$$OMDOME_REQUIRE" in *race*) ;; *) race=; echo "no C compiler: without the race detector" ;; esac; \
	set -x; $(GO) test -count=1 -timeout 40m $$race $${race:+$(UNWATCHED)} -skip '^TestCrash$$' $(RACED)

bench: setup generate
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./survey/... ./charts/... ./cmd/...

fmt:
	git ls-files '*.go' | xargs $(GO) tool gofumpt -w
