package pool

import "database/sql"

// Reader lets tests ask the reading connections.
func (db *DB) Reader() *sql.DB { return db.reader }
