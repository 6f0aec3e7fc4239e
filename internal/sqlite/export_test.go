package sqlite

import "pullquote/internal/sqlite/pool"

// DB lets tests look into the tables.
func (s *Store) DB() *pool.DB { return s.db }
