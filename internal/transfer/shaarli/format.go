package shaarli

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
	keys := firstKeys(json.NewDecoder(bytes.NewReader(text)))
	return slices.Contains(keys, "url") && slices.Contains(keys, "shorturl")
}

// firstKeys returns the keys of the first object in an array at top level, as far as
// the text goes.
func firstKeys(d *json.Decoder) []string {
	for _, want := range []json.Delim{'[', '{'} {
		if token, err := d.Token(); err != nil || token != want {
			return nil
		}
	}
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

// read iterates over the links of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		text := bufio.NewReaderSize(record.Text(r), record.HeadSize)
		if head, _ := text.Peek(record.HeadSize); datastore.Match(head) {
			yield(record.Item{}, errDatastore)
			return
		}
		n := 0
		for raw, err := range record.Elements(text) {
			n++
			origin := fmt.Sprintf("%s, item %d", f.Name, n)
			var it record.Item
			switch {
			case err == nil:
				it, err = itemOf(f, origin, raw)
			case errors.Is(err, record.ErrLarge):
				err = &record.RowError{Origin: origin, Err: err}
			default:
				yield(it, failed(f, err))
				return
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// failed returns the error of a file, with the file's name unless it has a message
// for users.
func failed(f record.File, err error) error {
	if _, isForPersons := errors.AsType[*blog.Error](err); isForPersons {
		return err
	}
	return fmt.Errorf("read %s: %w", f.Name, err)
}
