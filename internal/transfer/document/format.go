package document

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads documents that Write writes.
var Format = record.Format{Name: FormatName, Detect: detect, Read: read}

// detect reports whether a file is of this format, by its format member.
func detect(_ string, head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	if err != nil {
		return false
	}
	ours, _ := declared(text)
	return ours
}

// declared returns what a document declares before its posts, as far as the text goes:
// whether it is of this format, and its version.
func declared(text []byte) (ours bool, version int) {
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return false, 0
	}
	for d.More() {
		key, err := d.Token()
		if err != nil || key == "posts" {
			break
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		switch key {
		case "format":
			ours = string(value) == `"pullquote"`
		case "version":
			version, _ = strconv.Atoi(string(value))
		}
	}
	return ours, version
}

// read iterates over the posts of a document.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		head, text, err := record.Head(record.Text(r))
		if err != nil {
			yield(record.Item{}, record.FileError(f, err))
			return
		}
		if err := checkVersion(head); err != nil {
			yield(record.Item{}, err)
			return
		}
		n := 0
		for element, err := range record.Elements(text, "posts") {
			n++
			origin := fmt.Sprintf("%s, post %d", f.Name, n)
			switch {
			case errors.Is(err, record.ErrLarge):
				err = &record.RowError{Origin: origin, Err: err}
			case err != nil:
				err = record.FileError(f, err)
			}
			if err != nil {
				if !yield(record.Item{}, err) {
					return
				}
				continue
			}
			if !yield(item(origin, element)) {
				return
			}
		}
	}
}

// checkVersion fails with Invalid if a document's version is later than Version.
func checkVersion(head []byte) error {
	if ours, version := declared(head); ours && version > Version {
		return &blog.Error{
			Kind:    blog.Invalid,
			Message: fmt.Sprintf("The document was written by a later version of this program (its format is version %d, this program reads %d). Update the program, then import it again.", version, Version),
		}
	}
	return nil
}

// item makes the item of a post. It fails with *record.RowError.
func item(origin string, element json.RawMessage) (record.Item, error) {
	var p post
	bad := func(title, message string, err error) (record.Item, error) {
		return record.Item{}, &record.RowError{Origin: origin, Title: title, Err: &blog.Error{Kind: blog.Invalid, Message: message, Err: err}}
	}
	if err := json.Unmarshal(element, &p); err != nil {
		return bad(p.Title, "This is no post as the document's schema has it; it was passed over.", err)
	}
	if p.GUID == "" && p.URL == "" && p.Title == "" && p.Body == "" {
		return bad("", "This post has no title, no link and no words; it was passed over.", nil)
	}
	if err := blog.CheckURL("url", p.URL); p.URL != "" && err != nil {
		return bad(record.Plain(p.Title), blog.Faults(err)[0].Sentence(), err)
	}
	return p.item(origin, element), nil
}
