// Package record is the neutral form between archives and the blog: what every
// archive's item comes to, whatever wrote it, and what a format is.
//
// A format is a value: its name, how it is told by a file's beginning, and how
// it is read. Reading gives items one after the other, so that an archive of
// any size passes through; what can't be read is an error in the item's place,
// and reading goes on behind it. Formats know neither gate nor database.
package record
