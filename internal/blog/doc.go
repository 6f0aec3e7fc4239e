// Package blog says what a link blog is: posts that lead to a source, the
// quotes in them, their tags, authors, addresses and settings, and the errors
// that the program foresaw.
//
// It does no I/O and reads no clock. Its types travel through all floors;
// there is no second Post. Limits and validity stand beside the types, so that
// the form, the command line and the importers answer to the same rules.
package blog
