//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package disk

import "os"

// flock locks nothing: these systems have no flock. What is left there is
// SQLite's own locking, which notices who has the database open.
func flock(*os.File, bool) error { return nil }
