package document

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/url"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Write writes a blog and its posts as a document, see Schema. It writes all entries,
// including drafts and posts in the trash, which are marked as such. It writes no
// credentials of authors.
func Write(w io.Writer, b record.Blog, entries iter.Seq2[record.Entry, error]) error {
	out := bufio.NewWriter(w)
	head, err := encode(headerOf(b))
	if err != nil {
		return fmt.Errorf("write the head of the document: %w", err)
	}
	out.Write(bytes.TrimSuffix(head, []byte("}")))
	out.WriteString(",\n\"posts\":[")
	parted := "\n"
	for e, err := range entries {
		if err != nil {
			return err
		}
		line, err := lineOf(postOf(b, e))
		if err != nil {
			return fmt.Errorf("write post %d: %w", e.Post.ID, err)
		}
		if _, err := fmt.Fprintf(out, "%s%s", parted, line); err != nil {
			return fmt.Errorf("write the document: %w", err)
		}
		parted = ",\n"
	}
	out.WriteString("\n]}\n")
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	return nil
}

// lineOf encodes a post as a line that is short enough to be read again: if it is too
// long, the archive's item is omitted, and then what can be derived from the body.
func lineOf(p post) ([]byte, error) {
	line, err := encode(p)
	if len(line) > record.MaxElement && p.Raw != nil {
		p.Raw = nil
		line, err = encode(p)
	}
	if len(line) > record.MaxElement {
		p.HTML, p.Text = "", text{}
		line, err = encode(p)
	}
	return line, err
}

// encode encodes an object as JSON on one line, without escaping < and &. Invisible
// characters that some programs remove from files, among them record.Text, are
// escaped.
func encode(v any) ([]byte, error) {
	var line, out bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	for _, r := range string(bytes.TrimSuffix(line.Bytes(), []byte("\n"))) {
		if record.Printable(r) < 0 || r == '\uFEFF' {
			fmt.Fprintf(&out, `\u%04x`, r)
			continue
		}
		out.WriteRune(r)
	}
	return out.Bytes(), nil
}

func headerOf(b record.Blog) header {
	s := b.Settings
	h := header{
		Schema: SchemaName, Format: "pullquote", Version: Version, Exported: stamp(b.Exported), Program: b.Program,
		Blog:    settings{Title: s.Title, Tagline: s.Tagline, Lang: s.Lang, TimeZone: s.TimeZone, Pattern: string(s.Pattern), BaseURL: b.Base},
		Authors: []author{},
	}
	for _, a := range b.Authors {
		h.Authors = append(h.Authors, author{Name: a.Name, Username: a.Username, Email: a.Email, Created: stamp(a.Created)})
	}
	return h
}

func postOf(b record.Blog, e record.Entry) post {
	p := &e.Post
	out := post{
		ID: int64(p.ID), GUID: p.GUID, Status: string(p.Status), Kind: string(p.Kind()),
		Title: p.Title, URL: p.URL, Original: p.Source.Original, Via: p.Via,
		Body: p.Body, Format: string(p.Format), HTML: p.Rendered.HTML, Text: text{Own: p.Rendered.Own, Quoted: p.Rendered.Quoted},
		Lang: p.Lang, Slug: p.Slug, Path: p.Path, Former: e.Former, Base: p.Base,
		Created: stamp(p.Created), Published: stamp(p.Published), Updated: stamp(p.Updated), Trashed: stamp(p.Trashed), Touched: stamp(p.Touched),
		DateText: p.DateText, Quotes: quotesOf(p.Quotes), Raw: rawOf(e),
	}
	if b.Base != "" && p.Path != "" {
		out.Address = b.Base + (&url.URL{Path: p.Path}).EscapedPath()
	}
	if p.Author.Name != "" || p.Author.Username != "" {
		out.Author = &author{Name: p.Author.Name, Username: p.Author.Username}
	}
	for _, t := range p.Tags {
		out.Tags = append(out.Tags, tag(t))
	}
	if p.Source.About != (blog.About{}) {
		about := record.About(p.Source.About)
		out.Source = &about
	}
	return out
}
