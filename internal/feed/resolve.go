package feed

import "strings"

// base is the base of relative addresses.
type base struct {
	scheme string // with its colon
	origin string // scheme and host, no slash at the end
	path   string // no query
	query  string // with its question mark
}

// newBase splits an address. ok is false if it has no host.
func newBase(address string) (b base, ok bool) {
	address, _, _ = strings.Cut(address, "#")
	scheme, after, found := cutScheme(address)
	if !found || after == "" {
		return base{}, false
	}
	end := strings.IndexAny(after, "/?")
	if end < 0 {
		end = len(after)
	}
	b = base{scheme: scheme + ":", origin: scheme + "://" + after[:end], path: after[end:]}
	if i := strings.IndexByte(b.path, '?'); i >= 0 {
		b.path, b.query = b.path[:i], b.path[i:]
	}
	return b, true
}

// resolve returns the absolute address for a relative one (RFC 3986, 5.2). It works on
// the text, so that addresses that net/url can't parse are resolved, too, and none is
// re-encoded. Like browsers, it drops surrounding white space, and tabs and line breaks
// within.
func (b base) resolve(ref string) string {
	r := strings.TrimFunc(ref, func(c rune) bool { return c <= ' ' })
	if strings.ContainsAny(r, "\t\n\r") {
		r = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(r)
	}
	switch {
	case hasScheme(r):
		return ref
	case strings.HasPrefix(r, "//"):
		return b.scheme + r
	case r == "":
		return b.origin + b.path + b.query
	case r[0] == '#':
		return b.origin + b.path + b.query + r
	case r[0] == '?':
		return b.origin + b.path + r
	}
	path, rest := r, ""
	if i := strings.IndexAny(r, "?#"); i >= 0 {
		path, rest = r[:i], r[i:]
	}
	if path[0] != '/' {
		path = b.path[:strings.LastIndexByte(b.path, '/')+1] + path
	}
	return b.origin + withoutDots(path) + rest
}

// withoutDots removes dot segments from a path.
func withoutDots(path string) string {
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	if !strings.Contains(path, "/.") {
		return path
	}
	parts := strings.Split(path[1:], "/")
	out := parts[:0]
	for i, part := range parts {
		last := i == len(parts)-1
		switch part {
		case "..":
			if len(out) > 0 {
				out = out[:len(out)-1]
			}
			if last {
				out = append(out, "")
			}
		case ".":
			if last {
				out = append(out, "")
			}
		default:
			out = append(out, part)
		}
	}
	return "/" + strings.Join(out, "/")
}

// candidates resolves each address in a srcset. An address ends at white space, possibly
// with commas before it, and may contain commas
// (https://html.spec.whatwg.org/#parsing-a-srcset-attribute).
func (b base) candidates(set string) string {
	var out []string
	for rest := set; ; {
		rest = strings.TrimLeft(rest, " \t\n\r\f,")
		if rest == "" {
			return strings.Join(out, ", ")
		}
		end := strings.IndexAny(rest, " \t\n\r\f")
		if end < 0 {
			end = len(rest)
		}
		address, after := rest[:end], rest[end:]
		if bare := strings.TrimRight(address, ","); bare != address {
			out, rest = append(out, b.resolve(bare)), after
			continue
		}
		size, next, _ := strings.Cut(after, ",")
		out = append(out, strings.TrimSpace(b.resolve(address)+" "+strings.Join(strings.Fields(size), " ")))
		rest = next
	}
}
