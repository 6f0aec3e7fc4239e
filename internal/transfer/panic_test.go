package transfer_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/sqlitetest"
	"pullquote/internal/transfer"
)

// An importer without a gate panics as soon as it imports something. Rehearsals have
// a gate of their own.
func TestAnImportThatPanicsFailsAndTheNextOneIsRehearsed(t *testing.T) {
	a := furnished(t)
	im := transfer.New(a.store, nil, nil, filepath.Join(a.dir, "work"), func() time.Time { return today })
	var log strings.Builder
	h := transfer.NewHeld(im, slog.New(slog.NewTextHandler(&log, nil)))
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		h.Run(ctx)
		close(done)
	}()
	s := server{Held: h}
	first := s.send(t, "a.md", "---\ntitle: One\n---\nWords.\n")
	a.becomes(t, first, blog.BatchRehearsed)
	if err := h.Go(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	b := a.becomes(t, first, blog.BatchFailed)
	if !strings.Contains(b.Fault, "met a fault of its own") {
		t.Errorf("the author reads %q", b.Fault)
	}
	a.becomes(t, s.send(t, "b.md", "---\ntitle: Two\n---\nWords.\n"), blog.BatchRehearsed)
	cancel()
	<-done
	if !strings.Contains(log.String(), "nil pointer") || !strings.Contains(log.String(), "imports.go") {
		t.Errorf("the log lacks the stack: %s", log.String())
	}
}

// becomes waits until an import is in a state.
func (a *archive) becomes(t *testing.T, id int64, state blog.BatchState) blog.Batch {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		b, err := a.store.Batch(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if b.State == state {
			return b
		}
		if time.Now().After(deadline) {
			t.Fatalf("the import is %s, not %s: %s", b.State, state, b.Fault)
		}
	}
}

func TestANightlyExportThatPanicsIsToldToTheAuthorAndNotTriedAgainAtOnce(t *testing.T) {
	a := furnished(t)
	now := time.Date(2026, 3, 4, 4, 0, 0, 0, time.UTC)
	n := transfer.NewNightly(a.store, nil, t.TempDir(), func() time.Time { return now }, slog.New(slog.DiscardHandler))
	sqlitetest.Change(t, a.store, func(s *blog.Settings) { s.Nightly = blog.Nightly{Folder: "night", Format: "frontmatter"} })
	if _, held := errors.AsType[*blog.Panic](n.Due(t.Context())); !held {
		t.Error("without an exporter it should have panicked")
	}
	state, err := a.store.NightlyState(t.Context())
	if err != nil || !strings.Contains(state.Fault, "met a fault of its own") {
		t.Errorf("the author reads %q (%v)", state.Fault, err)
	}
	if err := n.Due(t.Context()); err != nil {
		t.Errorf("it is tried again at once: %v", err)
	}
}

func TestANightlyExportIsDoneThoughTheClockWasAheadOnce(t *testing.T) {
	a := furnished(t)
	now := time.Date(2031, 3, 4, 4, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	n := transfer.NewNightly(a.store, a.exporter(clock), t.TempDir(), clock, slog.New(slog.DiscardHandler))
	sqlitetest.Change(t, a.store, func(s *blog.Settings) { s.Nightly = blog.Nightly{Folder: "night", Format: "json"} })
	for _, year := range []int{2031, 2026, 2026} {
		now = time.Date(year, 3, 4, 4, 0, 0, 0, time.UTC)
		if err := n.Due(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if state, err := a.store.NightlyState(t.Context()); err != nil || !state.Done.Equal(now) {
		t.Errorf("it was last done %s (%v)", state.Done, err)
	}
}
