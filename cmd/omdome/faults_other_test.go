//go:build !linux

package main

import "testing"

func fullSQLite(t *testing.T, _ string)   { unable(t, "disks are filled on Linux only") }
func fullPostgres(t *testing.T, _ string) { unable(t, "disks are filled on Linux only") }
func powerCut(t *testing.T, _ string)     { unable(t, "the power is cut on Linux only") }
