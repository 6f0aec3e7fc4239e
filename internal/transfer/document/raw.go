package document

import (
	"encoding/json"
	"unicode/utf8"

	"pullquote/internal/transfer/record"
)

// FormatName is the format's name on the command line and in the database.
const FormatName = "json"

// rawOf returns the item that an entry was imported from; nil if there is none.
func rawOf(e record.Entry) *raw {
	if e = Unwrap(e); e.Raw == nil {
		return nil
	}
	out := &raw{Format: e.Format, Origin: e.Origin}
	if !utf8.Valid(e.Raw) {
		out.Base64 = e.Raw
		return out
	}
	text := string(e.Raw)
	out.Text = &text
	return out
}

// Unwrap replaces the raw item of an entry that was imported from a document with the
// one in the document: the item of the archive that the post originally came from, or
// none if it was written on a blog. Other entries are returned unchanged. Without
// this, documents would contain documents.
func Unwrap(e record.Entry) record.Entry {
	if e.Format != FormatName || e.Raw == nil {
		return e
	}
	var p struct {
		Raw raw `json:"raw"`
	}
	inner := e
	inner.Raw, inner.Format, inner.Origin = nil, "", ""
	if err := json.Unmarshal(e.Raw, &p); err != nil {
		return inner
	}
	switch {
	case p.Raw.Text != nil:
		inner.Raw = []byte(*p.Raw.Text)
	case p.Raw.Base64 != nil:
		inner.Raw = p.Raw.Base64
	default:
		return inner
	}
	inner.Format, inner.Origin = p.Raw.Format, p.Raw.Origin
	if inner.Format == FormatName {
		inner.Raw, inner.Format, inner.Origin = nil, "", "" // written by another program
	}
	return inner
}
