# make run    set-up, then the demonstration
# make test   set-up, then every check and test, and which tests took longest
# make check  what takes seconds of that, for every save
# make bench  set-up, then every figure with its ratio
# make test-faults   set-up, then every fault, while people answer: what was lost, and who waited
# make properties    what holds for every input, tried with others than make test's
# make fmt    format; make build  the program; make generate  copy what is embedded

GO ?= go
# Real programmes and inputs, where they lie beside the repository; tests of them
# skip where they do not.
export OMDOME_DATA ?= $(abspath $(wildcard ../shared/data))
export OMDOME_BADINPUTS ?= $(abspath $(wildcard ../shared/badinputs.tsv))
export OMDOME_FORGED ?= $(abspath $(wildcard ../shared/forged))

.PHONY: run build test test-faults properties bench fmt generate setup check static

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

# long are the tests beside those that take many seconds each, which make test runs.
long := ^TestABoardOfAHundred|^TestOrganizersFormsReach|^TestAStreamEnds|^TestSlowTransfers|^TestAFormThatStops|^TestAStrangerKeeps|^TestGuessesAtOnce|^TestAHallIsNoBurst|^TestStream$$|^TestOfficesChange|^TestCommitThatNo|^TestMissesHoldUp|^TestKeysAreNotGuessed|^TestAnotherOrganizationsPassword

# check is for every save: it takes seconds, and less where little has changed.
check: static
	$(GO) test -skip 'InABrowser$$|^TestCrash$$|/(postgres|PostgreSQL)$$|$(long)' $$($(GO) list ./... | grep -v /cmd/)

static:
	@unformatted=$$(git ls-files '*.go' | xargs $(GO) tool gofumpt -l); \
	if [ -n "$$unformatted" ]; then echo "not formatted (make fmt):"; echo "$$unformatted"; exit 1; fi
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) mod tidy -diff

test: setup generate static
	bash .ci/tests

test-faults: setup
	$(GO) test -c -o bin/faults ./cmd/omdome
	cd cmd/omdome && OMDOME_TEST_FAULTS=1 ../../bin/faults -test.run '^TestFaults$$' -test.timeout 12m

properties: generate
	bash .ci/properties $(or $(CHECKS),2000)

bench: setup generate
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 60m ./survey/... ./charts/... ./cmd/...

fmt:
	git ls-files '*.go' | xargs $(GO) tool gofumpt -w
