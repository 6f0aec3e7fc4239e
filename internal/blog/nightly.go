package blog

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ExportFormats are the formats in which a blog goes out.
var ExportFormats = []string{"frontmatter", "wxr", "netscape", "pinboard", "json", "site"}

// Nightly says what is exported each night, and where to. The zero value
// exports nothing.
type Nightly struct {
	Folder string `json:"folder,omitempty"` // absolute, or below the data folder; empty: nothing is exported
	Format string `json:"format,omitempty"` // one of ExportFormats
	Git    bool   `json:"git,omitempty"`    // what has changed is committed to the git repository there
}

// NightlyState is how the last nightly export went.
type NightlyState struct {
	Done  time.Time     `json:"done,omitzero"`   // when it was last tried
	Good  time.Time     `json:"good,omitzero"`   // when it last went well
	Bad   time.Time     `json:"bad,omitzero"`    // when it last failed
	Took  time.Duration `json:"took,omitempty"`  // how long the last good one took,
	Posts int           `json:"posts,omitempty"` // how many posts went out then,
	Bytes int64         `json:"bytes,omitempty"` // and how many bytes
	Fault string        `json:"fault,omitempty"` // why the last try failed; empty if it did not
}

// Validate reports the faults, each as an *Error of its field (nightly_folder,
// nightly_format).
func (n Nightly) Validate() []error {
	var faults []error
	if n.Folder == "" {
		return nil
	}
	if strings.ContainsRune(n.Folder, 0) || !filepath.IsAbs(n.Folder) && !filepath.IsLocal(n.Folder) {
		faults = append(faults, Fault("nightly_folder", "The folder leads out of the data folder. Name one within it, or a whole path."))
	}
	if !slices.Contains(ExportFormats, n.Format) {
		faults = append(faults, Fault("nightly_format", "There is no such format to export in."))
	}
	return faults
}
