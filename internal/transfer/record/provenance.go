package record

import (
	"bytes"
	"encoding/json"

	"pullquote/internal/blog"
)

// Formats that have no field for a post's provenance store it as JSON in an extra field.

// passage is blog.Quote with its JSON keys.
type passage struct {
	Text     string `json:"text,omitempty"`
	Captured string `json:"captured,omitempty"`
	Source   string `json:"source,omitempty"`
	Prefix   string `json:"prefix,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Place    int    `json:"place,omitempty"`
}

// About is blog.About with its JSON keys.
type About struct {
	URL         string `json:"url,omitempty"`
	Canonical   string `json:"canonical,omitempty"`
	Title       string `json:"title,omitempty"`
	Site        string `json:"site,omitempty"`
	Author      string `json:"author,omitempty"`
	Published   string `json:"published,omitempty"`
	Lang        string `json:"lang,omitempty"`
	Description string `json:"description,omitempty"`
	Image       string `json:"image,omitempty"`
}

// PassagesJSON encodes the captured passages; it returns "" if there are none. Other
// quotes can be derived from the body.
func PassagesJSON(quotes []blog.Quote) string {
	var list []passage
	for _, q := range quotes {
		if q.Captured != "" {
			list = append(list, passage(q))
		}
	}
	if list == nil {
		return ""
	}
	return inJSON(list)
}

// PassagesFrom decodes the result of PassagesJSON. For anything else it returns nil.
func PassagesFrom(text string) []blog.Quote {
	var list []passage
	if text == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil
	}
	var quotes []blog.Quote
	for _, p := range list {
		if p.Captured != "" {
			quotes = append(quotes, blog.Quote(p))
		}
	}
	return quotes
}

// AboutJSON encodes what a source says about itself; it returns "" if that is nothing.
func AboutJSON(a blog.About) string {
	if a == (blog.About{}) {
		return ""
	}
	return inJSON(About(a))
}

// AboutFrom decodes the result of AboutJSON. For anything else it returns the zero value.
func AboutFrom(text string) blog.About {
	var a About
	if text == "" || json.Unmarshal([]byte(text), &a) != nil {
		return blog.About{}
	}
	return blog.About(a)
}

// inJSON encodes a value of strings and numbers, without escaping < and &.
func inJSON(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return ""
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
