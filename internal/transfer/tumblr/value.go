package tumblr

import (
	"encoding/json"
	"strings"
	"unicode"
)

// text is a value that is a string in some answers and something else in others. A number
// keeps all its digits. Control characters become spaces, so that offsets in characters
// remain valid.
type text string

// UnmarshalJSON implements json.Unmarshaler.
func (t *text) UnmarshalJSON(raw []byte) error {
	var s string
	switch {
	case len(raw) > 0 && raw[0] == '"':
		if err := json.Unmarshal(raw, &s); err != nil {
			return err
		}
	case string(raw) == "null" || string(raw) == "false" || len(raw) > 0 && (raw[0] == '{' || raw[0] == '['):
	default:
		s = string(raw)
	}
	*t = text(strings.Map(visible, s))
	return nil
}

// visible replaces a control character with a space.
func visible(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
		return ' '
	}
	return r
}

// list is a list of texts, which may be encoded as a single one.
type list []text

// UnmarshalJSON implements json.Unmarshaler.
func (l *list) UnmarshalJSON(raw []byte) error {
	*l = nil
	if len(raw) > 0 && raw[0] == '[' {
		return json.Unmarshal(raw, (*[]text)(l))
	}
	var one text
	if err := one.UnmarshalJSON(raw); err == nil && one != "" {
		*l = list{one}
	}
	return nil
}

// blogInfo is a blog as posts refer to it.
type blogInfo struct {
	Name text `json:"name"`
	URL  text `json:"url"`
}

// version is a picture, sound or video in one of its sizes.
type version struct {
	URL text `json:"url"`
}

// versions are the versions of a file, the largest first; some answers have a single one
// instead of a list.
type versions []version

// UnmarshalJSON implements json.Unmarshaler. It ignores invalid values: a post
// without its pictures is still a post.
func (m *versions) UnmarshalJSON(raw []byte) error {
	*m = nil
	if len(raw) > 0 && raw[0] == '{' {
		raw = append(append([]byte("["), raw...), ']')
	}
	var all []version
	if json.Unmarshal(raw, &all) == nil {
		*m = all
	}
	return nil
}

// first returns the address of the largest version.
func (m versions) first() string {
	for _, v := range m {
		if v.URL != "" {
			return string(v.URL)
		}
	}
	return ""
}

// player is the HTML that plays a sound or a video, encoded as a string or in several
// sizes.
type player string

// UnmarshalJSON implements json.Unmarshaler.
func (p *player) UnmarshalJSON(raw []byte) error {
	var sizes []struct {
		Code text `json:"embed_code"`
	}
	var one text
	if json.Unmarshal(raw, &sizes) == nil && len(sizes) > 0 {
		one = sizes[len(sizes)-1].Code
	} else if len(raw) > 0 && raw[0] == '"' {
		if err := one.UnmarshalJSON(raw); err != nil {
			return err
		}
	}
	*p = player(one)
	return nil
}
