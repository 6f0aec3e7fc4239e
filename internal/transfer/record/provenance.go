package record

import (
	"bytes"
	"encoding/json"

	"pullquote/internal/blog"
)

// Formats that have no place for where a post's words come from hold it beside
// them, as JSON.

// passage is a blog.Quote.
type passage struct {
	Text     string `json:"text,omitempty"`
	Captured string `json:"captured,omitempty"`
	Source   string `json:"source,omitempty"`
	Prefix   string `json:"prefix,omitempty"`
	Suffix   string `json:"suffix,omitempty"`
	Place    int    `json:"place,omitempty"`
}

// about is a blog.About.
type about struct {
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

// PassagesJSON writes the passages that were captured; empty if none was. The
// others are told by the body.
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

// PassagesFrom reads what PassagesJSON has written; nil from anything else.
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

// AboutJSON writes what a source says of itself; empty if it says nothing.
func AboutJSON(a blog.About) string {
	if a == (blog.About{}) {
		return ""
	}
	return inJSON(about(a))
}

// AboutFrom reads what AboutJSON has written; nothing from anything else.
func AboutFrom(text string) blog.About {
	var a about
	if text == "" || json.Unmarshal([]byte(text), &a) != nil {
		return blog.About{}
	}
	return blog.About(a)
}

// inJSON writes a value of texts and numbers; < and & stay readable.
func inJSON(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return ""
	}
	return string(bytes.TrimSpace(b.Bytes()))
}
