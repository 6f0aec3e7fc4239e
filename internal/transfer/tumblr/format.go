package tumblr

import (
	"bytes"
	"io"
	"iter"
	"regexp"

	"pullquote/internal/transfer/record"
)

// Format reads Tumblr's exports.
var Format = record.Format{Name: "tumblr", Detect: detect, Read: read}

var (
	startsJSON = regexp.MustCompile(`^\s*(?:var\s+tumblr_api_read\b|tumblr_api_read\b|[\[{])`)
	ofAPI      = regexp.MustCompile(`"(?:reblog_key|reblog-key|tumblelog|genesis_post_id|is_blocks_post_format|blog_name|url-with-slug|unix-timestamp|post_url|id_string)"\s*:|"response"\s*:\s*\{\s*"(?:blog|posts)"\s*:|\btumblr_api_read\b`)

	startsXML = regexp.MustCompile(`^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<tumblr[\s>]`)

	startsHTML = regexp.MustCompile(`(?i)^\s*(?:<!doctype html[^>]*>\s*)?<(?:html|head|body|meta|link)\b`)
	ofExport   = regexp.MustCompile(`(?i)<span\s+id=["']?timestamp["']?\s*>|href=["']html/\d+\.html["']`)
	ofExportAt = regexp.MustCompile(`(?i)(?:^|/)html/\d{4,}\.html?$`)
	bookmarks  = regexp.MustCompile(`(?i)netscape-bookmark|<dl\b|<h1>unread`)
)

// detect recognises files by the names of Tumblr's fields. The beginning of a long
// page of the export has nothing specific, so it is recognised by its path.
func detect(name string, head []byte) bool {
	text, err := io.ReadAll(record.Text(bytes.NewReader(head)))
	switch {
	case err != nil:
		return false
	case startsJSON.Match(text):
		return ofAPI.Match(text)
	case startsXML.Match(text):
		return true
	case startsHTML.Match(text):
		return ofExport.Match(text) || ofExportAt.MatchString(name) && !bookmarks.Match(text)
	}
	return false
}

func read(f record.File, r io.Reader) iter.Seq2[record.Item, error] {
	head, text, err := record.Head(record.Text(r))
	switch {
	case err != nil:
		return record.Unreadable(f, err)
	case startsXML.Match(head):
		return readXML(f, text)
	case startsHTML.Match(head):
		return readPage(f, text)
	}
	return readJSON(f, text)
}
