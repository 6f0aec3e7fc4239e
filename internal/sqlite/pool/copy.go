package pool

import (
	"context"
	"fmt"
)

// Copy writes the database as it stands into a new file, while others read and
// write it. It fails if the file is there already.
func (db *DB) Copy(ctx context.Context, path string) error {
	conn, err := db.reader.Conn(ctx)
	if err != nil {
		return explain(err, true)
	}
	defer conn.Close()
	// The connection must not refuse to write for the length of the copy, which
	// writes the new file alone.
	if _, err := conn.ExecContext(ctx, `PRAGMA query_only = 0`); err != nil {
		return explain(err, true)
	}
	_, err = conn.ExecContext(ctx, `VACUUM INTO ?`, path)
	if _, back := conn.ExecContext(context.WithoutCancel(ctx), `PRAGMA query_only = 1`); back != nil && err == nil {
		err = fmt.Errorf("pool: read only again: %w", back)
	}
	return explain(err, false)
}
