package blog

import "slices"

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
	JobState
	Posts int   `json:"posts,omitempty"` // number of posts that it exported
	Bytes int64 `json:"bytes,omitempty"` // number of bytes that it wrote
}

// Validate returns all faults, each as an *Error with its field (nightly_folder,
// nightly_format).
func (n Nightly) Validate() []error {
	if n.Folder == "" {
		return nil
	}
	faults := checkFolder("nightly_folder", n.Folder)
	if !slices.Contains(ExportFormats, n.Format) {
		faults = append(faults, Fault("nightly_format", "There is no such format to export in."))
	}
	return faults
}
