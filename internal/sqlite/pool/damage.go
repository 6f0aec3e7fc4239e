package pool

import (
	"errors"
	"fmt"

	"pullquote/internal/blog"
)

// Damage gives the last error that a transaction has met in a damaged page; nil
// if none has since the file was opened, or since Forget.
func (db *DB) Damage() error {
	if met := db.damage.Load(); met != nil {
		return *met
	}
	return nil
}

// Forget takes back what was met before: the file was looked through, and is
// whole.
func (db *DB) Forget() { db.damage.Store(nil) }

// met notes whether a transaction has met damage, and gives its error a sentence.
// What is read of files that others were put in the place of looks like damage,
// and is none.
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
