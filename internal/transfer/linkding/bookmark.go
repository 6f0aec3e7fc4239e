package linkding

import (
	"encoding/json"

	"pullquote/internal/transfer/record"
)

// bookmark is an object of linkding's API. Older versions have fewer fields, and
// versions differ in which may be null.
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

// words is a string; any other value is ignored.
type words string

// UnmarshalJSON never fails: an invalid field must not affect the others.
func (w *words) UnmarshalJSON(raw []byte) error {
	var text string
	*w = ""
	if json.Unmarshal(raw, &text) == nil {
		*w = words(record.Visible(text))
	}
	return nil
}

func (w words) line() string { return record.Plain(string(w)) }

// flag is a boolean that may be missing.
type flag struct{ yes, known bool }

// UnmarshalJSON never fails, see words.
func (f *flag) UnmarshalJSON(raw []byte) error {
	var yes *bool
	*f = flag{}
	if json.Unmarshal(raw, &yes) == nil && yes != nil {
		*f = flag{yes: *yes, known: true}
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
