package web

import (
	"context"
	"sync/atomic"

	"pullquote/internal/blog"
	"pullquote/internal/entry"
	"pullquote/internal/sqlite"
)

// snapshot is what all pages of a generation have in common.
type snapshot struct {
	generation uint64
	settings   blog.Settings
	look       *entry.Look
}

// snapshots holds the newest snapshot.
type snapshots struct {
	store *sqlite.Store
	looks entry.Looks
	last  atomic.Pointer[snapshot] // nil before the first one
}

// current returns the snapshot of the current generation. If the settings are damaged,
// it returns the last one, or one with the defaults.
func (s *snapshots) current(ctx context.Context) (*snapshot, error) {
	generation := s.store.Generation()
	last := s.last.Load()
	if last != nil && last.generation == generation {
		return last, nil
	}
	settings, err := s.store.Settings(ctx)
	if sqlite.Unreadable(err) && s.store.Damaged() {
		if last != nil {
			return last, nil
		}
		settings = blog.DefaultSettings() // posts without the blog's title are better than none
		settings.Title = programName
		return &snapshot{generation: generation, settings: settings, look: s.looks.For(settings)}, nil
	}
	if err != nil {
		return nil, err
	}
	next := &snapshot{generation: generation, settings: settings, look: s.looks.For(settings)}
	s.last.Store(next)
	return next, nil
}
