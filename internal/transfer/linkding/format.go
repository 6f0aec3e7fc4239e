package linkding

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"slices"

	"pullquote/internal/transfer/record"
)

// Format reads data from linkding's API (https://linkding.link/api/#bookmarks).
var Format = record.Format{Name: "linkding", Detect: detect, Read: read}

// results is the key of the list in a page of the API.
const results = "results"

// opening are the first keys of linkding's bookmarks. The keys that distinguish them
// from others may come after notes of any length.
var opening = []string{"id", "url", "title", "description", "notes"}

// ownKeys are keys that no other program's bookmarks have together with a url.
var ownKeys = []string{"tag_names", "web_archive_snapshot_url", "website_title", "preview_image_url"}

// detect reports whether a file is of this format, by its first bookmark.
func detect(_ string, head []byte) bool {
	keys, whole := record.FirstKeys(record.Text(bytes.NewReader(head)), results)
	if !slices.Contains(keys, "url") {
		return false
	}
	if slices.ContainsFunc(ownKeys, func(key string) bool { return slices.Contains(keys, key) }) {
		return true
	}
	return !whole && len(keys) >= 4 && len(keys) <= len(opening) && slices.Equal(keys, opening[:len(keys)])
}

// read iterates over the bookmarks of a file.
func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	return record.JSONItems(f, record.Text(r), func(origin string, raw json.RawMessage) (record.Item, error) {
		return itemOf(origin, raw, f.Modified)
	}, results)
}
