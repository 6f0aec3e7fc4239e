package linkding

import (
	"encoding/json"
	"strings"

	"pullquote/internal/transfer/record"
)

// bookmark is an object of linkding's interface. Older versions have fewer
// fields, and versions differ in what they leave null.
type bookmark struct {
	URL         words `json:"url"`
	Title       words `json:"title"`
	Description words `json:"description"`
	Notes       words `json:"notes"`

	WebsiteTitle       words `json:"website_title"`
	WebsiteDescription words `json:"website_description"`
	Preview            words `json:"preview_image_url"`
	Snapshot           words `json:"web_archive_snapshot_url"`

	Archived flag `json:"is_archived"`
	Unread   flag `json:"unread"`
	Shared   flag `json:"shared"`

	TagNames names `json:"tag_names"`
	Added    words `json:"date_added"`
	Modified words `json:"date_modified"`
}

// words are a string. Anything else is none.
type words string

// UnmarshalJSON never fails: a field that is not what it should be does not
// cost the others.
func (w *words) UnmarshalJSON(raw []byte) error {
	var text string
	*w = ""
	if json.Unmarshal(raw, &text) == nil {
		*w = words(strings.Map(visible, text))
	}
	return nil
}

func (w words) line() string { return record.Plain(string(w)) }

// visible drops control characters that JSON can spell.
func visible(r rune) rune {
	if r == '\r' {
		return r
	}
	return record.Printable(r)
}

// flag is true or false, or not told.
type flag struct{ yes, told bool }

// UnmarshalJSON never fails, see words.
func (f *flag) UnmarshalJSON(raw []byte) error {
	var yes *bool
	*f = flag{}
	if json.Unmarshal(raw, &yes) == nil && yes != nil {
		*f = flag{yes: *yes, told: true}
	}
	return nil
}

// names are the strings of a list.
type names []string

// UnmarshalJSON never fails, see words.
func (n *names) UnmarshalJSON(raw []byte) error {
	var list []words
	*n = nil
	if json.Unmarshal(raw, &list) != nil {
		return nil
	}
	for _, name := range list {
		if name.line() != "" {
			*n = append(*n, name.line())
		}
	}
	return nil
}
