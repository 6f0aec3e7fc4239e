package shaarli

import (
	"encoding/json"
	"strings"

	"pullquote/internal/transfer/record"
)

// link is an object of Shaarli's API.
type link struct {
	ID          scalar `json:"id"`
	URL         scalar `json:"url"`
	ShortURL    scalar `json:"shorturl"`
	Title       scalar `json:"title"`
	Description scalar `json:"description"`
	Tags        names  `json:"tags"`
	Private     scalar `json:"private"` // "true" or "false"
	Created     scalar `json:"created"`
	Updated     scalar `json:"updated"` // empty if it was never changed
}

// scalar is the text of a string, or a number or boolean as spelled. Any other value
// is ignored.
type scalar string

// UnmarshalJSON never fails: an invalid field must not affect the others.
func (s *scalar) UnmarshalJSON(raw []byte) error {
	var text string
	switch {
	case json.Unmarshal(raw, &text) == nil && string(raw) != "null":
		*s = scalar(record.Visible(text))
	case strings.ContainsAny(string(raw[:1]), "{[n"):
		*s = ""
	default:
		*s = scalar(raw)
	}
	return nil
}

func (s scalar) line() string { return record.Plain(string(s)) }

// names are the strings of a list, or the words of a single string, as in older versions.
type names []string

// UnmarshalJSON never fails, see scalar.
func (n *names) UnmarshalJSON(raw []byte) error {
	var list []scalar
	*n = nil
	if json.Unmarshal(raw, &list) != nil {
		var text scalar
		err := text.UnmarshalJSON(raw)
		*n = strings.Fields(string(text))
		return err
	}
	for _, name := range list {
		if name.line() != "" {
			*n = append(*n, name.line())
		}
	}
	return nil
}
