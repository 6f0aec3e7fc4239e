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

// Pattern says how the address of a new post is made, for instance
// "/{year}/{month}/{slug}/". It knows {kind}, {year}, {month}, {day}, {slug}
// and {id}.
type Pattern string

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// Validate reports why the pattern won't do, as an *Error of field pattern.
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

// Path makes the address of a post. The post's date counts in zone.
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

// Href writes a decoded path as it stands in a link.
func Href(path string) string { return (&url.URL{Path: path}).EscapedPath() }

// reserved are the first segments of the blog's own addresses, and the files that
// stand for some of them where the blog is plain files. No post may have its
// address below them.
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

// lists matches the blog's own pages among addresses that posts may have: the
// archive by date (/2012/, /2012/11/, /2012/11/21/), the lists of each kind with
// their older pages and feeds, the parts of the sitemap. A slash at the end makes
// no other address, as AddressKey has it.
var lists = regexp.MustCompile(`^/(?:\d{4}(?:/\d{2}){0,2}|(?:links|quotes|notes)(?:/older/[^/]+|/feed\.xml|/atom\.xml|/feed\.json)?|sitemap-\d+\.xml)/*$`)

// kindLists matches the first pages of the lists of each kind.
var kindLists = regexp.MustCompile(`^/(?:links|quotes|notes)/*$`)

// IsKindList reports whether a path is that of the list of all posts of a kind. An
// old blog may have had a post there (/quotes/): the list is no post's, and leads to
// the one whose former address it is.
func IsKindList(path string) bool { return kindLists.MatchString(path) }

// CheckPath reports why a path can't be the address of a post, as an *Error of
// field slug: it is the blog's own, or not a path. What begins with a dot is the
// web server's, or hidden from it: /.well-known/, /.git/.
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

// isReserved reports whether what begins with a segment is the blog's own. Of
// /posts/ that is what a number follows, the forms of posts (/posts/12/edit): old
// blogs had their posts there.
func isReserved(first, below string) bool {
	if first == "posts" {
		number, _, _ := strings.Cut(below, "/")
		return strings.Trim(number, "0123456789") == ""
	}
	return reserved[first]
}

// AddressKey gives the form under which an address is stored and looked up:
// the decoded path without its last slash, and the query if it has one
// ("/?p=367"). Two addresses with one key are one address.
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
