// Package backup keeps copies of the blog. Write makes one, verified before it
// takes its name; Restore brings one back, verified before it touches anything,
// so that at every instant there is either the former blog or the new one,
// whole; Nightly makes one each night and keeps some of the older ones.
//
// A copy is an SQLite file, or one that is compressed, if its name ends in .gz
// or .zst; that is made without a whole one beside it. It holds all that the
// database does. What lies beside the database is not in it: archives that were
// sent and wait to be imported, and copies.
package backup
