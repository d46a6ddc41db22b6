//go:build !linux

package store

import "syscall"

// findDead does nothing where the system has no such option.
func findDead(string, string, syscall.RawConn) error { return nil }
