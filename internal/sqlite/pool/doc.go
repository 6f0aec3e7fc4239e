// Package pool opens a SQLite file for a small server: one connection that writes,
// several that only read, and transactions that carry their time.
//
// All settings are part of the data source name (connector.go), so that every
// connection has them, and each connection that is opened is asked for them. Errors that a person can do something
// about (a full disk, a read-only folder, a busy or damaged file) are returned as
// a *blog.Error with a message. The package knows no schema.
package pool
