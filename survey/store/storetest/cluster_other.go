//go:build !unix

package storetest

import "errors"

type server struct {
	address string
	stop    func()
}

func start() (*server, error) {
	return nil, errors.New("throw-away servers are started on Unix only; set OMDOME_TEST_POSTGRES")
}
