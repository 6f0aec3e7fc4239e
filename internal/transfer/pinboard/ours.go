package pinboard

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// ours is what Pinboard's own keys can't represent of a post. It is written, unless
// it is empty, under a key that other programs ignore.
type ours struct {
	Author  string   `json:"author,omitempty"`
	Note    bool     `json:"note,omitempty"`    // it has no source
	Title   *string  `json:"title,omitempty"`   // set if description is, or looks like, a substitute
	Tags    []string `json:"tags,omitempty"`    // as spelled
	Updated string   `json:"updated,omitempty"` // RFC 3339
	Lang    string   `json:"lang,omitempty"`
	Quotes  string   `json:"quotes,omitempty"` // captured passages, as JSON
}

// oursOf returns what Pinboard's keys would lose of a post; nil if nothing.
func oursOf(p *blog.Post) *ours {
	out := ours{Author: p.Author.Name, Note: p.URL == "", Lang: p.Lang, Quotes: record.PassagesJSON(p.Quotes)}
	untitled := *p
	untitled.Title = ""
	if p.Title == "" || p.Title == untitled.Name() || p.Title == p.URL || strings.HasSuffix(p.Title, "…") {
		out.Title = &p.Title
	}
	var names []string
	for _, t := range p.Tags {
		names = append(names, t.Name)
	}
	if tagsOf(&blog.Post{Tags: p.Tags}) != strings.Join(names, " ") || slices.ContainsFunc(names, func(name string) bool { return strings.ContainsAny(name, " \t\n") || strings.HasPrefix(name, "via:") }) {
		out.Tags = names
	}
	if !p.Updated.IsZero() {
		out.Updated = p.Updated.UTC().Format(time.RFC3339)
	}
	if out.Author == "" && !out.Note && out.Title == nil && out.Tags == nil && out.Updated == "" && out.Lang == "" && out.Quotes == "" {
		return nil
	}
	return &out
}

// ours reads what Write has added to Pinboard's keys.
func (m *making) ours() {
	var own ours
	if json.Unmarshal(m.row.ours, &own) != nil {
		return
	}
	m.Author, m.Captured = record.Plain(own.Author), record.PassagesFrom(own.Quotes)
	if blog.CheckLang(own.Lang) == nil {
		m.Lang = own.Lang
	}
	if own.Note {
		m.URL = ""
	}
	if own.Title != nil {
		m.Title = record.Plain(*own.Title)
	}
	if own.Tags != nil {
		m.Tags = nil
		for _, name := range own.Tags {
			if name = record.Plain(name); name != "" {
				m.Tags = append(m.Tags, name)
			}
		}
	}
	if updated, ok := record.Date(own.Updated); ok && updated.After(m.Published) {
		m.Updated = updated
	}
}
