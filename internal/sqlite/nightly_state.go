package sqlite

import (
	"context"
	"encoding/json"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite/pool"
)

// The column nightly_state of table setting holds the state of the nightly export
// and, in objects of their own, those of the backup and of the check.

// readState decodes the state that a query selects, if there is one.
func readState(ctx context.Context, tx *pool.Tx, query string, state any) error {
	text, err := pool.One(ctx, tx, query, pool.Value[string])
	if pool.IsNoRows(err) {
		return nil // the blog is not set up
	}
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(text), state)
}

// saveState stores a state with a statement, whose parameter is the state.
func (s *Store) saveState(ctx context.Context, what, statement string, state any) error {
	text, err := json.Marshal(state)
	if err != nil {
		return wrap(err, "%s", what)
	}
	err = s.db.WriteQuietly(ctx, func(tx *pool.Tx) error {
		_, err := tx.Exec(ctx, statement, string(text))
		return err
	})
	return wrap(err, "%s", what)
}

// NightlyState returns the result of the last nightly export.
func (s *Store) NightlyState(ctx context.Context) (state blog.NightlyState, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		return readState(ctx, tx, `/* NightlyState */ SELECT nightly_state FROM setting`, &state)
	})
	if known := s.nightly.Load(); known != nil && known.Done.After(state.Done) {
		state = *known
	}
	return state, wrap(err, "nightly export")
}

// SetNightlyState records the result of a nightly export. If it can't be stored,
// perhaps because of the full disk that it reports, it is remembered as long as
// the program runs.
func (s *Store) SetNightlyState(ctx context.Context, state blog.NightlyState) error {
	s.nightly.Store(&state)
	return s.saveState(ctx, "nightly export", `/* SetNightlyState */
		UPDATE setting SET nightly_state = json_set(?, '$.backup', json_extract(nightly_state, '$.backup'), '$.check', json_extract(nightly_state, '$.check'))`, state)
}

// BackupState returns the result of the last nightly backup.
func (s *Store) BackupState(ctx context.Context) (state blog.BackupState, err error) {
	err = s.db.Read(ctx, func(tx *pool.Tx) error {
		state, err = backupState(ctx, tx)
		return err
	})
	if known := s.backup.Load(); known != nil && known.Done.After(state.Done) {
		state = *known
	}
	return state, wrap(err, "nightly backup")
}

func backupState(ctx context.Context, tx *pool.Tx) (state blog.BackupState, err error) {
	err = readState(ctx, tx, `/* backupState */ SELECT coalesce(json_extract(nightly_state, '$.backup'), '{}') FROM setting`, &state)
	return state, err
}

// SetBackupState records the result of a nightly backup, as SetNightlyState does.
func (s *Store) SetBackupState(ctx context.Context, state blog.BackupState) error {
	s.backup.Store(&state)
	return s.saveState(ctx, "nightly backup", `/* SetBackupState */ UPDATE setting SET nightly_state = json_set(nightly_state, '$.backup', json(?))`, state)
}
