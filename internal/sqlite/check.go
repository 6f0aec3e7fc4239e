package sqlite

import (
	"context"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// Damaged reports whether the blog's file is known to be damaged, from the last
// check or from a query since then. It is cheap.
func (s *Store) Damaged() bool {
	return s.db.Damage() != nil || len(s.CheckState().Damaged) > 0
}

// CheckState returns the result of the last check.
func (s *Store) CheckState() blog.CheckState {
	if state := s.checked.Load(); state != nil {
		return *state
	}
	return blog.CheckState{}
}

// recallCheck loads the result of the last check, so that damage is remembered
// across restarts. If it can't be read, the file is damaged, and the query has
// just recorded that.
func (s *Store) recallCheck(ctx context.Context) error {
	var state blog.CheckState
	err := s.db.Read(ctx, func(tx *pool.Tx) error {
		return readState(ctx, tx, `/* recallCheck */ SELECT coalesce(json_extract(nightly_state, '$.check'), '{}') FROM setting`, &state)
	})
	if err != nil && !pool.IsUnreadable(err) {
		return wrap(err, "last check")
	}
	s.checked.Store(&state)
	return nil
}

// Check checks all pages of the blog's file, which may be in use meanwhile, and
// stores the result for Damaged and for the next start. It checks one table per
// transaction, so that it blocks checkpoints of the WAL for no longer than that;
// after each it calls rest, which may wait. It fails if ctx is cancelled, if rest
// fails, or if the file can't be opened.
func (s *Store) Check(ctx context.Context, now func() time.Time, rest func(context.Context) error) (blog.CheckState, error) {
	state := blog.CheckState{Done: now().UTC()}
	tables, err := checked(ctx, s.db.ReadAlone, `/* Check: tables */ SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
	if pool.IsDamaged(err) {
		state.Damaged = []string{"sqlite_schema"}
	} else if err != nil {
		return state, wrap(err, "check")
	}
	for _, table := range tables {
		found, err := checked(ctx, s.db.ReadAlone, `/* Check */ PRAGMA quick_check(`+quoted(table)+`)`)
		switch {
		case err != nil && !pool.IsDamaged(err):
			return state, wrap(err, "check %s", table)
		case err != nil || len(found) != 1 || found[0] != "ok":
			state.Damaged = append(state.Damaged, table)
		}
		if err := rest(ctx); err != nil {
			return state, err
		}
	}
	state.Took = now().Sub(state.Done)
	s.checked.Store(&state)
	if len(state.Damaged) == 0 {
		s.db.Forget()
	}
	err = s.saveState(ctx, "check", `/* saveCheck */ UPDATE setting SET nightly_state = json_set(nightly_state, '$.check', json(?))`, state)
	if slices.Contains(state.Damaged, SettingTable) {
		err = nil // it can't be stored there
	}
	return state, err
}

// checked returns the lines of a query, run in a transaction by read.
func checked(ctx context.Context, read func(context.Context, func(*pool.Tx) error) error, query string) (lines []string, err error) {
	err = read(ctx, func(tx *pool.Tx) (err error) {
		lines, err = pool.Select(ctx, tx, query, pool.Value[string])
		return err
	})
	return lines, err
}
