package shaarli

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"regexp"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads data from Shaarli's API
// (https://shaarli.github.io/api-documentation/#links-links-collection-get).
var Format = record.Format{Name: "shaarli", Detect: detect, Read: read}

// datastore matches the beginning of Shaarli's own file: a PHP comment around base64.
var datastore = regexp.MustCompile(`^\s*<\?php\s*/\*\s*[A-Za-z0-9+/=]{16}`)

// errDatastore says what to fetch instead of Shaarli's own file.
var errDatastore = &blog.Error{
	Kind:    blog.Invalid,
	Message: "This is Shaarli's own data file, which only Shaarli can read. In Shaarli, choose Tools, Export database, all Shaares, and import the HTML file that it gives; or fetch /api/v1/links?limit=all.",
}

// detect reports whether a file is of this format, by its first link.
func detect(_ string, head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	if err != nil {
		return false
	}
	if datastore.Match(text) {
		return true
	}
	keys, _ := record.FirstKeys(bytes.NewReader(text))
	return slices.Contains(keys, "url") && slices.Contains(keys, "shorturl")
}

// read iterates over the links of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head, text, err := record.Head(record.Text(r))
	switch {
	case err != nil:
		return record.Unreadable(f, err)
	case datastore.Match(head):
		return record.Unreadable(f, errDatastore)
	}
	return record.JSONItems(f, text, func(origin string, raw json.RawMessage) (record.Item, error) {
		return itemOf(origin, raw, f.Modified)
	})
}
