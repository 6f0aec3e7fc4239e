package record

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
)

// Addresses collects the addresses under which an item was known, as the keys
// of blog.AddressKey. The zero value is ready.
type Addresses struct {
	keys  []string
	hosts []string
}

// tumblrPost is the path of a post on Tumblr: /post/36212915001/slug.
var tumblrPost = regexp.MustCompile(`^/post/(\d+)(/|$)`)

// Add adds a former address by its decoded path and its query as it stands in
// the address. What is the blog's own, or can be nobody's, is passed over. Some
// addresses bring others: /post/36212915001/slug was also /post/36212915001,
// /about/index.html was /about/.
func (a *Addresses) Add(path, query string) {
	if path == "" {
		return
	}
	if m := tumblrPost.FindStringSubmatch(path); m != nil && path != "/post/"+m[1] {
		a.add("/post/"+m[1], "")
	}
	if !postQuery.MatchString(query) {
		query = ""
	}
	if query == "" && blog.CheckPath(path) != nil && !blog.IsKindList(path) {
		return
	}
	a.add(path, query)
	if dir, ok := strings.CutSuffix(path, "/index.html"); ok && query == "" && blog.CheckPath(dir) == nil {
		a.add(dir, "")
	}
}

// postQuery is a query that tells posts apart: WordPress's p=367 and, of its
// pages, page_id=2, Shaarli's six letters.
var postQuery = regexp.MustCompile(`^(?:(?:p|page_id)=[1-9][0-9]*|[A-Za-z0-9_@-]{6})$`)

// AddURL adds a former address, with host or without, and remembers the host.
func (a *Addresses) AddURL(address string) {
	base, path, query := Permalink(address)
	a.Add(path, query)
	if base != nil {
		a.AddHost(base.Host)
	}
}

// AddHost remembers a host under which the addresses were reached.
func (a *Addresses) AddHost(host string) {
	if host = strings.ToLower(host); host != "" && !slices.Contains(a.hosts, host) {
		a.hosts = append(a.hosts, host)
	}
}

func (a *Addresses) add(path, query string) {
	if key := keyOf(path, query); !slices.Contains(a.keys, key) {
		a.keys = append(a.keys, key)
	}
}

// Keys gives the keys of all addresses but the one that is the item's path.
func (a *Addresses) Keys(path string) []string {
	own := keyOf(path, "")
	return slices.DeleteFunc(slices.Clone(a.keys), func(key string) bool { return path != "" && key == own })
}

// Hosts gives the hosts that were remembered.
func (a *Addresses) Hosts() []string { return a.hosts }

// keyOf makes an address key of a decoded path.
func keyOf(path, query string) string {
	return blog.AddressKey((&url.URL{Path: path}).EscapedPath(), query)
}

var slashes = regexp.MustCompile(`/{2,}`)

// Permalink takes an address apart: with or without a host. The path is
// decoded, slashes in a row are one, and it is empty if there is none that could be
// a post's.
func Permalink(link string) (base *url.URL, p, query string) {
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
	return base, slashes.ReplaceAllLiteralString(p, "/"), u.RawQuery
}

// URL makes an address that can be stored of one that stands in a page:
// as browsers do, white space around it and line ends in it are dropped, a
// space becomes %20, a path is completed from the page's own address. It is
// empty if that gives no web address, and says why.
func URL(raw string, base *url.URL) (string, error) {
	u := strings.NewReplacer("\n", "", "\r", "", "\t", "").Replace(strings.TrimSpace(raw))
	u = strings.NewReplacer(" ", "%20", "\u00a0", "%C2%A0", "\u3000", "%E3%80%80").Replace(u)
	switch {
	case strings.HasPrefix(u, "//"):
		u = "http:" + u
	case len(u) > 4 && strings.EqualFold(u[:4], "www."):
		u = "http://" + u
	case strings.HasPrefix(u, "/") && base != nil:
		if path, err := url.Parse(u); err == nil {
			u = base.ResolveReference(path).String()
		}
	}
	if err := blog.CheckURL("url", u); err != nil {
		return "", err
	}
	return u, nil
}

// Line makes a line of plain text of a fragment of HTML. Entities are decoded
// once.
func Line(fragment string) string { return Plain(markup.PlainText(fragment)) }

// Number reads a post's number, of any size that 64 bits hold; empty if the
// text is none.
func Number(text string) string {
	if n, err := strconv.ParseUint(text, 10, 64); err == nil && n > 0 {
		return strconv.FormatUint(n, 10)
	}
	return ""
}
