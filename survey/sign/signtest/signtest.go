// Package signtest asks two programs that others wrote what they make of the
// signatures in a PDF: DSS, the EU's library (which .ci/setup brings), and poppler's
// pdfsig. It is for tests alone.
//
// Neither asks the network for anything. A test that needs a program which is not
// there is skipped, and fails instead when OMDOME_REQUIRE names it: dss, pdfsig.
package signtest

import (
	"time"
)

// patience is how long a program may take, however many files it was given.
const patience = 5 * time.Minute
