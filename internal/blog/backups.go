package blog

// Backups configures the nightly backups: where they go, and which of the older ones
// are kept. The zero value makes no backups.
type Backups struct {
	Folder string `json:"folder,omitempty"` // absolute, or relative to the data folder; empty disables backups
	Days   int    `json:"days,omitempty"`   // number of days of which the newest copy is kept
	Weeks  int    `json:"weeks,omitempty"`  // the same for weeks
	Months int    `json:"months,omitempty"` // the same for months
}

// DefaultBackups returns the settings that are proposed to a blog without backups:
// copies of a year, two dozen at most.
func DefaultBackups() Backups { return Backups{Days: 7, Weeks: 4, Months: 12} }

// MaxBackups is the maximum number of days, weeks or months for which copies are
// kept.
const MaxBackups = 1000

// BackupState is the state of the nightly backup.
type BackupState struct {
	JobState
	File  string `json:"file,omitempty"`  // file that the last success wrote
	Bytes int64  `json:"bytes,omitempty"` // size of that file
	Kept  int    `json:"kept,omitempty"`  // number of copies after the last success
}

// Validate returns all faults, each as an *Error with its field (backup_folder,
// backup_days, backup_weeks, backup_months).
func (b Backups) Validate() []error {
	if b.Folder == "" {
		return nil
	}
	faults := checkFolder("backup_folder", b.Folder)
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
