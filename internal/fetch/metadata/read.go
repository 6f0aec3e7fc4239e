package metadata

import (
	"bytes"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Limits of what is collected from a page.
const (
	mostLinks    = 100
	mostLD       = 50
	mostHeadings = 200
	maxContent   = 16 << 10 // bytes of a <meta>
	maxHeading   = 1000     // bytes
)

// reading collects the statements of a page. It works on tokens, since the tree of
// hostile HTML can be deeper than the parser allows, and takes long to build.
type reading struct {
	Hints
	headings  []string // texts of h1 and h2
	h1s       int
	base      *url.URL // of relative addresses; nil if it is not known
	based     bool     // base is from the page's <base>
	apart     int      // open <svg> and <template> elements, whose <title> is not the page's
	timeWorth int      // the confidence that Time is that of publication
	captures  []*capture
	raw       bool // the next text is not shown on the page
	tags      int  // the number of tags so far
}

// capture is an element whose text is collected.
type capture struct {
	tag  string
	open int // open elements of the same tag, including itself
	text strings.Builder
	done func(text string)
}

func read(page []byte, address string) *reading {
	r := &reading{Hints: Hints{URL: address}}
	if u, err := url.Parse(strings.TrimSpace(address)); err == nil && u.Host != "" {
		r.base = u
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			for _, c := range r.captures {
				c.done(c.text.String())
			}
			return r
		case html.TextToken:
			r.text(z)
		case html.StartTagToken:
			name, more := z.TagName()
			r.open(string(name), r.attributes(z, more))
		case html.SelfClosingTagToken:
			name, more := z.TagName()
			if tag := string(name); void(tag) {
				r.open(tag, r.attributes(z, more))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			r.close(string(name))
		}
	}
}

// void reports whether a tag is a void element that is read. On other elements of HTML a
// self-closing slash means nothing, and nothing in SVG is wanted.
func void(tag string) bool { return tag == "meta" || tag == "link" || tag == "base" }

// known reports whether an attribute is read.
func known(key []byte) bool {
	switch string(key) {
	case "name", "property", "itemprop", "http-equiv", "content", "rel", "href", "type", "class", "lang", "xml:lang", "datetime", "pubdate", "id":
		return true
	}
	return false
}

// attributes returns the known attributes of a tag. Of duplicates the first counts, as in
// browsers.
func (r *reading) attributes(z *html.Tokenizer, more bool) map[string]string {
	var attr map[string]string
	r.tags++
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		if !known(key) {
			continue
		}
		if attr == nil {
			attr = map[string]string{}
		}
		if _, twice := attr[string(key)]; !twice {
			attr[string(key)] = head(string(value), maxContent)
		}
	}
	return attr
}

// text adds a text to the elements that are being collected.
func (r *reading) text(z *html.Tokenizer) {
	if r.raw {
		r.raw = false
		return
	}
	if len(r.captures) == 0 {
		return
	}
	text := string(z.Text())
	for _, c := range r.captures {
		if room := maxHeading - c.text.Len(); room > 0 || c.tag == "script" {
			if c.tag != "script" {
				text = head(text, room)
			}
			c.text.WriteString(text)
		}
	}
}

// collect starts collecting the text of an element, unless too many are open.
func (r *reading) collect(tag string, done func(text string)) {
	if len(r.captures) < 8 {
		r.captures = append(r.captures, &capture{tag: tag, open: 1, done: done})
	}
}

// open processes a start tag.
func (r *reading) open(tag string, attr map[string]string) {
	for i := len(r.captures) - 1; i >= 0; i-- {
		switch c := r.captures[i]; {
		case c.tag == "p" && endsParagraph(tag):
			r.finish(i)
		case c.tag == tag:
			c.open++
		}
	}
	switch tag {
	case "html":
		if r.Lang == "" {
			if r.Lang = attr["lang"]; r.Lang == "" {
				r.Lang = attr["xml:lang"]
			}
		}
	case "base":
		r.rebase(attr["href"])
	case "meta":
		r.meta(attr)
	case "link":
		r.link(attr)
	case "svg", "template":
		r.apart++
	case "title":
		if r.Title == "" && r.apart == 0 {
			r.collect(tag, func(text string) { r.Title = text })
		}
	case "h1", "h2":
		r.heading(tag)
	case "time":
		r.time(attr)
	case "script":
		r.script(attr)
	case "style", "noscript", "textarea", "iframe", "noembed", "noframes", "xmp":
		r.raw = true
	}
	r.byline(tag, attr)
}

// endsParagraph reports whether a start tag ends an open paragraph.
func endsParagraph(tag string) bool {
	switch tag {
	case "p", "div", "ul", "ol", "dl", "table", "blockquote", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "figure":
		return true
	}
	return false
}

// close processes an end tag.
func (r *reading) close(tag string) {
	r.raw = false
	if (tag == "svg" || tag == "template") && r.apart > 0 {
		r.apart--
	}
	for i := len(r.captures) - 1; i >= 0; i-- {
		if c := r.captures[i]; c.tag == tag {
			if c.open--; c.open == 0 {
				r.finish(i)
			}
		}
	}
}

// finish ends the collection of an element's text.
func (r *reading) finish(i int) {
	c := r.captures[i]
	r.captures = slices.Delete(r.captures, i, i+1)
	c.done(c.text.String())
}

func (r *reading) rebase(href string) {
	if r.based || href == "" {
		return
	}
	if u, err := url.Parse(strings.TrimSpace(href)); err == nil {
		if r.base != nil {
			u = r.base.ResolveReference(u)
		}
		r.base, r.based = u, true
	}
}

// meta adds a <meta> under each of its names. Open Graph's article:author counts as a
// property only: as a name it is mostly left over from a template.
func (r *reading) meta(attr map[string]string) {
	content := attr["content"]
	if content == "" || len(r.Meta) >= mostMeta {
		return
	}
	property, name := attr["property"], attr["name"]
	if property != "" {
		r.Meta = append(r.Meta, [2]string{property, content})
	}
	if name != "" && !strings.EqualFold(name, property) && !strings.EqualFold(name, "article:author") {
		r.Meta = append(r.Meta, [2]string{name, content})
	}
	if item := attr["itemprop"]; item != "" && property == "" && name == "" {
		r.Meta = append(r.Meta, [2]string{"itemprop:" + item, content})
	}
	if strings.EqualFold(attr["http-equiv"], "content-language") {
		r.Meta = append(r.Meta, [2]string{"content-language", content})
	}
}

func (r *reading) link(attr map[string]string) {
	rel := strings.Fields(strings.ToLower(attr["rel"]))
	wanted := slices.ContainsFunc(rel, func(kind string) bool {
		return slices.Contains([]string{"canonical", "author", "shortlink", "amphtml", "publisher", "image_src"}, kind)
	})
	href := strings.TrimSpace(attr["href"])
	if !wanted || href == "" || len(r.Links) >= mostLinks {
		return
	}
	if u, err := url.Parse(href); err == nil && r.base != nil {
		href = r.base.ResolveReference(u).String()
	}
	r.Links = append(r.Links, [2]string{strings.Join(rel, " "), href})
}

func (r *reading) heading(tag string) {
	if tag == "h1" {
		r.h1s++
	}
	if len(r.headings) >= mostHeadings {
		return
	}
	isFirst := tag == "h1" && r.h1s == 1
	r.collect(tag, func(text string) {
		text = strings.Join(strings.Fields(text), " ")
		r.headings = append(r.headings, text)
		if isFirst {
			r.Heading = text
		}
	})
}

// time keeps the date of the best <time>: one that is marked as that of publication, else
// one whose class says so, else the first.
func (r *reading) time(attr map[string]string) {
	worth := 1
	_, pubdate := attr["pubdate"]
	class := " " + strings.ToLower(attr["class"]) + " "
	switch {
	case pubdate || strings.Contains(strings.ToLower(attr["itemprop"]), "datepublished"):
		worth = 3
	case strings.Contains(class, "published ") || strings.Contains(class, " entry-date "):
		worth = 2
	}
	take := func(text string) {
		if text = strings.TrimSpace(text); text != "" && worth > r.timeWorth {
			r.Time, r.timeWorth = head(text, maxDate), worth
		}
	}
	if when, ok := attr["datetime"]; ok {
		take(when)
	} else if worth > 1 {
		r.collect("time", take)
	}
}

// script collects a script if it is JSON-LD.
func (r *reading) script(attr map[string]string) {
	kind, _, _ := strings.Cut(attr["type"], ";")
	if !strings.EqualFold(strings.TrimSpace(kind), "application/ld+json") || len(r.LD) >= mostLD {
		r.raw = true
		return
	}
	r.collect("script", func(text string) {
		if strings.TrimSpace(text) != "" && len(text) <= maxLD {
			r.LD = append(r.LD, text)
		}
	})
}

// byline collects the first element that is marked as the author's name and is short
// enough for one.
func (r *reading) byline(tag string, attr map[string]string) {
	if r.Author != "" || attr == nil || void(tag) || atom.Lookup([]byte(tag)) == 0 {
		return
	}
	if attr["rel"] != "author" && !strings.Contains(attr["itemprop"], "author") && !namesByline(attr["class"]) && !namesByline(attr["id"]) {
		return
	}
	r.collect(tag, func(text string) {
		if r.Author == "" {
			r.Author = byline(text)
		}
	})
}

// namesByline reports whether a class or an ID is that of a byline.
func namesByline(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"byline", "p-author", "writtenby", "post-author", "entry-author", "article-author"}, func(part string) bool {
		return strings.Contains(name, part)
	})
}
