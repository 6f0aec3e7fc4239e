package frontmatter

import (
	"bytes"
	"cmp"
	"io"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/transfer/record"
)

// linkTo returns the file that a tag links to: Hugo's ref and relref
// (https://gohugo.io/content-management/cross-references/), Jekyll's post_url and link.
func (t *translation) linkTo(p *piece) (name string, ok bool) {
	switch {
	case p.closes:
		return "", false
	case p.lang.isHugo() && (p.name == "ref" || p.name == "relref"):
		args := shortcodeArgs(p.args)
		name = cmp.Or(args["path"], args["0"])
	case p.lang == liquidTag && p.name == "post_url":
		name = "/_posts/" + strings.TrimPrefix(p.args, "/")
	case p.lang == liquidTag && p.name == "link" && strings.Contains(p.args, "_posts/"):
		name = "/" + strings.TrimPrefix(p.args, "/")
	}
	return name, name != "" && !strings.ContainsAny(name, " \t\n")
}

// link appends the address that a tag stands for. If the archive has no such file,
// the link is removed and its text is kept. It returns the offset where the text goes
// on.
func (t *translation) link(out []byte, p *piece, name string) (written []byte, from int) {
	if address, ok := t.refer(name); ok {
		return append(out, address...), p.end
	}
	if address, ok := jekyllAddress(name); ok && !p.lang.isHugo() {
		return append(out, address...), p.end
	}
	if len(t.lost) < mostLost && !slices.Contains(t.lost, name) {
		t.lost = append(t.lost, name)
	}
	if mark := bytes.TrimSuffix(out, []byte(`="`)); len(mark) < len(out) && bytes.HasSuffix(mark, []byte(" href")) && strings.HasPrefix(t.text[p.end:], `"`) {
		return bytes.TrimSuffix(mark, []byte(" href")), p.end + 1
	}
	if rest, ok := afterDestination(t.text[p.end:]); ok && !t.html {
		if words, ok := wordsOfLink(out); ok {
			return words, p.end + rest
		}
	}
	return append(out, name...), p.end
}

// mostReferred is how many names in a body are searched for in earlier imports.
const mostReferred = 1000

// mostLost is how many targets of links to missing files are named.
const mostLost = 50

// jekyllAddress returns Jekyll's default address of a post's file, which is one of the
// post's former addresses.
func jekyllAddress(name string) (address string, ok bool) {
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	m := dated.FindStringSubmatch(base)
	if m == nil || m[4] == "" {
		return "", false
	}
	return "/" + m[1] + "/" + m[2] + "/" + m[3] + "/" + m[4] + ".html", true
}

// longestWords is how far back the beginning of a link is searched for, in bytes.
const longestWords = 1000

// wordsOfLink removes the link syntax from a text that ends with [words](. It overwrites
// out.
func wordsOfLink(out []byte) (words []byte, ok bool) {
	if out = bytes.TrimSuffix(out, []byte("<")); !bytes.HasSuffix(out, []byte("](")) {
		return nil, false
	}
	open := 1
	for i := len(out) - len("](") - 1; i >= 0 && i > len(out)-longestWords; i-- {
		switch {
		case i > 0 && out[i-1] == '\\':
		case out[i] == ']':
			open++
		case out[i] == '[':
			open--
		}
		if open == 0 {
			if i > 0 && out[i-1] == '!' {
				return nil, false
			}
			return append(out[:i], out[i+1:len(out)-len("](")]...), true
		}
	}
	return nil, false
}

// afterDestination returns the length of what follows a link's destination: an optional
// title, and the end.
func afterDestination(text string) (length int, ok bool) {
	rest := strings.TrimLeft(strings.TrimPrefix(text, ">"), " \t")
	if strings.HasPrefix(rest, `"`) {
		_, after, closed := strings.Cut(lineOf(rest)[1:], `"`)
		if !closed {
			return 0, false
		}
		rest = strings.TrimLeft(rest[len(lineOf(rest))-len(after):], " \t")
	}
	return len(text) - len(rest) + 1, strings.HasPrefix(rest, ")")
}

// refer returns the former address of the post or page in another file, which it is known
// by here. Names are relative to this file's folder or the site's root, or identify the
// only file of that name in the archive. What is not in the archive may have been
// imported before.
func (r *reading) refer(name string) (address string, ok bool) {
	name, fragment, ok := strings.Cut(name, "#")
	if ok {
		fragment = "#" + fragment
	}
	if name == "" {
		return fragment, fragment != ""
	}
	if known, ok := r.referred[name]; ok {
		return known + fragment, known != ""
	}
	for _, file := range r.named(name) {
		if address = r.addressOf(file); address != "" {
			break
		}
	}
	if address == "" && r.file.FirstKnown != nil && len(r.referred) < mostReferred {
		here := strings.TrimPrefix(path.Join("/", path.Dir(r.file.Path), name), "/")
		if before := r.file.FirstKnown(append(r.variants(here), r.variants(strings.TrimPrefix(path.Clean("/"+name), "/"))...)); before != "" {
			address = (&url.URL{Path: "/" + before}).EscapedPath()
		}
	}
	if r.referred == nil {
		r.referred = map[string]string{}
	}
	r.referred[name] = address
	return address + fragment, address != ""
}

// named returns the files that a name may mean, the most likely first.
func (r *reading) named(name string) []record.Sibling {
	if r.file.EndingIn == nil {
		return nil
	}
	here := path.Dir(r.file.Path)
	from := []string{here}
	if r.location.isIndex {
		from = append(from, path.Dir(here)) // a post with a folder of its own counts as being beside that folder
	}
	for _, folder := range from {
		for _, variant := range r.variants(path.Join(folder, name)) {
			if !strings.HasPrefix(name, "/") {
				for _, s := range r.file.EndingIn(variant) {
					if strings.EqualFold(s.Path, variant) {
						return []record.Sibling{s}
					}
				}
			}
		}
	}
	for _, variant := range r.variants(strings.TrimPrefix(path.Clean("/"+name), "/")) {
		found := r.file.EndingIn(variant)
		root := slices.IndexFunc(found, func(s record.Sibling) bool { return isRoot(s.Path[:len(s.Path)-len(variant)]) })
		switch {
		case root >= 0:
			return found[root : root+1]
		case len(found) == 1:
			return found
		}
	}
	return nil
}

// isRoot reports whether a folder is the root of a site's contents.
func isRoot(folder string) bool {
	folder = strings.TrimSuffix(folder, "/")
	return folder == "" || path.Base(folder) == "content" || path.Base(path.Dir(folder)) == "content" && isLang(path.Base(folder))
}

// variants returns the possible file names for a name: with an extension, in the
// post's own language, as the index of a folder.
func (r *reading) variants(name string) (out []string) {
	endings := []string{".md", ".markdown", ".html", ".htm"}
	stems := []string{name, name + "/index", name + "/_index"}
	if ext := path.Ext(name); slices.Contains(markdownEndings, ext) || slices.Contains(otherEndings[2:4], ext) {
		endings, stems = []string{ext}, []string{strings.TrimSuffix(name, ext)}
	}
	for _, stem := range stems {
		for _, ending := range endings {
			if r.location.lang != "" {
				out = append(out, stem+"."+r.location.lang+ending)
			}
			out = append(out, stem+ending)
		}
	}
	return out
}

// addressOf parses a file as far as necessary to determine its address; "" if that is not
// possible.
func (r *reading) addressOf(s record.Sibling) string {
	f, err := s.Open()
	if err != nil {
		return ""
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxMatter))
	if err != nil {
		return ""
	}
	text, _, err := decode(raw)
	if err != nil {
		return ""
	}
	file := record.File{Name: s.Path, Path: s.Path, AbsolutePath: s.Path, Root: r.file.Root, Siblings: r.file.Siblings, EndingIn: r.file.EndingIn}
	if whole, below := strings.CutSuffix(r.file.AbsolutePath, r.file.Path); below {
		file.AbsolutePath = whole + s.Path
	}
	other := &reading{file: file, location: locationOf(file)}
	if _, err := other.metadata(text); err != nil {
		return ""
	}
	if other.fields == nil {
		if !IsMarkdown(s.Path) || other.whyNotPlain() != "" {
			return ""
		}
		other.fields, _ = newFields(nil)
	}
	other.wordPress = other.isWordPress()
	a := other.addresses()
	if other.isPage() {
		other.pageAddress(&a)
	}
	return (&url.URL{Path: cmp.Or(a.path, a.guess, "/"+s.Path)}).EscapedPath()
}
