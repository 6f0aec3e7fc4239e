// Package pool is a SQLite file as a small server wants it: one connection
// that writes, several that can only read, transactions that know the time.
//
// Every setting is in the data source name, so that each connection has it, and
// Open asks them all. Errors that a person can do something about — a full
// disk, a read-only folder, a busy or damaged file — come out as *blog.Error
// with a sentence. The package knows no schema.
package pool
