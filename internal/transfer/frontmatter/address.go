package frontmatter

import (
	"net/url"
	"path"
	"regexp"
	"strings"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// addresses are the former addresses of a post.
type addresses struct {
	base     *url.URL // of the post at its old host; nil if the archive does not contain the host
	path     string   // of the permalink, decoded
	slug     string
	former   record.Addresses
	guess    string // the path that its generator produces by default
	wpID     string // WordPress's number of the post; empty if it has none
	explicit bool   // the archive specifies the permalink, or that there is none
}

// template matches the pattern of a generator's permalinks: "/:year/:title/", "pretty".
var template = regexp.MustCompile(`(^|/):[a-z_]+|\{[{%]|^(date|pretty|ordinal|weekdate|none)$`)

// addresses determines the permalink and all former addresses.
func (r *reading) addresses() addresses {
	a := addresses{wpID: record.Number(r.fields.get("wordpressid", "wpid").words())}
	if r.wordPress {
		a.wpID = record.Number(r.fields.get("id").words())
	}
	link := r.fields.get("permalink").words()
	if link == "" && r.fields.has("wordpressid") {
		link = r.fields.get("link").words() // exitwp's name for the permalink
	}
	own := r.fields.get("url").words()
	if link == "" && !r.linkHint() {
		link = own
	}
	if template.MatchString(link) {
		r.note("The permalink “" + link + "” is a pattern; the post's old address is not known.")
		link = ""
	}
	a.explicit = link != ""
	var query string
	a.base, a.path, query = record.Permalink(link)
	a.slug = slugOfPath(r.fields.get("slug", "postname").words())
	if a.slug == "" {
		a.slug = slugOfPath(a.path)
	}
	if a.slug == "" {
		a.slug = r.location.slug
	}
	a.former.Add(a.path, query)
	if a.wpID != "" {
		a.former.Add("/", "p="+a.wpID)
		if r.isPage() {
			a.former.Add("/", "page_id="+a.wpID) // WordPress serves pages under both
		}
	}
	if a.path == "/" {
		a.path = "" // a draft's address, /?p=367
	}
	r.formerAddresses(&a)
	switch {
	case a.path != "":
	case r.location.inPosts && !r.location.date.IsZero():
		a.jekyll(r.location.date, r.location.slug, tagNames("categories", r.fields.get("categories", "category")))
	case r.location.inContent && r.location.defaultPath != "":
		a.hugo(r.location.defaultPath, slugOfPath(r.fields.get("slug").words()))
	}
	return a
}

// formerAddresses collects addresses from other keys: Hugo's aliases, Jekyll's
// redirect_from, and those with which importers record Tumblr's addresses.
func (r *reading) formerAddresses(a *addresses) {
	for _, key := range []string{"aliases", "alias", "redirectfrom", "oldurl", "oldurls", "guid", "wordpressurl", "wpurl", "tumblrurl"} {
		for _, text := range r.fields.get(key).texts() {
			if u, err := url.Parse(text); err == nil && u.Host == "" && u.Scheme == "" && !strings.HasPrefix(text, "/") && key != "guid" {
				text = path.Join(path.Dir(strings.TrimSuffix(a.path, "/")), text) // in Hugo relative to the page's parent
				if !strings.HasPrefix(text, "/") {
					text = "/" + text
				}
			}
			a.former.AddURL(text)
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
				a.former.AddURL(text)
			case strings.HasSuffix(key, "_id") && record.Number(text) != "":
				a.former.Add("/post/"+record.Number(text), "")
			default:
				continue
			}
			r.fields.used[fold(f.key)] = true
		}
	}
}

// at returns the former address of the post; "" if the archive does not contain the host.
func (a *addresses) at() string {
	if a.base == nil || a.path == "" {
		return ""
	}
	return a.base.String()
}

// jekyll adds the addresses that Jekyll gives to posts by default, and in its style
// "pretty". They are guesses, but nothing else can claim such an address.
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
	a.guess = at + ".html"
	a.former.Add(a.guess, "")
	a.former.Add(at, "")
}

// hugo adds the address that Hugo derives from the path of a post's file.
func (a *addresses) hugo(at, slug string) {
	if slug != "" {
		at = path.Join(path.Dir(strings.TrimSuffix(at, "/")), slug) + "/"
	}
	a.guess = strings.ReplaceAll(strings.ToLower(at), " ", "-")
	a.former.Add(a.guess, "")
}

// pageAddress returns a page without a permalink the address that generators derive from
// its file. The front page gets none, since the blog is there.
func (r *reading) pageAddress(a *addresses) {
	if a.explicit {
		return
	}
	at, slug := r.location.defaultPath, slugOfPath(r.fields.get("slug").words())
	if a.slug = slug; at == "" {
		return
	}
	if slug != "" {
		at = path.Join(path.Dir(strings.TrimSuffix(at, "/")), slug) + "/"
	}
	a.path, a.slug = at, slugOfPath(at)
	a.former.Add(strings.TrimSuffix(at, "/")+".html", "")
}

// slugOfPath returns the last element of a path, without an extension such as .html.
func slugOfPath(p string) string {
	last := path.Base(strings.TrimSuffix(strings.TrimSuffix(p, "index.html"), "/"))
	if last == "." || last == "/" {
		return ""
	}
	for _, ext := range []string{".html", ".htm", ".php"} {
		last = strings.TrimSuffix(last, ext)
	}
	return record.Slug(last)
}

// key returns the key of the item: made of WordPress's number, or else of the permalink,
// or else of file and date. With the file's name alone, two posts would become one if
// folders are imported one after the other.
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
	key := "frontmatter:" + r.location.key
	if date != "" {
		key += "@" + date
	}
	return key
}
