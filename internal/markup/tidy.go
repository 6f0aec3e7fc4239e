package markup

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// gone lists the elements that are removed together with their contents: these are
// code, or not meant to be read, or parsed differently depending on a parser's
// settings. Other elements that are not allowed are only unwrapped: the text in them
// stays.
var gone = map[string]bool{
	"script": true, "style": true, "title": true, "noscript": true, "template": true,
	"svg": true, "math": true,
	"iframe": true, "object": true, "embed": true, "applet": true, "frameset": true,
	"textarea": true, "select": true, "datalist": true,
	"noembed": true, "noframes": true, "xmp": true, "plaintext": true,
}

// tidy prepares a tree for the policy: it removes comments and elements that are not
// allowed, and edits attributes of which only a part is unsafe. It fails if the tree
// is nested too deep.
func tidy(parent *html.Node, depth int) error {
	if depth > deepest {
		return errDeep
	}
	for n := parent.FirstChild; n != nil; {
		next := n.NextSibling
		_, known := elements[n.Data]
		switch {
		case n.Type == html.TextNode:
			n.Data = clean(n.Data) // a character reference may have produced control characters
		case n.Type != html.ElementNode || n.Namespace != "" || gone[n.Data] || showsNothing(n):
			parent.RemoveChild(n)
		case !known:
			next = unwrap(n)
		default:
			tidyAttributes(n)
			if err := tidy(n, depth+1); err != nil {
				return err
			}
		}
		n = next
	}
	return nil
}

// showsNothing reports whether n is a picture without a source, or a source that no
// picture can choose.
func showsNothing(n *html.Node) bool {
	switch n.Data {
	case "img":
		return strings.TrimSpace(attribute(n, "src")) == "" && attribute(n, "srcset") == ""
	case "source":
		return n.Parent.Data != "picture" || attribute(n, "srcset") == ""
	}
	return false
}

// unwrap replaces n by its children. It returns the first of them, or the sibling
// after n.
func unwrap(n *html.Node) *html.Node {
	parent, first := n.Parent, n.FirstChild
	if first == nil {
		first = n.NextSibling
	}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		parent.InsertBefore(c, n)
	}
	parent.RemoveChild(n)
	return first
}

// attribute returns the value of an attribute, empty if there is none.
func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

// tidyAttributes removes from an element what could be taken for the page's own:
// class names of our style sheet or with a meaning for machines, ids of our pages,
// and relations of the page to another.
func tidyAttributes(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		before := clean(a.Val)
		a.Val = before
		switch a.Key {
		case "class":
			a.Val = without(before, isOurClass)
		case "rel":
			a.Val = without(before, isRelationOfPage)
		case "id", "name":
			if isOurs(before) {
				continue
			}
		}
		if a.Val == "" && before != "" {
			continue
		}
		kept = append(kept, a)
	}
	n.Attr = kept
	if opensWindow(attribute(n, "target")) {
		addRelation(n, "noopener")
	}
}

// without removes the words for which drop returns true from a list separated by
// white space. If none is removed, the list is returned unchanged.
func without(list string, drop func(string) bool) string {
	words := strings.Fields(list)
	if !slices.ContainsFunc(words, drop) {
		return list
	}
	return strings.Join(slices.DeleteFunc(words, drop), " ")
}

// isOurs reports whether a name is reserved for our own pages.
func isOurs(name string) bool {
	return len(name) >= 3 && strings.EqualFold(name[:3], "pq-")
}

var microformat = regexp.MustCompile(`^(?i:h|p|u|dt|e)-`)

// isOurClass reports whether a class is one of our own style sheet, or a microformat
// (https://microformats.org/wiki/microformats2-parsing): feed readers would take an
// author's div for the post.
func isOurClass(class string) bool {
	return isOurs(class) || microformat.MatchString(class) || strings.EqualFold(class, "link_description")
}

// pageRelations lists link relations that describe the page, not the link
// (https://microformats.org/wiki/existing-rel-values): its owner, its feeds and
// endpoints, resources to load with it. It also contains opener, which undoes
// noopener.
var pageRelations = map[string]bool{
	"alternate": true, "amphtml": true, "apple-touch-icon": true, "apple-touch-icon-precomposed": true, "author": true,
	"authorization_endpoint": true, "canonical": true, "compression-dictionary": true, "dns-prefetch": true,
	"edituri": true, "expect": true, "first": true, "hub": true, "icon": true, "import": true, "indieauth-metadata": true,
	"last": true, "license": true, "manifest": true, "mask-icon": true, "me": true, "micropub": true, "microsub": true,
	"modulepreload": true, "next": true, "openid.delegate": true, "openid.server": true, "openid2.local_id": true,
	"openid2.provider": true, "opener": true, "pavatar": true, "pgpkey": true, "pingback": true, "preconnect": true,
	"prefetch": true, "preload": true, "prerender": true, "prev": true, "previous": true, "privacy-policy": true,
	"search": true, "self": true, "serviceworker": true, "shortcut": true, "shortlink": true, "stylesheet": true,
	"terms-of-service": true, "token_endpoint": true, "webmention": true, "wlwmanifest": true,
}

func isRelationOfPage(rel string) bool { return pageRelations[strings.ToLower(rel)] }

// opensWindow reports whether a link with this target opens a window that could
// access window.opener.
func opensWindow(target string) bool {
	switch strings.ToLower(target) {
	case "", "_self", "_parent", "_top":
		return false
	}
	return true
}

func addRelation(n *html.Node, rel string) {
	for i, a := range n.Attr {
		if a.Key != "rel" || a.Namespace != "" {
			continue
		}
		if !hasWord(a.Val, rel) {
			n.Attr[i].Val = strings.TrimSpace(a.Val + " " + rel)
		}
		return
	}
	n.Attr = append(n.Attr, html.Attribute{Key: "rel", Val: rel})
	// The parser returns the attributes of an a in this order, which saves a round.
	slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
}
