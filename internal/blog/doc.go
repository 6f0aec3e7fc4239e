// Package blog defines the types of a link blog: posts that link to a source, the
// quotes in them, their tags, authors, addresses and settings, and the errors that
// the program expects.
//
// The package does no I/O and reads no clock. Its types are used in all layers;
// there is no second Post. Limits and validation are defined beside the types, so
// that the form, the command line and the importers enforce the same rules.
package blog
