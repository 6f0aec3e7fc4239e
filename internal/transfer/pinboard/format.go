package pinboard

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"regexp"
	"slices"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads Pinboard's JSON and XML, and the XML and JSON of del.icio.us
// (https://pinboard.in/api/#posts_all).
var Format = record.Format{Name: "pinboard", Detect: detect, Read: read}

// xmlRoot matches the beginning of an XML file of bookmarks. It accepts a document
// type, so that the reader can say what is wrong with it.
var xmlRoot = regexp.MustCompile(`(?s)^\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[[^\]]*\])?\s*>\s*)*<posts(?:\s[^>]*)?/?>(.*)`)

// xmlPost matches a bookmark in XML, as opposed to a blog's post; xmlTag any element
// of that name.
var (
	xmlTag  = regexp.MustCompile(`<post[\s/>]`)
	xmlPost = regexp.MustCompile(`<post\s[^<]*?\b(?:href|extended|hash)\s*=`)
)

// detect reports whether a file is of this format, by its first bookmark.
func detect(_ string, head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	if err != nil {
		return false
	}
	if m := xmlRoot.FindSubmatch(text); m != nil {
		return !xmlTag.Match(m[1]) || xmlPost.Match(m[1])
	}
	keys, _ := record.FirstKeys(bytes.NewReader(text), "posts")
	has := func(key string) bool { return slices.Contains(keys, key) }
	return has("href") && (has("description") || has("extended")) || has("url") && has("created") && has("private") && (has("owner") || has("others"))
}

// read iterates over the bookmarks of a file.
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

// beginsWith reports whether a text's first visible character is c. It consumes the white
// space before it.
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

// fatal reports whether an error concerns the file rather than one of its rows.
func fatal(err error) bool {
	_, isRow := errors.AsType[*rowFault](err)
	return err != nil && !isRow
}

// rowFault is an error in a single row.
type rowFault struct{ err error }

func (f *rowFault) Error() string { return f.err.Error() }
func (f *rowFault) Unwrap() error { return f.err }

// unreadable returns the error for a malformed row.
func unreadable(what string, err error) error {
	return &rowFault{&blog.Error{Kind: blog.Invalid, Message: "This is no " + what + " of a bookmark; it was passed over.", Err: err}}
}
