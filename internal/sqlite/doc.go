// Package sqlite keeps the blog in a SQLite file. All SQL of the program is
// here, beside the function that runs it.
//
// Exported methods of Store own a transaction; private functions take one, so
// that they can be put together within one commit. Every statement begins with
// its name in a comment. A file holds one noun: post, list, address, tag,
// quote, revision, author, session, setting, import. The schema with its
// comments is in migrations; schema.sql shows it whole.
package sqlite
