package frontmatter

import (
	"fmt"
	"io"
	"iter"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads posts that are files: with front matter, or of Markdown.
var Format = record.Format{Name: "frontmatter", Detect: detect, Read: read}

// MaxFile is the size of the largest file that is read, in bytes.
const MaxFile = 16 << 20

// Extensions of files that contain text. Generators process other files as templates,
// too: style sheets, feeds, data.
var (
	markdownEndings = []string{".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mdwn"}
	otherEndings    = []string{".txt", ".text", ".html", ".htm", ".xhtml", ""}
)

// detect reports whether a file is of this format. Markdown files always are, with
// or without front matter.
func detect(name string, head []byte) bool {
	ext := strings.ToLower(path.Ext(name))
	if IsMarkdown(name) {
		return true
	}
	if _, _, ours := cutOwn(head); ours {
		return true
	}
	if !slices.Contains(otherEndings, ext) {
		return false
	}
	text, _, err := decode(head)
	return err == nil && begins(text)
}

// read yields the one item of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		raw, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
		if err != nil {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
			return
		}
		if len(raw) > MaxFile {
			yield(record.Item{}, &record.RowError{Origin: f.Name, Err: &blog.Error{
				Kind:    blog.TooLarge,
				Message: fmt.Sprintf("The file is larger than %d MB, which no post is.", MaxFile>>20),
			}})
			return
		}
		it, err := parse(f, raw)
		it.Raw = raw
		yield(it, err)
	}
}

// parse parses a file in memory. It fails with *record.Skip if the file is no post
// and with *record.RowError if it can't be read.
func parse(f record.File, raw []byte) (record.Item, error) {
	if it, ok, err := parseOwn(f, raw); ok {
		return it, err
	}
	text, notes, err := decode(raw)
	if err != nil {
		return record.Item{}, &record.Skip{Origin: f.Name, Reason: blog.Faults(err)[0].Sentence()}
	}
	if strings.TrimSpace(text) == "" {
		return record.Item{}, &record.Skip{Origin: f.Name, Reason: "The file is empty."}
	}
	r := &reading{file: f, location: locationOf(f), notes: notes}
	body, err := r.metadata(text)
	if err != nil {
		return record.Item{}, &record.RowError{Origin: f.Name, Err: err}
	}
	switch {
	case r.fields != nil:
	case IsMarkdown(f.Path):
		return r.plain(strings.TrimLeft(text, "\n"))
	default:
		return record.Item{}, &record.Skip{Origin: f.Name, Reason: "It has no front matter."}
	}
	return r.item(body)
}

// metadata parses the front matter into r and returns the body. Without front matter,
// r.fields stays nil.
func (r *reading) metadata(text string) (body string, err error) {
	mark, matter, body, err := split(text)
	if err != nil {
		return "", err
	}
	r.matter = matter
	var pairs []field
	switch {
	case mark == "":
		return "", nil
	case len(matter) > maxMatter:
		pairs = rescue(matter)
		r.note("The front matter is larger than 1 MB; it was read line by line.")
	case mark == "+++":
		if pairs, err = parseTOML(matter); err != nil {
			return "", err
		}
	case mark == "{":
		if pairs, body, err = parseJSON(body); err != nil {
			return "", err
		}
	default:
		if pairs, err = parseYAML(matter); err != nil {
			pairs = rescue(matter)
			if !slices.ContainsFunc(pairs, known) {
				return "", nil // text between two rules
			}
			r.note(yamlNote(err))
		}
	}
	if len(pairs) == 0 && r.location.date.IsZero() {
		return "", nil
	}
	var notes []string
	r.fields, notes = newFields(pairs)
	r.notes = append(r.notes, notes...)
	return body, nil
}

// knownKeys distinguish invalid metadata from text between two rules.
var knownKeys = []string{
	"title", "posttitle", "date", "postdate", "layout", "permalink", "published", "draft", "tags", "categories", "category",
	"author", "slug", "id", "link", "url", "externalurl", "description", "excerpt", "postexcerpt", "aliases", "status",
}

func known(f field) bool { return slices.Contains(knownKeys, fold(f.key)) }
