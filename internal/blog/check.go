package blog

import "time"

// CheckState is how the last check of the database's pages went.
type CheckState struct {
	Done    time.Time     `json:"done,omitzero"`     // when it was made; zero: never
	Took    time.Duration `json:"took,omitempty"`    // with its pauses
	Damaged []string      `json:"damaged,omitempty"` // tables that it found damaged
}
