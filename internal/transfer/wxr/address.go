package wxr

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// addresses are the former addresses of a post.
type addresses struct {
	base   *url.URL // of the post at its old host; nil if the file does not contain the host
	path   string   // of the permalink, decoded
	slug   string
	former record.Addresses
}

// addresses determines the permalink and all former addresses.
func (r *reading) addresses() addresses {
	var a addresses
	var query string
	a.base, a.path, query = record.Permalink(r.text("link"))
	if a.base == nil && r.channel.base != nil {
		a.base = r.channel.base.ResolveReference(&url.URL{Path: a.path, RawQuery: query})
	}
	a.former.Add(a.path, query)
	if query != "" || a.path == "/" {
		a.path = "" // a draft, or a blog without permalinks: /?p=367
	}
	name, err := url.PathUnescape(r.text("wp:post_name"))
	if err != nil {
		name = r.text("wp:post_name")
	}
	if a.slug = record.Slug(strings.TrimSuffix(name, "__trashed")); a.slug == "" && a.path != "" {
		a.slug = record.Slug(path.Base(strings.TrimSuffix(a.path, "/")))
	}
	if id := record.Number(r.text("wp:post_id")); id != "" {
		r.numbered(&a, "p="+id)
		if r.isPage() {
			r.numbered(&a, "page_id="+id) // WordPress serves pages under both
		}
	}
	for _, old := range r.of("_wp_old_slug") {
		if old, err := url.PathUnescape(old); err == nil && a.path != "" && old != "" && !strings.Contains(old, "/") {
			end := strings.TrimPrefix(a.path, strings.TrimSuffix(a.path, "/"))
			a.former.Add(path.Join(path.Dir(strings.TrimSuffix(a.path, "/")), old)+end, "")
		}
	}
	// A GUID with a different number belongs to a post that was imported from another
	// blog; on this one, another post has that number.
	if _, p, query := record.Permalink(r.text("guid")); r.sameSite(r.text("guid")) && (query == "" || r.text("wp:post_id") == "") {
		a.former.Add(p, query)
	}
	r.tumblr(&a)
	return a
}

// numbered adds the address of an item by its number.
func (r *reading) numbered(a *addresses, query string) {
	a.former.Add("/", query)
	if b := r.channel.base; b != nil && strings.Trim(b.Path, "/") != "" {
		a.former.Add(b.Path, query) // a blog in a subfolder of its site
	}
}

// sameSite reports whether an address is on the old blog.
func (r *reading) sameSite(address string) bool {
	return r.channel.base != nil && blog.HostOf(address) == hostOf(r.channel.base)
}

// tumblr adds the addresses that WordPress's importer for Tumblr has recorded.
func (r *reading) tumblr(a *addresses) {
	for _, m := range r.metas {
		switch {
		case !strings.HasPrefix(m.key, "tumblr_"):
		case strings.HasSuffix(m.key, "_permalink"):
			a.former.AddURL(strings.TrimSpace(m.value))
		case strings.HasSuffix(m.key, "_id"):
			if id := record.Number(strings.TrimSpace(m.value)); id != "" {
				a.former.Add("/post/"+id, "")
			}
		}
	}
}

// linked reports whether a folder in the permalink says that the post is a link.
func (a *addresses) linked() bool {
	folders := strings.Split(strings.Trim(a.path, "/"), "/")
	return slices.ContainsFunc(folders[:len(folders)-1], func(f string) bool { return slices.Contains(linkNames, strings.ToLower(f)) })
}

// key returns the key of the item, which is the same in other exports of the same blog:
// made of WordPress's number, or else of the address, or else of the GUID. Without a
// host, number and address would not be unique. An item with none of them, written by
// another program, is identified by a hash of its contents and date.
func (r *reading) key(a addresses) string {
	host, id, guid := hostOf(a.base), record.Number(r.text("wp:post_id")), r.text("guid")
	switch {
	case id != "" && (host != "" || guid == ""):
		return "wordpress:" + host + ":" + id
	case a.path != "" && (host != "" || guid == ""):
		return "wordpress:" + host + a.path
	case guid != "":
		return "wordpress:" + guid
	}
	sum := sha256.Sum256([]byte(r.text("title") + "\x00" + r.text("wp:post_date") + "\x00" + r.text("pubDate") + "\x00" + r.text("content:encoded")))
	return "wordpress:" + host + ":sum:" + hex.EncodeToString(sum[:16])
}

// escapedPath escapes a decoded path.
func escapedPath(p string) string { return (&url.URL{Path: p}).EscapedPath() }
