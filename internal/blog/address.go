package blog

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// DefaultPattern is the pattern of new posts' addresses.
const DefaultPattern Pattern = "/links/{slug}/"

// Pattern is the pattern of new posts' addresses, for instance
// "/{year}/{month}/{slug}/". Its placeholders are {kind}, {year}, {month}, {day},
// {slug} and {id}.
type Pattern string

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// Validate reports why the pattern is invalid, as an *Error of field pattern.
func (p Pattern) Validate() error {
	s := string(p)
	if !strings.HasPrefix(s, "/") || !strings.HasSuffix(s, "/") {
		return Fault("pattern", "The pattern of addresses begins and ends with a slash: /links/{slug}/.")
	}
	for _, m := range placeholder.FindAllString(s, -1) {
		switch m {
		case "{kind}", "{year}", "{month}", "{day}", "{slug}", "{id}":
		default:
			return Fault("pattern", "The pattern of addresses holds %s; there are {kind}, {year}, {month}, {day}, {slug} and {id}.", m)
		}
	}
	if !strings.Contains(s, "{slug}") && !strings.Contains(s, "{id}") {
		return Fault("pattern", "The pattern of addresses needs {slug} or {id}, so that each post has an address of its own.")
	}
	rest := placeholder.ReplaceAllString(s, "x")
	if strings.ContainsAny(rest, "{}?#%\\ ") || strings.Contains(rest, "//") || strings.Contains(rest, "/.") {
		return Fault("pattern", "The pattern of addresses holds a character that can't stand there.")
	}
	if err := CheckPath(placeholder.ReplaceAllString(s, "2012")); err != nil {
		return Fault("pattern", "Posts can't have addresses there: the blog's own pages are. Choose another beginning.")
	}
	return nil
}

// Path returns the address of a post by the pattern. The post's date is taken in
// zone.
func (p Pattern) Path(post *Post, zone *time.Location) string {
	at := post.Published.In(zone)
	return strings.NewReplacer(
		"{kind}", string(post.Kind()),
		"{year}", at.Format("2006"),
		"{month}", at.Format("01"),
		"{day}", at.Format("02"),
		"{slug}", post.Slug,
		"{id}", fmt.Sprint(int64(post.ID)),
	).Replace(string(p))
}

// Href escapes a decoded path for use in a link.
func Href(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// reserved holds the first segments of the blog's own addresses, and the files that
// stand in for some of them in a static export. No post may have an address below
// them.
var reserved = map[string]bool{
	"_redirects": true, "404.html": true, "former.json": true, "index.html": true,
	"+": true, "api": true, "ap": true, "archive": true, "assets": true, "atom.xml": true, "author": true,
	"card": true, "compose": true, "desk": true, "export": true, "favicon.ico": true, "feed": true, "feed.json": true, "feed.xml": true,
	"from": true, "healthz": true, "import": true, "index.xml": true, "login": true, "logout": true,
	"manifest.webmanifest": true, "media": true, "metrics": true, "micropub": true, "oembed": true, "older": true, "opensearch.xml": true, "posts": true,
	"preview": true, "readyz": true, "robots.txt": true, "rss": true, "rss.xml": true, "search": true, "settings": true,
	"setup": true, "share": true, "sitemap.xml": true, "sw.js": true, "tags": true, "token": true, "tools": true, "v1": true,
	"webmention": true,
}

// lists matches those of the blog's own pages that reserved does not cover: the
// archive by date (/2012/, /2012/11/, /2012/11/21/), the lists of each kind with
// their older pages and feeds, and the parts of the sitemap. Trailing slashes make
// no difference, as in AddressKey.
var lists = regexp.MustCompile(`^/(?:\d{4}(?:/\d{2}){0,2}|(?:links|quotes|notes)(?:/older/[^/]+|/feed\.xml|/atom\.xml|/feed\.json)?|sitemap-\d+\.xml)/*$`)

// kindLists matches the first page of the list of each kind.
var kindLists = regexp.MustCompile(`^/(?:links|quotes|notes)/*$`)

// IsKindList reports whether a path is that of the list of all posts of a kind. An
// imported blog may have had a post there (/quotes/): the path can't be a post's
// canonical address, but the list links to the post whose former address it is.
func IsKindList(path string) bool { return kindLists.MatchString(path) }

// CheckPath reports why a path can't be the address of a post, as an *Error of field
// slug: it is not a path, or it belongs to the blog's own pages. A first segment
// with a leading dot (/.well-known/, /.git/) belongs to the web server, or is hidden
// by it.
func CheckPath(path string) error {
	if !strings.HasPrefix(path, "/") || strings.Contains(path, "//") || strings.ContainsFunc(path, unicode.IsControl) {
		return Fault("slug", "“%s” is not an address on this blog.", Excerpt(path, 60))
	}
	for seg := range strings.SplitSeq(path, "/") {
		if seg == "." || seg == ".." {
			return Fault("slug", "“%s” is not an address on this blog.", Excerpt(path, 60))
		}
	}
	first, below, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if first == "" || first[0] == '.' || isReserved(strings.ToLower(first), below) || lists.MatchString(path) {
		return Fault("slug", "“%s” is an address of the blog's own pages. Choose another.", Excerpt(path, 60))
	}
	return nil
}

// isReserved reports whether a path, given as its first segment and the rest below
// it, belongs to the blog's own pages. Of /posts/ only numbers do, which are the
// forms of posts (/posts/12/edit): imported blogs had their posts below /posts/.
func isReserved(first, below string) bool {
	if first == "posts" {
		number, _, _ := strings.Cut(below, "/")
		return strings.Trim(number, "0123456789") == ""
	}
	return reserved[first]
}

// AddressKey returns the form in which an address is stored and looked up: the
// decoded path without trailing slashes, and the query, if there is one ("/?p=367").
// Two addresses with the same key are the same address.
func AddressKey(path, query string) string {
	if p, err := url.PathUnescape(path); err == nil {
		path = p
	}
	if path = strings.TrimRight(path, "/"); path == "" {
		path = "/"
	}
	if query != "" {
		path += "?" + query
	}
	return path
}
