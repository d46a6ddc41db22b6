package store

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/omdome/omdome/survey"
	"github.com/omdome/omdome/survey/guard"
	"github.com/omdome/omdome/survey/material"
)

// Options are what a store takes from outside. Its zero value is right for a
// program that serves.
type Options struct {
	// Now is the clock; nil for the machine's.
	Now func() time.Time
	// Random gives ids, codes and keys; nil for crypto/rand.
	Random io.Reader
	// Log gets warnings; nil for slog's default. It never gets a key, a token or
	// an address.
	Log *slog.Logger
	// MaxBatch is how many responses one transaction may write: 1 to 500, 0 for
	// 250. 1 gives each response its own transaction.
	MaxBatch int
	// Writers is how many transactions may take responses at the same time; 0 for
	// 1. More are for measuring what one transaction for each response costs: one
	// writer that takes all that waits is faster.
	Writers int
	// MaxWaiting is how many responses may wait for the writer before Accept
	// answers survey.ErrBusy; 0 for 4096.
	MaxWaiting int
	// ReadOnly opens the database to look at it alone: nothing is migrated or written, and
	// a SQLite file is not made.
	ReadOnly bool
	// Files is the folder that keeps uploaded files; empty keeps them in the
	// database. It is this database's alone: what no row has is removed from it.
	Files string
	// MaxFile is how large an uploaded file may be, in bytes; 0 for 250 MB. MaxFiles
	// is how much an organization may keep; 0 for 5 GB.
	MaxFile, MaxFiles int64
}

// A Store is an open database. Its methods may be called at the same time.
type Store struct {
	*core
	// deed is what an organizer does with it; nil where it is nobody's in particular.
	deed *deed
}

// core is what all have in common who use the same open database.
type core struct {
	pools    *pools
	path     string // the database's file, or its address
	now      func() time.Time
	random   *chance
	log      *slog.Logger
	maxBatch int
	files    files
	readOnly bool
	// markSecret is what marks are keyed with; nil for nothing.
	markSecret []byte
	// changes counts what was written beside answers, see Store.Changes.
	changes atomic.Uint64

	questionnaires questionnaires
	quiet          quiet

	// step is called at every step of a transaction that writes; only tests set it.
	step func(name, step string) error

	mu      sync.RWMutex // guards closed and the closing of queue
	closed  bool
	queue   chan *waiter
	writers guard.Group

	proof proof
	newer atomic.Bool // another program has migrated the database further than this one knows
}

// Open connects to the database: a URL that begins with postgres:// or
// postgresql://, or the path of a SQLite file, which is made when it is not
// there. It does not migrate. The caller closes the store.
//
// A PostgreSQL server that keeps the times of commits is refused. One that does not
// answer is survey.ErrUnavailable.
func Open(ctx context.Context, database string, o Options) (*Store, error) {
	s := &Store{core: &core{path: database, now: o.Now, log: o.Log, maxBatch: o.MaxBatch, readOnly: o.ReadOnly}}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.maxBatch <= 0 {
		s.maxBatch = 250
	}
	s.maxBatch = min(s.maxBatch, portion)
	s.files.folder = o.Files
	s.files.most, s.files.mostInAll = cmp.Or(o.MaxFile, 250*material.Megabyte), cmp.Or(o.MaxFiles, 5000*material.Megabyte)
	random := o.Random
	if random == nil {
		random = rand.Reader
	}
	s.random = newChance(random)
	if o.MaxWaiting <= 0 {
		o.MaxWaiting = 4096
	}
	s.queue = make(chan *waiter, o.MaxWaiting)
	s.proof.turn = make(chan struct{}, 1)

	var err error
	if s.pools, err = connect(database, max(o.Writers, 1), o.ReadOnly); err != nil {
		return nil, err
	}
	if err := s.pools.inspect(ctx, s.log); err != nil {
		return nil, errors.Join(s.told(ctx, err), s.pools.close())
	}
	if !isPostgres(database) && readable(database) {
		s.log.Warn("everybody on this machine may read the database file, which holds keys and answers; set its mode to 0600")
	}
	for range max(o.Writers, 1) {
		s.writers.Go(s.run, func(err error) {
			if err != nil {
				s.log.Error("the writer has ended", "error", err)
			}
		})
	}
	return s, nil
}

// Close commits what waits and closes the database. Accept answers
// survey.ErrBusy from now on.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.queue)
	s.mu.Unlock()
	s.writers.Wait()
	return s.pools.close()
}

// newID draws an id.
func (s *Store) newID() (survey.ID, error) { return survey.NewID(s.random) }
