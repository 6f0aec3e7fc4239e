// Package transfer brings archives in and takes the blog out.
//
// In: formats.go has the table of formats; a new one is a line there. walk.go,
// unzip.go and unpack.go find the files, run.go tells each file's format by its
// beginning, reads it and hands the items to the gate, some hundred at a time,
// and report.go writes a line for each. One bad file or item never stops the
// rest. When all are in, media.go brings the pictures along and the gate leads
// the links to one another. importer.go rehearses an import on a copy of the blog and takes one back;
// held.go and receive.go are imports that the server runs, which survive its
// end.
//
// Out: exporter.go hands all posts to a format's writer, into a file, a zip or a folder
// (sink.go); nightly.go does so each night.
//
// All posts go through the gate, which publishes them without telling anybody.
package transfer
