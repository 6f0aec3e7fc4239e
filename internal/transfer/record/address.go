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

// Addresses collects the former addresses of an item, as keys of blog.AddressKey. The
// zero value is ready to use.
type Addresses struct {
	keys  []string
	hosts []string
}

// tumblrPost matches the path of a post on Tumblr: /post/36212915001/slug.
var tumblrPost = regexp.MustCompile(`^/post/(\d+)(/|$)`)

// Add adds a former address, given by its decoded path and its raw query. Addresses
// that the blog itself uses or that no post can have are ignored. Some addresses imply
// others: /post/36212915001/slug was also /post/36212915001, /about/index.html was
// also /about/.
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

// postQuery matches a query that identifies a post: WordPress's p=367 and, for its
// pages, page_id=2, and Shaarli's six characters.
var postQuery = regexp.MustCompile(`^(?:(?:p|page_id)=[1-9][0-9]*|[A-Za-z0-9_@-]{6})$`)

// AddURL adds a former address, with or without a host, and records the host.
func (a *Addresses) AddURL(address string) {
	base, path, query := Permalink(address)
	a.Add(path, query)
	if base != nil {
		a.AddHost(base.Host)
	}
}

// AddHost records a host under which the addresses were reached.
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

// Keys returns the keys of all addresses except the one for the item's own path.
func (a *Addresses) Keys(path string) []string {
	own := keyOf(path, "")
	return slices.DeleteFunc(slices.Clone(a.keys), func(key string) bool { return path != "" && key == own })
}

// Hosts returns the recorded hosts.
func (a *Addresses) Hosts() []string { return a.hosts }

// keyOf returns the address key of a decoded path and a query.
func keyOf(path, query string) string {
	return blog.AddressKey((&url.URL{Path: path}).EscapedPath(), query)
}

var slashes = regexp.MustCompile(`/{2,}`)

// Permalink splits an address, with or without a host. base is nil without a host. The
// path is decoded and has repeated slashes folded; it is empty if the link can't be the
// address of a post.
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

// URL turns a link from a page into a URL that can be stored: as in browsers, white
// space around it and line ends in it are dropped, a space becomes %20, and a path is
// resolved against base, the page's own address. If the result is no valid web address,
// it returns an error that says why.
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

// Line turns a fragment of HTML into a line of plain text. Entities are decoded once.
func Line(fragment string) string { return Plain(markup.PlainText(fragment)) }

// Number normalises the number of a post, of up to 64 bits. It returns "" if the text is
// none.
func Number(text string) string {
	if n, err := strconv.ParseUint(text, 10, 64); err == nil && n > 0 {
		return strconv.FormatUint(n, 10)
	}
	return ""
}
