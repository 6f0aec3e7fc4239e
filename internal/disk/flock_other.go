//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package disk

import "os"

// flock locks nothing, since these systems have no flock. What remains there is
// SQLite's own locking of the database.
func flock(*os.File, bool) error { return nil }
