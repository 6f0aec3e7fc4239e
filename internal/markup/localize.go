package markup

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
)

// Reference is an address that finished HTML links to or shows.
type Reference struct {
	Address string // absolute, if the base allows that
	Shown   bool   // a picture; otherwise a link
}

// References returns the addresses in finished HTML, in order, each once. Relative
// ones are resolved against base, the address of the original page, which may be
// empty. Links within the page, and what is neither http nor https, are left out.
func References(finished, base string) []Reference {
	if !refers(finished) {
		return nil
	}
	tree, err := parse(finished)
	if err != nil {
		return nil
	}
	var out []Reference
	seen := map[Reference]bool{}
	eachReference(tree, func(ref string, shown bool) string {
		if r := (Reference{resolve(ref, base), shown}); r.Address != "" && !seen[r] {
			seen[r] = true
			out = append(out, r)
		}
		return ref
	})
	return out
}

// Localize rewrites finished HTML: links and pictures whose address is a key of
// local, as returned by References, get the address there, which is on this blog.
// Other addresses that are relative to base become absolute, so that they lead where
// they led before. Footnotes' links that Tumblr has broken are mended.
//
// Localize runs after the policy: it inserts only paths of this blog, and addresses
// that passed the policy.
func Localize(finished, base string, local map[string]string) string {
	if len(local) == 0 && base == "" || !refers(finished) {
		return finished
	}
	tree, err := parse(finished)
	if err != nil {
		return finished
	}
	changed := leadToNotes(tree)
	eachReference(tree, func(ref string, _ bool) string {
		address := resolve(ref, base)
		here, ok := local[address]
		if !ok {
			if here = address; !strings.HasPrefix(here, "http://") && !strings.HasPrefix(here, "https://") || !relative(ref) {
				return ref
			}
		}
		changed = changed || here != ref
		return here
	})
	if !changed {
		return finished
	}
	if s, err := serialize(tree); err == nil {
		return s
	}
	return finished
}

func refers(finished string) bool {
	return strings.Contains(finished, " href=") || strings.Contains(finished, " src=") || strings.Contains(finished, " srcset=")
}

// relative reports whether an address needs a base.
func relative(ref string) bool {
	u, err := url.Parse(strings.TrimSpace(ref))
	return err == nil && u.Scheme == ""
}

// resolve makes an address absolute. It returns "" if the address leads to no other
// page: a place in the page, a mail address.
func resolve(ref, base string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" || strings.HasPrefix(ref, "#") {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil || u.Opaque != "" {
		return ""
	}
	if u.Scheme != "" {
		if u.Scheme != "http" && u.Scheme != "https" {
			return ""
		}
		return ref
	}
	b, err := url.Parse(base)
	if err != nil || base == "" {
		return ""
	}
	return b.ResolveReference(u).String()
}

// eachReference replaces each address by the result of f.
func eachReference(n *html.Node, f func(ref string, shown bool) string) {
	if n.Type == html.ElementNode {
		for i := range n.Attr {
			a := &n.Attr[i]
			switch {
			case a.Key == "href" && n.Data == "a":
				a.Val = f(a.Val, false)
			case a.Key == "src" && n.Data == "img":
				a.Val = f(a.Val, true)
			case a.Key == "srcset":
				a.Val = eachCandidate(a.Val, f)
			}
		}
	}
	for c := range n.ChildNodes() {
		eachReference(c, f)
	}
}

// eachCandidate is eachReference for a srcset: pictures with descriptors, separated
// by commas (https://html.spec.whatwg.org/#srcset-attributes).
func eachCandidate(set string, f func(ref string, shown bool) string) string {
	var out []string
	for rest := strings.TrimLeft(set, ", \t\n"); rest != ""; rest = strings.TrimLeft(rest, ", \t\n") {
		end := strings.IndexAny(rest, " \t\n")
		if end < 0 {
			end = len(rest)
		}
		ref := rest[:end]
		rest = rest[end:]
		size := ""
		if bare := strings.TrimRight(ref, ","); bare != ref {
			ref = bare
		} else {
			size, rest, _ = strings.Cut(rest, ",")
			size = strings.TrimSpace(size)
		}
		out = append(out, strings.TrimSpace(f(ref, true)+" "+size))
	}
	return strings.Join(out, ", ")
}
