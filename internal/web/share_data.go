package web

import (
	"net/url"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/views/layout"
)

// blogShare returns the metadata with which the blog is shown where it is shared.
func (f frame) blogShare() layout.Share {
	return layout.Share{
		Type: "website", Title: f.settings.Title, Site: f.settings.Title, Language: ogLocale(f.settings.Lang),
		Image: f.origin + blogCardPath(f.settings), Alt: f.settings.Title,
	}
}

// postShare returns the metadata with which a post is shown where it is shared.
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
		// In an export to plain files, a card for each post would take too long,
		// and nothing answers oEmbed requests.
		share.Image, share.Alt, share.OEmbed = f.origin+blogCardPath(f.settings), f.settings.Title, ""
	}
	return share
}

// territories are the defaults for languages without a territory in the blog's
// settings: Open Graph requires one.
var territories = map[string]string{
	"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "pt": "PT", "nl": "NL", "sv": "SE", "da": "DK", "nb": "NO", "fi": "FI", "pl": "PL",
	"cs": "CZ", "ru": "RU", "uk": "UA", "el": "GR", "tr": "TR", "he": "IL", "ar": "AR", "ja": "JP", "ko": "KR", "zh": "CN", "hu": "HU", "ro": "RO",
}

// ogLocale formats a language for Open Graph: en_US.
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

// thing is a schema.org Thing, as JSON-LD.
type thing map[string]any

// blogThing is a schema.org Blog.
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

// searchThing is a schema.org SearchAction.
type searchThing struct {
	Type   string     `json:"@type"`
	Input  string     `json:"query-input"`
	Target entryPoint `json:"target"`
}

// entryPoint is a schema.org EntryPoint.
type entryPoint struct {
	Type     string `json:"@type"`
	Template string `json:"urlTemplate"`
}

// blogData describes the blog with schema.org.
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

// headlineLength is the maximum length of a headline that search engines accept, in
// characters.
const headlineLength = 110

// postData describes a post with schema.org.
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
