// Package transfer brings archives in: files, folders and zips, several
// together.
//
// formats.go has the table of formats; a new one is a line there. walk.go and
// unzip.go find the files, run.go tells each file's format by its beginning,
// reads it and hands the items to the gate, some hundred at a time, and
// report.go writes a line for each. One bad file or item never stops the rest:
// it has its line in the report, with the reason.
//
// Nothing is written here but the report: what stands in a zip is read where
// it stands, and all posts go through the gate, which publishes them without
// telling anybody.
package transfer
