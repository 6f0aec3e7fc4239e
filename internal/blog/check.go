package blog

import "time"

// CheckState is the result of the last check of the database's pages.
type CheckState struct {
	Done    time.Time     `json:"done,omitzero"`     // when it was made; zero: never
	Took    time.Duration `json:"took,omitempty"`    // duration, including pauses
	Damaged []string      `json:"damaged,omitempty"` // damaged tables
}
