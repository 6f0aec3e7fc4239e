package tumblr

import (
	"net/url"
	"regexp"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// blogName matches the name of a blog on Tumblr.
var blogName = regexp.MustCompile(`^[A-Za-z0-9-]{1,32}$`)

// dashboard matches the path of a post on Tumblr's own site:
// www.tumblr.com/geek-esq/36212915001/slug.
var dashboard = regexp.MustCompile(`^/(?:blog/view/)?([A-Za-z0-9-]{1,32})/(\d+)(/[^/]+)?/?$`)

// addresses sets the former addresses.
func (r *reading) addresses(id string) {
	var a record.Addresses
	r.slug = record.Slug(string(r.Slug))
	var p string
	r.base, p, _ = record.Permalink(string(r.PostURL))
	if m := dashboard.FindStringSubmatch(p); r.base != nil && isTumblr(r.base.Hostname()) && m != nil {
		p = "/post/" + m[2] + m[3] // the path on the blog's own host
		a.Add(r.base.Path, "")
		if r.BlogName == "" {
			r.BlogName = text(m[1])
		}
	}
	a.Add(p, "")
	if r.base != nil {
		r.it.Base = r.base.String()
		a.AddHost(r.base.Host)
	}
	for _, number := range []string{id, record.Number(string(r.Genesis))} {
		if number == "" {
			continue
		}
		a.Add("/post/"+number, "")
		if r.slug != "" {
			a.Add("/post/"+number+"/"+r.slug, "")
			a.Add("/"+number+"/"+r.slug, "")
		}
	}
	if name := r.name(); name != "" {
		a.AddHost(name + ".tumblr.com")
	}
	if u, err := url.Parse(string(r.Blog.URL)); err == nil && !isTumblr(u.Hostname()) {
		a.AddHost(u.Host)
	}
	r.it.Path, r.it.Slug = p, r.slug
	r.it.Former, r.it.Hosts = a.Keys(p), a.Hosts()
}

// isTumblr reports whether a host is Tumblr's own site, which shows all blogs.
func isTumblr(host string) bool {
	host = strings.ToLower(host)
	return host == "tumblr.com" || host == "www.tumblr.com"
}

// name returns the blog's name on Tumblr, in lower case; "" if it is not known.
func (r *reading) name() string {
	for _, name := range []text{r.BlogName, r.Blog.Name} {
		if blogName.MatchString(string(name)) {
			return strings.ToLower(string(name))
		}
	}
	if r.base != nil && strings.HasSuffix(strings.ToLower(r.base.Host), ".tumblr.com") && !isTumblr(r.base.Host) {
		return blogOf(r.base.String())
	}
	return ""
}

// blogOf returns which blog an address belongs to: its name on Tumblr, or else its host;
// "" if it is not a valid address.
func blogOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.ToLower(u.Hostname())
	if isTumblr(host) {
		name, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(u.Path, "/blog/view"), "/"), "/")
		return strings.ToLower(name)
	}
	return strings.TrimPrefix(strings.TrimSuffix(host, ".tumblr.com"), "www.")
}

// own reports whether a blog, given by name or one of its addresses, is the one that the
// post is in.
func (r *reading) own(name, address string) bool {
	if name != "" && r.name() != "" {
		return strings.EqualFold(name, r.name())
	}
	of := blogOf(address)
	return of != "" && (of == r.name() || r.base != nil && of == blogOf(r.base.String()) || of == blogOf(string(r.Blog.URL)))
}

// web returns an address in the form that a post can store. If it is not valid, it adds a
// note.
func (r *reading) web(address string) string {
	u, err := record.URL(unwrapped(strings.TrimSpace(address)), r.base)
	if err != nil && address != "" {
		r.note("An address in it can't be led to: %s", blog.Excerpt(address, 300))
	}
	return u
}
