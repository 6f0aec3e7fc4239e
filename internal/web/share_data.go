package web

import (
	"net/url"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/views/layout"
)

// blogShare is how the blog is shown where it is passed on.
func (f frame) blogShare() layout.Share {
	return layout.Share{
		Type: "website", Title: f.settings.Title, Site: f.settings.Title, Language: ogLocale(f.settings.Lang),
		Image: f.origin + blogCardPath(f.settings), Alt: f.settings.Title,
	}
}

// postShare is how a post is shown where it is passed on.
func (f frame) postShare(p *blog.Post) layout.Share {
	article := &layout.Article{Published: p.Published.In(f.zone).Format(time.RFC3339), Author: f.address(p.Author.Path())}
	if !p.Updated.IsZero() {
		article.Updated = p.Updated.In(f.zone).Format(time.RFC3339)
	}
	for _, t := range p.Tags {
		article.Tags = append(article.Tags, t.Name)
	}
	alt := p.Name()
	if quote := blog.Excerpt(p.Rendered.Quoted, 200); quote != "" {
		alt += " — “" + quote + "”"
	}
	share := layout.Share{
		Type: "article", Title: p.Name(), Site: f.settings.Title, Language: ogLocale(f.look.LangOf(p)), Article: article,
		Image: f.origin + f.cardPath(p), Alt: alt, OEmbed: f.origin + "/oembed?format=json&url=" + url.QueryEscape(f.address(p.Path)),
	}
	if f.static {
		// As a plain file a card for each post would cost the export its speed, and
		// nobody answers for oEmbed.
		share.Image, share.Alt, share.OEmbed = f.origin+blogCardPath(f.settings), f.settings.Title, ""
	}
	return share
}

// territories are where Open Graph, which wants one with each language, takes
// those to be spoken that a blog's setting names none for.
var territories = map[string]string{
	"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL", "sv": "SE", "da": "DK", "nb": "NO", "fi": "FI", "pl": "PL",
	"cs": "CZ", "ru": "RU", "uk": "UA", "el": "GR", "tr": "TR", "he": "IL", "ar": "AR", "ja": "JP", "ko": "KR", "zh": "CN", "hu": "HU", "ro": "RO",
}

// ogLocale writes a language as Open Graph does: en_US.
func ogLocale(lang string) string {
	base, rest, _ := strings.Cut(lang, "-")
	if len(rest) == 2 {
		return strings.ToLower(base) + "_" + strings.ToUpper(rest)
	}
	if territory := territories[strings.ToLower(base)]; territory != "" {
		return strings.ToLower(base) + "_" + territory
	}
	return strings.ToLower(base)
}

// thing is what schema.org calls one, as JSON-LD.
type thing map[string]any

// blogThing is a Blog of schema.org.
type blogThing struct {
	Context     string       `json:"@context"`
	ID          string       `json:"@id"`
	Type        string       `json:"@type"`
	Description string       `json:"description,omitempty"`
	Language    string       `json:"inLanguage"`
	Name        string       `json:"name"`
	Action      *searchThing `json:"potentialAction,omitempty"`
	SameAs      []string     `json:"sameAs,omitempty"`
	URL         string       `json:"url"`
}

// searchThing is a SearchAction of schema.org.
type searchThing struct {
	Type   string     `json:"@type"`
	Input  string     `json:"query-input"`
	Target entryPoint `json:"target"`
}

// entryPoint is an EntryPoint of schema.org.
type entryPoint struct {
	Type     string `json:"@type"`
	Template string `json:"urlTemplate"`
}

// blogData says what the blog is, in words of schema.org.
func (f frame) blogData() *blogThing {
	out := &blogThing{
		Context: "https://schema.org", ID: f.address("/"), Type: "Blog", Description: f.settings.Tagline, Language: f.settings.Lang,
		Name: f.settings.Title, SameAs: f.settings.Reading.Elsewhere(), URL: f.address("/"),
	}
	if !f.static {
		out.Action = &searchThing{"SearchAction", "required name=words", entryPoint{"EntryPoint", f.origin + "/search/?q={words}"}}
	}
	return out
}

// headlineLength is how long search engines want a headline at most, in
// characters.
const headlineLength = 110

// postData says what a post is, in words of schema.org.
func (f frame) postData(p *blog.Post, description string) thing {
	address := f.address(p.Path)
	out := thing{
		"@context": "https://schema.org", "@type": "BlogPosting", "@id": address, "url": address, "mainEntityOfPage": address,
		"headline": blog.Excerpt(p.Name(), headlineLength), "description": description, "inLanguage": f.look.LangOf(p),
		"datePublished": p.Published.In(f.zone).Format(time.RFC3339), "image": []string{f.postShare(p).Image},
		"author":   thing{"@type": "Person", "name": p.Author.Name, "url": f.address(p.Author.Path())},
		"isPartOf": thing{"@type": "Blog", "@id": f.address("/"), "name": f.settings.Title},
	}
	if !p.Updated.IsZero() {
		out["dateModified"] = p.Updated.In(f.zone).Format(time.RFC3339)
	}
	if p.URL != "" {
		out["isBasedOn"] = p.URL
		out["citation"] = thing{"@type": "WebPage", "url": p.URL, "name": p.Name()}
	}
	if len(p.Tags) > 0 {
		out["keywords"] = blog.TagList(p.Tags)
	}
	return out
}
