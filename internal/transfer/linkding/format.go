package linkding

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// Format reads data from linkding's API (https://linkding.link/api/#bookmarks).
var Format = record.Format{Name: "linkding", Detect: detect, Read: read}

// results is the key of the list in a page of the API.
const results = "results"

// opening are the first keys of linkding's bookmarks. The keys that distinguish them
// from others may come after notes of any length.
var opening = []string{"id", "url", "title", "description", "notes"}

// telling are keys that no other program's bookmarks have together with a url.
var telling = []string{"tag_names", "web_archive_snapshot_url", "website_title", "preview_image_url"}

// detect reports whether a file is of this format, by its first bookmark.
func detect(_ string, head []byte) bool {
	keys, whole := firstKeys(json.NewDecoder(record.Text(bytes.NewReader(head))))
	told := slices.ContainsFunc(telling, func(key string) bool { return slices.Contains(keys, key) })
	if !slices.Contains(keys, "url") {
		return false
	}
	return told || !whole && len(keys) >= 4 && len(keys) <= len(opening) && slices.Equal(keys, opening[:len(keys)])
}

// firstKeys returns the keys of the first object in an array at top level or under
// "results". whole is false if the text ends before the object does, so that there
// may be more.
func firstKeys(d *json.Decoder) (keys []string, whole bool) {
	token, err := d.Token()
	if err == nil && token == json.Delim('{') && seek(d) {
		token, err = d.Token()
	}
	if err != nil || token != json.Delim('[') {
		return nil, true
	}
	if token, err = d.Token(); err != nil || token != json.Delim('{') {
		return nil, true
	}
	for d.More() {
		key, err := d.Token()
		name, isName := key.(string)
		if err != nil || !isName {
			return keys, false
		}
		keys = append(keys, name)
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return keys, false
		}
	}
	token, err = d.Token()
	return keys, err == nil && token == json.Delim('}')
}

// seek reads an object up to the value of results.
func seek(d *json.Decoder) bool {
	for d.More() {
		key, err := d.Token()
		if err != nil || key == results {
			return err == nil
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			return false
		}
	}
	return false
}

// read iterates over the bookmarks of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		n := 0
		for raw, err := range record.Elements(record.Text(r), results) {
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
