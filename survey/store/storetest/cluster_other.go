//go:build !unix

package storetest

import "errors"

func binaries() (string, error) { return "", errors.New("pg_dump is looked for on Unix only") }

func start(bool) (*server, error) {
	return nil, errors.New("throw-away servers are started on Unix only; set OMDOME_TEST_POSTGRES")
}
