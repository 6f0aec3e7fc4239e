package pool

import (
	"errors"
	"fmt"

	"pullquote/internal/blog"
)

// Damage returns the last error caused by a damaged page, nil if there was none
// since the file was opened, or since Forget.
func (db *DB) Damage() error {
	if met := db.damage.Load(); met != nil {
		return *met
	}
	return nil
}

// Forget clears the error that Damage returns. It is called when a check has found
// the file to be whole.
func (db *DB) Forget() { db.damage.Store(nil) }

// met records whether an error means damage, and explains it. If the open files
// were replaced, what is read looks like damage but is not.
func (db *DB) met(err error, reading bool) error {
	if _, spoken := errors.AsType[*blog.Error](err); code(err) != 0 && !spoken && db.place.kept() != nil {
		return explain(fmt.Errorf("%w: %w", errMoved, err), reading)
	}
	if err != nil && IsDamaged(err) && db.damage.Swap(&err) == nil && db.damaged != nil {
		db.damaged()
	}
	if (IsBusy(err) || code(err) == codeProtocol) && len(db.place) > 0 && lockless(db.place[0].name) {
		err = fmt.Errorf("%w: %w", errLockless, err)
	}
	return explain(err, reading)
}
