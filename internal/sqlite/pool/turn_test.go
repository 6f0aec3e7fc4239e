package pool_test

import (
	"context"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"pullquote/internal/sqlite/pool"
)

// Two programs write: one in long transactions without pauses, as an import or its
// undoing does, the other a word now and then.
func TestWhoHasMuchToWriteLetsAnotherProgramHaveItsTurn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "words.db")
	busy, other := open(t, path, pool.Options{}), open(t, path, pool.Options{})
	const long, turnsAsked = 60 * time.Millisecond, 5
	ctx, cancel := context.WithCancel(t.Context())
	var turns atomic.Int64
	done := make(chan error, 1)
	go func() {
		for ctx.Err() == nil {
			if err := busy.WriteMuch(t.Context(), func(*pool.Tx) error { time.Sleep(long); return nil }); err != nil {
				done <- err
				return
			}
			turns.Add(1)
		}
		done <- nil
	}()
	for turns.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	// How many of the busy program's transactions the other waits for, in the
	// best of three rounds.
	least := int64(1 << 40)
	for range 3 {
		began := turns.Load()
		for range turnsAsked {
			if err := put(t.Context(), other, time.Now().String()); err != nil {
				t.Fatal(err)
			}
		}
		least = min(least, turns.Load()-began)
	}
	if least > 2*turnsAsked {
		t.Errorf("for %d turns it has waited for %d of the other's", turnsAsked, least)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
