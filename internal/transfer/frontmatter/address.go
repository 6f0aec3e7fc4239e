package frontmatter

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"pullquote/internal/blog"
)

// addresses is where a post was found before it came here.
type addresses struct {
	base   *url.URL // of the post at its old host; nil if the archive does not tell the host
	path   string   // the permalink's path, decoded
	slug   string
	former []string
	wpID   string // WordPress's number of the post, empty if it has none
}

// template is a permalink that a generator fills in: "/:year/:title/", "pretty".
var template = regexp.MustCompile(`(^|/):[a-z_]+|\{[{%]|^(date|pretty|ordinal|weekdate|none)$`)

// tumblrPost is the path of a post on Tumblr: /post/36212915001/slug.
var tumblrPost = regexp.MustCompile(`^/post/(\d+)(/|$)`)

// addresses finds the permalink and all former addresses.
func (r *reading) addresses() addresses {
	a := addresses{wpID: number(r.fields.get("wordpressid", "wpid").words())}
	if r.wordPress {
		a.wpID = number(r.fields.get("id").words())
	}
	link := r.fields.get("permalink").words()
	if link == "" && r.fields.has("wordpressid") {
		link = r.fields.get("link").words() // exitwp calls the permalink that
	}
	own := r.fields.get("url").words()
	if link == "" && !r.linkHint() {
		link = own
	}
	if template.MatchString(link) {
		r.note("The permalink “" + link + "” is a pattern; the post's old address is not known.")
		link = ""
	}
	var query string
	a.base, a.path, query = parsePermalink(link)
	a.slug = slugOfPath(r.fields.get("slug", "postname").words())
	if a.slug == "" {
		a.slug = slugOfPath(a.path)
	}
	if a.slug == "" {
		a.slug = r.place.slug
	}
	a.collect(a.path, query)
	if a.wpID != "" {
		a.collect("/", "p="+a.wpID)
	}
	if a.path == "/" {
		a.path = "" // the address of a draft, /?p=367
	}
	r.formerAddresses(&a)
	if a.path == "" && r.place.posts && !r.place.date.IsZero() {
		a.jekyll(r.place.date, r.place.slug, tagNames("categories", r.fields.get("categories", "category")))
	}
	if own := keyOf(a.path, ""); a.path != "" {
		a.former = slices.DeleteFunc(a.former, func(key string) bool { return key == own })
	}
	return a
}

// formerAddresses collects what other keys tell: Hugo's aliases, Jekyll's
// redirect_from, the importers' notes about Tumblr.
func (r *reading) formerAddresses(a *addresses) {
	for _, key := range []string{"aliases", "alias", "redirectfrom", "oldurl", "oldurls", "guid", "wordpressurl", "wpurl", "tumblrurl"} {
		for _, text := range r.fields.get(key).texts() {
			if u, err := url.Parse(text); err == nil && u.Host == "" && u.Scheme == "" && !strings.HasPrefix(text, "/") && key != "guid" {
				text = path.Join(path.Dir(strings.TrimSuffix(a.path, "/")), text) // Hugo: beside the page
				if !strings.HasPrefix(text, "/") {
					text = "/" + text
				}
			}
			_, p, query := parsePermalink(text)
			a.collect(p, query)
		}
	}
	for _, f := range r.fields.order {
		key := strings.ToLower(f.key)
		if !strings.HasPrefix(key, "tumblr_") {
			continue
		}
		for _, text := range f.value.texts() {
			switch {
			case strings.HasSuffix(key, "_permalink"):
				_, p, _ := parsePermalink(text)
				a.collect(p, "")
			case strings.HasSuffix(key, "_id") && number(text) != "":
				a.collect("/post/"+number(text), "")
			default:
				continue
			}
			r.fields.used[fold(f.key)] = true
		}
	}
}

// collect adds a former address, unless it is the blog's own.
func (a *addresses) collect(p, query string) {
	if p == "" {
		return
	}
	if m := tumblrPost.FindStringSubmatch(p); m != nil && p != "/post/"+m[1] {
		a.add("/post/"+m[1], "")
	}
	if id := strings.TrimPrefix(query, "p="); query != "" && (number(id) == "" || id == query) {
		query = ""
	}
	if query == "" && blog.CheckPath(p) != nil {
		return
	}
	a.add(p, query)
	if dir, ok := strings.CutSuffix(p, "/index.html"); ok && query == "" && blog.CheckPath(dir) == nil {
		a.add(dir, "")
	}
}

func (a *addresses) add(p, query string) {
	key := keyOf(p, query)
	if !slices.Contains(a.former, key) {
		a.former = append(a.former, key)
	}
}

// keyOf makes an address key of a decoded path.
func keyOf(p, query string) string {
	return blog.AddressKey((&url.URL{Path: p}).EscapedPath(), query)
}

// jekyll adds the addresses that Jekyll gives to posts when nothing else is
// configured, and in its style "pretty". They are guesses; nothing else can
// claim such an address.
func (a *addresses) jekyll(date time.Time, slug string, categories []string) {
	if slug == "" {
		return
	}
	folders := ""
	for _, category := range categories {
		if category = blog.Slug(category); category != "" {
			folders += "/" + category
		}
	}
	at := folders + date.Format("/2006/01/02/") + slug
	a.collect(at+".html", "")
	a.collect(at, "")
}

// parsePermalink takes an address apart: with or without a host. The path is
// decoded, and empty if there is none that could be a post's.
func parsePermalink(link string) (base *url.URL, p, query string) {
	u, err := url.Parse(strings.TrimSpace(link))
	if link == "" || len(link) > blog.MaxURL || err != nil || u.Opaque != "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return nil, "", ""
	}
	if u.Host != "" {
		base = u
	}
	p = u.Path
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return base, p, u.RawQuery
}

// slugOfPath gives the last part of a path, without an ending such as .html.
func slugOfPath(p string) string {
	last := path.Base(strings.TrimSuffix(strings.TrimSuffix(p, "index.html"), "/"))
	if last == "." || last == "/" {
		return ""
	}
	for _, ext := range []string{".html", ".htm", ".php"} {
		last = strings.TrimSuffix(last, ext)
	}
	return cleanSlug(last)
}

// key names the item so that it is known again: by WordPress's number, by its
// permalink, by its file and date. A file's name alone would make one post of
// two when folders are imported one after the other.
func (r *reading) key(a addresses, date string) string {
	if a.base != nil && a.wpID != "" {
		return "wordpress:" + blog.HostOf(a.base.String()) + ":" + a.wpID
	}
	if a.path != "" {
		host := ""
		if a.base != nil {
			host = "//" + blog.HostOf(a.base.String())
		}
		return "frontmatter:" + host + a.path
	}
	key := "frontmatter:" + r.place.key
	if date != "" {
		key += "@" + date
	}
	return key
}
