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
	case fileContested:
		return "an earlier import brought another file from that address, which is shown"
	}
	return "not in the archive"
}

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
