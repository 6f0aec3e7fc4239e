// Package backup writes backups of the blog and restores them. Write makes one
// and verifies it before it gets its name. Restore verifies a backup before it
// touches anything, so that at every instant there is either the former blog or
// the restored one, whole. Nightly makes a backup each night and rotates the
// older ones.
//
// A backup is an SQLite file, compressed if its name ends in .gz or .zst; a
// compressed one is made without an uncompressed one beside it. It holds the
// whole database, but not what lies beside that in the data folder: uploaded
// archives that wait to be imported, and other backups.
package backup
