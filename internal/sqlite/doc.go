// Package sqlite stores the blog in a SQLite file. All SQL of the program is here,
// next to the functions that run it.
//
// Exported methods of Store run a transaction; unexported functions take one, so
// that several can be combined in one commit. Every statement begins with its name
// in a comment. Each file is about one noun: post, list, address, tag, quote,
// revision, author, session, setting, import. The schema and its comments are in
// migrations; schema.sql shows the result as a whole.
package sqlite
