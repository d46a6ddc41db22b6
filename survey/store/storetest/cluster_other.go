//go:build !unix

package storetest

import "errors"

type server struct {
	address string
	stop    func()
}

func binaries() (string, error) { return "", errors.New("pg_dump is looked for on Unix only") }

func start() (*server, error) {
	return nil, errors.New("throw-away servers are started on Unix only; set OMDOME_TEST_POSTGRES")
}
