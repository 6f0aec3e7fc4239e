package tumblr

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"regexp"

	"pullquote/internal/transfer/record"
)

// Format is the format of Tumblr's exports.
var Format = record.Format{Name: "tumblr", Detect: detect, Read: read}

var (
	ofAPI    = regexp.MustCompile(`"reblog_key"\s*:|"reblog-key"\s*:|"tumblelog"\s*:|tumblr_api_read|"genesis_post_id"\s*:|"is_blocks_post_format"\s*:|"blog_name"\s*:|"url-with-slug"\s*:`)
	startsAs = regexp.MustCompile(`^(?:\x{FEFF})?\s*(?:var\s+tumblr_api_read|[\[{])`)
	ofXML    = regexp.MustCompile(`<tumblr\s[^>]*version=`)
	ofExport = regexp.MustCompile(`<span\s+id=["']timestamp["']|<div\s+id=["']footer["']>\s*<span`)
	ofIndex  = regexp.MustCompile(`(?i)href=["']html/\d+\.html["']`)
)

func detect(_ string, head []byte) bool {
	return startsAs.Match(head) && ofAPI.Match(head) || ofXML.Match(head) || ofExport.Match(head) || ofIndex.Match(head)
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head := make([]byte, record.HeadSize)
	n, err := io.ReadFull(r, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return func(yield func(record.Item, error) bool) {
			yield(record.Item{}, fmt.Errorf("read %s: %w", f.Name, err))
		}
	}
	head = head[:n]
	text := record.Text(io.MultiReader(bytes.NewReader(head), r))
	switch {
	case ofXML.Match(head):
		return readXML(f, text)
	case startsAs.Match(head):
		return readJSON(f, text)
	}
	return readPage(f, text)
}
