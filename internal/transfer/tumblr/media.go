package tumblr

import "encoding/json"

// versions are the versions of a file, the largest first; some answers have one
// alone.
type versions []struct {
	URL text `json:"url"`
}

// UnmarshalJSON implements json.Unmarshaler.
func (m *versions) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '{' {
		raw = append(append([]byte("["), raw...), ']')
	}
	type list versions
	if err := json.Unmarshal(raw, (*list)(m)); err != nil {
		*m = nil // without its pictures the post is still one
	}
	return nil
}

// first gives the address of the largest version.
func (m versions) first() string {
	if len(m) == 0 {
		return ""
	}
	return string(m[0].URL)
}
