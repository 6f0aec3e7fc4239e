package metadata

import (
	"net/url"
	"strings"

	"pullquote/internal/blog"
)

// Hints are the statements of a page about itself, in document order. The bookmarklet
// collects the same in the browser.
type Hints struct {
	URL     string      `json:"u"` // address it was read at
	Title   string      `json:"t"` // of <title>
	Heading string      `json:"h"` // text of the first h1
	Lang    string      `json:"l"` // <html lang>
	Meta    [][2]string `json:"m"` // name, property or itemprop; content
	Links   [][2]string `json:"k"` // rel, href (canonical, author, shortlink, amphtml…)
	LD      []string    `json:"j"` // application/ld+json texts
	Author  string      `json:"a"` // of a visible rel=author or byline element, if any
	Time    string      `json:"d"` // of the first time[datetime], one that is called the publication's if there is one
}

// Weigh returns the metadata of a page, by deciding between its statements. What they
// don't tell is left empty.
func Weigh(h Hints) blog.About {
	s := sift(h, []string{h.Heading}, 1)
	about := s.about()
	if about.Author == "" {
		about.Author = byline(h.Author)
	}
	return about
}

// Of returns the metadata of a page, given its HTML in UTF-8 and its address. If no
// statement tells author or description, Of takes them from the text of the page.
func Of(page []byte, address string) blog.About {
	r := read(page, address)
	s := sift(r.Hints, r.headings, r.h1s)
	about := s.about()
	if about.Author != "" && about.Description != "" {
		return about
	}
	words, ok := r.words(page, about)
	if !ok {
		words.byline = byline(r.Author)
	}
	if about.Author == "" {
		about.Author = words.byline
	}
	if about.Description == "" {
		about.Description = words.beginning
	}
	return about
}

// statements holds a page's statements, sorted by vocabulary.
type statements struct {
	Hints
	base     *url.URL // the page's address; nil if that is invalid
	meta     meta
	strict   article  // from JSON-LD that follows the rules
	loose    article  // from JSON-LD that doesn't
	headings []string // texts of h1 and h2
	h1s      int      // how many of them are h1
}

// sift sorts the statements of a page.
func sift(h Hints, headings []string, h1s int) *statements {
	s := &statements{Hints: h, meta: newMeta(h.Meta), headings: headings, h1s: h1s}
	if base, err := url.Parse(strings.TrimSpace(h.URL)); err == nil && base.Host != "" {
		s.base = base
	}
	s.strict, s.loose = readLD(h.LD, s.titleOfDocument)
	return s
}

// about decides between the statements.
func (s *statements) about() blog.About {
	about := blog.About{
		URL:         s.URL,
		Canonical:   s.canonical(),
		Site:        s.site(),
		Author:      s.author(),
		Published:   s.published(),
		Lang:        s.lang(),
		Description: s.description(),
		Image:       s.image(),
	}
	about.Title = s.title(about.Site)
	return about
}

// site returns the site's name. It may be the name of a web application, which nearly
// always is the site's.
func (s *statements) site() string {
	return first(maxName,
		s.strict.site,
		s.meta.last("og:site_name"),
		s.meta.last("citation_journal_title"),
		s.loose.site,
		s.meta.last("application-name"),
		s.meta.last("apple-mobile-web-app-title"),
		s.meta.last("dc:publisher"),
		s.meta.last("dcterms:publisher"),
	)
}

func (s *statements) description() string {
	return first(maxDescription,
		s.strict.description,
		s.meta.last("dc:description"),
		s.meta.last("dcterm:description"),
		s.meta.last("og:description"),
		s.meta.last("weibo:article:description"),
		s.meta.last("weibo:webpage:description"),
		s.meta.last("description"),
		s.meta.last("twitter:description"),
		s.meta.last("dcterms:description"),
		s.meta.last("dcterms:abstract"),
		s.meta.last("dc:description:abstract"),
		s.meta.last("citation_abstract"),
		s.meta.last("sailthru:description"),
		s.loose.description,
		s.meta.last("itemprop:description"),
	)
}

// published returns the first valid date of publication.
func (s *statements) published() string {
	candidates := []string{s.strict.published}
	for _, name := range []string{
		"article:published_time", "parsely-pub-date",
		"citation_publication_date", "citation_date", "citation_online_date",
		"dcterms:available", "dcterms:created", "dcterms:issued", "dcterms:date", "dc:date:issued", "dc:date:created", "dc:date",
		"weibo:article:create_at", "article:published", "og:published_time", "og:article:published_time", "sailthru:date",
		"itemprop:datepublished", "datepublished",
	} {
		candidates = append(candidates, s.meta.last(name))
	}
	candidates = append(candidates, s.loose.published)
	for _, name := range []string{"pubdate", "publishdate", "publish-date", "publish_date", "published-date", "publication_date", "date"} {
		candidates = append(candidates, s.meta.last(name))
	}
	for _, text := range append(candidates, s.Time) {
		if when := date(text); when != "" {
			return when
		}
	}
	return ""
}

// lang returns the first valid language. The page's lang attribute, which is about its
// text, goes before those of an article or a locale.
func (s *statements) lang() string {
	for _, text := range []string{
		s.Lang, s.strict.lang, s.meta.last("og:locale"), s.meta.last("content-language"),
		s.meta.last("dc:language"), s.meta.last("dcterms:language"), s.meta.last("citation_language"), s.loose.lang,
	} {
		code := strings.ReplaceAll(clean(text, maxName), "_", "-")
		if code != "" && len(code) <= maxLang && blog.CheckLang(code) == nil {
			return code
		}
	}
	return ""
}
