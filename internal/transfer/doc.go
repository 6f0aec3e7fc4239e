// Package transfer imports archives of other programs and exports the blog.
//
// Import: formats.go has the table of formats; a new one is a line there. walk.go finds
// the files, also in archives (unzip.go, untar.go, unpack.go; salvage.go in damaged
// zips). run.go detects the format of each file by its beginning, reads it and passes
// the items (runitem.go) to the gate, a few hundred at a time; report.go writes a line
// for each. A bad file or item never stops the rest. When all items are stored,
// media.go imports the pictures from the archive (archivefile.go) or the old host, the
// gate redirects links between the posts, and gaps.go notes what is missing.
// importer.go rehearses an import on a copy of the blog and undoes one; held.go and
// receive.go are imports that the server runs, which survive a restart.
//
// Export: exporter.go passes all posts to a format's writer, into a file, a zip or a
// folder (sink.go); nightly.go does so each night.
//
// All posts go through the gate, which publishes them without notifying anybody.
package transfer
