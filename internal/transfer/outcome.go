package transfer

import (
	"path"
	"strings"
)

// fileOutcome is what became of a file that a post refers to.
type fileOutcome int

const (
	fileElsewhere fileOutcome = iota // on another host, and left there
	fileImported
	fileMissing     // not in the archive
	fileNotFetched  // not in the archive, but the old host may still have it
	fileNotServed   // not in the archive, and fetching it from the old host failed
	fileUnsupported // of a type that is not kept
	fileUnreadable
	fileContested // another file came from its address with an earlier import, and is shown
	fileAmbiguous // imported, but it is one of several files at its path in archives that were imported together
)

// reason returns why a file was not imported, for a note.
func (o fileOutcome) reason() string {
	switch o {
	case fileNotServed:
		return "not in the archive, and not to be had from the old host"
	case fileUnsupported:
		return "of a type that is not kept"
	case fileUnreadable:
		return "unreadable, or too large"
	case fileAmbiguous:
		return "archives imported together have different files at that path; the first one's is shown, so import them one by one"
	case fileContested:
		return "an earlier import brought another file from that address, which is shown"
	}
	return "not in the archive"
}

// shown reports whether a file is shown in place of the right one, so that a note on it
// is due although its address leads to something.
func (o fileOutcome) shown() bool { return o == fileContested || o == fileAmbiguous }

// withoutData returns the outcome for a file without usable data: unsupported or
// unreadable if the name's extension or the file's presence in the archive say so, else
// otherwise.
func withoutData(name string, inArchive bool, otherwise fileOutcome) fileOutcome {
	switch strings.ToLower(path.Ext(name)) {
	case ".svg", ".svgz", ".bmp", ".ico", ".tif", ".tiff", ".heic", ".jxl":
		return fileUnsupported // archives are not searched for these
	}
	if inArchive {
		return fileUnreadable
	}
	return otherwise
}
