package pool

import (
	"errors"
	"fmt"

	"pullquote/internal/blog"
)

// Damage returns the last error caused by a damaged page, nil if there was none
// since the file was opened, or since Forget.
func (db *DB) Damage() error {
	if last := db.damage.Load(); last != nil {
		return *last
	}
	return nil
}

// Forget clears the error that Damage returns. It is called when a check has found
// the file to be whole.
func (db *DB) Forget() { db.damage.Store(nil) }

// diagnose explains an error, and records it if it means damage. If the open files
// were replaced, what is read looks like damage but is not.
func (db *DB) diagnose(err error, during access) error {
	if _, explained := errors.AsType[*blog.Error](err); code(err) != 0 && !explained && db.files.verify() != nil {
		return explain(fmt.Errorf("%w: %w", errMoved, err), during)
	}
	if err != nil && IsDamaged(err) && db.damage.Swap(&err) == nil && db.damaged != nil {
		db.damaged()
	}
	if gotNoLock(err) && len(db.files) > 0 && lockless(db.files[0].name) {
		err = fmt.Errorf("%w: %w", errLockless, err)
	}
	return explain(err, during)
}
