package blog

import (
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ExportFormats lists the formats in which a blog can be exported.
var ExportFormats = []string{"frontmatter", "wxr", "netscape", "pinboard", "json", "site"}

// Nightly configures the nightly export. The zero value exports nothing.
type Nightly struct {
	Folder string `json:"folder,omitempty"` // absolute, or relative to the data folder; empty disables the export
	Format string `json:"format,omitempty"` // one of ExportFormats
	Git    bool   `json:"git,omitempty"`    // commit changes to the git repository in the folder
}

// NightlyState is the state of the nightly export.
type NightlyState struct {
	Done  time.Time     `json:"done,omitzero"`   // last attempt
	Good  time.Time     `json:"good,omitzero"`   // last success
	Bad   time.Time     `json:"bad,omitzero"`    // last failure
	Took  time.Duration `json:"took,omitempty"`  // duration of the last success
	Posts int           `json:"posts,omitempty"` // number of posts that it exported
	Bytes int64         `json:"bytes,omitempty"` // number of bytes that it wrote
	Fault string        `json:"fault,omitempty"` // why the last attempt failed; empty if it succeeded
}

// Validate returns all faults, each as an *Error with its field (nightly_folder,
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
