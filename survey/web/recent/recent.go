// Package recent keeps what was read or drawn a moment ago.
package recent

import (
	"sync"
	"time"
)

const (
	// recently is how old at most what is kept for a moment may be.
	recently = 500 * time.Millisecond
	// keptAtMost bounds how much of a kind is kept.
	keptAtMost = 4000
)

// Values keep what was read or drawn a moment ago, so that hundreds of requests a
// second do not each do the same work. They are good for half a second, and no longer
// than until this program has written something that pages show: nobody who has
// changed anything here sees what was before. What another program on the same
// database changes is seen within that time.
type Values[K comparable, V any] struct {
	// changes counts what this program has written.
	changes func() uint64

	mu   sync.Mutex
	kept map[K]keptValue[V]
}

type keptValue[V any] struct {
	value   V
	changes uint64 // when reading began
	read    time.Time
}

// New returns one that keeps nothing yet. changes counts what this program has
// written that pages show.
func New[K comparable, V any](changes func() uint64) *Values[K, V] {
	return &Values[K, V]{changes: changes, kept: map[K]keptValue[V]{}}
}

// Get returns what was read a moment ago, or reads it.
func (k *Values[K, V]) Get(key K, read func() (V, error)) (V, error) {
	return k.Within(recently, key, read)
}

// Kept returns what was read last, however old it is, where anything is kept.
func (k *Values[K, V]) Kept(key K) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	kept, ok := k.kept[key]
	return kept.value, ok
}

// Within is Get for what may be so old, where another program may have changed it.
func (k *Values[K, V]) Within(age time.Duration, key K, read func() (V, error)) (V, error) {
	changes, now := k.changes(), time.Now()
	k.mu.Lock()
	kept, ok := k.kept[key]
	if ok = ok && kept.changes == changes; ok && now.Sub(kept.read) < age {
		k.mu.Unlock()
		return kept.value, nil
	}
	if ok && now.Sub(kept.read) < 2*age {
		// One reads it anew; those who come meanwhile need not wait.
		k.kept[key] = keptValue[V]{kept.value, changes, now}
	}
	k.mu.Unlock()

	value, err := read()
	if err != nil {
		return value, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.kept) >= keptAtMost {
		clear(k.kept)
	}
	k.kept[key] = keptValue[V]{value, changes, now}
	return value, nil
}
