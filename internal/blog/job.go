package blog

import (
	"path/filepath"
	"strings"
	"time"
)

// JobState is how the runs of a nightly job went.
type JobState struct {
	Done  time.Time     `json:"done,omitzero"`   // last attempt
	Good  time.Time     `json:"good,omitzero"`   // last success
	Bad   time.Time     `json:"bad,omitzero"`    // last failure
	Took  time.Duration `json:"took,omitempty"`  // duration of the last success
	Fault string        `json:"fault,omitempty"` // why the last attempt failed; empty if it succeeded
}

// checkFolder reports, as an *Error of that field, if a folder is neither absolute
// nor within the data folder.
func checkFolder(field, folder string) []error {
	if strings.ContainsRune(folder, 0) || !filepath.IsAbs(folder) && !filepath.IsLocal(folder) {
		return []error{Fault(field, "The folder leads out of the data folder. Name one within it, or a whole path.")}
	}
	return nil
}
