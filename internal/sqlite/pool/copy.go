package pool

import (
	"context"
	"database/sql/driver"
)

// Copy writes the database as it stands into a new file, while others read and
// write it. It fails if the file is there already.
func (db *DB) Copy(ctx context.Context, path string) error {
	r, err := db.reads.open()
	if err != nil {
		return explain(err, true)
	}
	defer r.close()
	conn := r.Conn.(driver.ExecerContext)
	// The connection must not refuse to write: it writes the new file alone.
	if _, err := conn.ExecContext(ctx, `PRAGMA query_only = 0`, nil); err != nil {
		return explain(err, true)
	}
	_, err = conn.ExecContext(ctx, `VACUUM INTO ?`, []driver.NamedValue{{Ordinal: 1, Value: path}})
	return explain(err, false)
}
