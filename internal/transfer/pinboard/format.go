package pinboard

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format is the format of Pinboard's JSON and XML, and of del.icio.us' XML and
// JSON (https://pinboard.in/api/#posts_all).
var Format = record.Format{Name: "pinboard", Detect: detect, Read: read}

// xmlRoot is how XML of bookmarks begins. A document type is let through, so
// that reading can say what is wrong with it.
var xmlRoot = regexp.MustCompile(`(?s)^\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?\s*>\s*)*<posts(?:\s[^>]*)?/?>(.*)`)

// xmlPost is a bookmark in XML, as opposed to the posts of blogs; xmlTag any
// element of that name.
var (
	xmlTag  = regexp.MustCompile(`<post[\s/>]`)
	xmlPost = regexp.MustCompile(`<post\s[^<]*?\b(?:href|extended|hash)\s*=`)
)

// detect reports whether a file is ours, by its first bookmark.
func detect(_ string, head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	if err != nil {
		return false
	}
	if m := xmlRoot.FindSubmatch(text); m != nil {
		return !xmlTag.Match(m[1]) || xmlPost.Match(m[1])
	}
	keys := firstKeys(text)
	has := func(key string) bool { return slices.Contains(keys, key) }
	return has("href") && (has("description") || has("extended")) || has("url") && has("created") && has("private") && (has("owner") || has("others"))
}

// firstKeys gives the keys of the first object in a JSON array at top level, or
// under "posts", as far as the text goes.
func firstKeys(text []byte) []string {
	d := json.NewDecoder(bytes.NewReader(text))
	var keys []string
	list := false // the array of bookmarks has begun
	for {
		token, err := d.Token()
		switch {
		case err != nil:
			return keys
		case token == json.Delim('['):
			list = true
		case token == json.Delim('{') && list:
			return objectKeys(d)
		case token == json.Delim('{'):
			if !seek(d, "posts") {
				return nil
			}
		default:
			return nil
		}
	}
}

// seek reads an object up to the value of a key.
func seek(d *json.Decoder, want string) bool {
	for d.More() {
		key, err := d.Token()
		if err != nil || key == want {
			return err == nil
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return false
		}
	}
	return false
}

// objectKeys gives the keys of an object whose bracket was read, as far as they
// can be read.
func objectKeys(d *json.Decoder) []string {
	var keys []string
	for d.More() {
		key, err := d.Token()
		name, isName := key.(string)
		if err != nil || !isName {
			break
		}
		keys = append(keys, name)
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
	}
	return keys
}

// read gives the bookmarks of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		in := &reading{file: f, seen: map[string]time.Time{}}
		text := bufio.NewReader(record.Text(r))
		rows := jsonRows
		if beginsWith(text, '<') {
			rows = xmlRows
		}
		for one, err := range rows(text) {
			if !yield(in.item(one, err)) || fatal(err) {
				return
			}
		}
	}
}

// beginsWith reports whether a text's first visible character is c. White space
// before it is read.
func beginsWith(text *bufio.Reader, c byte) bool {
	for {
		first, err := text.ReadByte()
		if err != nil {
			return false
		}
		if !bytes.ContainsRune([]byte(" \t\r\n"), rune(first)) {
			text.UnreadByte()
			return first == c
		}
	}
}

// fatal reports whether an error is of the file, not of one of its rows.
func fatal(err error) bool {
	_, isRow := errors.AsType[*rowFault](err)
	return err != nil && !isRow
}

// rowFault is what is wrong with one row.
type rowFault struct{ err error }

func (f *rowFault) Error() string { return f.err.Error() }
func (f *rowFault) Unwrap() error { return f.err }

// unreadable makes the fault of a row that is not what it should be.
func unreadable(what string, err error) error {
	return &rowFault{&blog.Error{Kind: blog.Invalid, Message: "This is no " + what + " of a bookmark; it was passed over.", Err: err}}
}

// failed gives the error of a file, with its name unless it is for persons.
func (in *reading) failed(err error) error {
	if _, isForPersons := errors.AsType[*blog.Error](err); isForPersons {
		return err
	}
	return fmt.Errorf("read %s: %w", in.file.Name, err)
}
