package blog

import (
	"path/filepath"
	"strings"
	"time"
)

// Backups say where a copy of the blog is put each night, and which of the
// older ones are kept. The zero value copies nothing.
type Backups struct {
	Folder string `json:"folder,omitempty"` // absolute, or below the data folder; empty: nothing is copied
	Days   int    `json:"days,omitempty"`   // the newest copy of each of so many days is kept,
	Weeks  int    `json:"weeks,omitempty"`  // of so many weeks,
	Months int    `json:"months,omitempty"` // and of so many months
}

// DefaultBackups are proposed to who has none yet: copies of a year, two dozen
// at the most.
func DefaultBackups() Backups { return Backups{Days: 7, Weeks: 4, Months: 12} }

// MaxBackups is how many days, weeks or months copies are kept for at the most.
const MaxBackups = 1000

// BackupState is how the last nightly backup went.
type BackupState struct {
	Done  time.Time     `json:"done,omitzero"`   // when it was last tried
	Good  time.Time     `json:"good,omitzero"`   // when it last went well
	Bad   time.Time     `json:"bad,omitzero"`    // when it last failed
	Took  time.Duration `json:"took,omitempty"`  // how long the last good one took,
	File  string        `json:"file,omitempty"`  // what was written then,
	Bytes int64         `json:"bytes,omitempty"` // its size,
	Kept  int           `json:"kept,omitempty"`  // and how many there were afterwards
	Fault string        `json:"fault,omitempty"` // why the last try failed; empty if it did not
}

// Validate reports the faults, each as an *Error of its field (backup_folder,
// backup_days, backup_weeks, backup_months).
func (b Backups) Validate() []error {
	if b.Folder == "" {
		return nil
	}
	var faults []error
	if strings.ContainsRune(b.Folder, 0) || !filepath.IsAbs(b.Folder) && !filepath.IsLocal(b.Folder) {
		faults = append(faults, Fault("backup_folder", "The folder leads out of the data folder. Name one within it, or a whole path."))
	}
	for _, n := range []struct {
		field string
		count int
	}{{"backup_days", b.Days}, {"backup_weeks", b.Weeks}, {"backup_months", b.Months}} {
		if n.count < 0 || n.count > MaxBackups {
			faults = append(faults, Fault(n.field, "This is a whole number from 0 to %d.", MaxBackups))
		}
	}
	if len(faults) == 0 && b.Days+b.Weeks+b.Months == 0 {
		faults = append(faults, Fault("backup_days", "Keep at least one copy, or leave the folder empty."))
	}
	return faults
}
