package store

import "syscall"

// findDead has the system give a connection up whose packets nobody confirms.
func findDead(network, _ string, c syscall.RawConn) error {
	if network != "tcp" && network != "tcp4" && network != "tcp6" {
		return nil
	}
	const userTimeout = 0x12 // TCP_USER_TIMEOUT of tcp(7), which package syscall does not name
	var failed error
	err := c.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, userTimeout, int(deadAfter.Milliseconds()))
	})
	if err != nil {
		return err
	}
	return failed
}
