package frontmatter

import (
	"strings"

	"pullquote/internal/transfer/record"
)

// title returns the post's title as plain text.
func (r *reading) title() string {
	if !r.wordPress {
		return record.Title(r.titleText("title", "headline"))
	}
	t := record.TitleHTML(r.titleText("posttitle", "title"))
	for _, prefix := range hiddenPrefixes {
		rest, ok := strings.CutPrefix(t, prefix)
		if !ok {
			continue
		}
		r.draft = true
		r.note("WordPress kept this post private or behind a password (" + strings.TrimSpace(strings.TrimRight(prefix, ": \u00a0")) + "): it comes in as a draft.")
		return strings.TrimSpace(rest)
	}
	return t
}

// hiddenPrefixes are the prefixes of titles in WordPress for posts that not everybody may
// read, in some of its languages.
var hiddenPrefixes = []string{
	"Private: ", "Protected: ", "Privat: ", "Geschützt: ", "Privé : ", "Protégé : ", "Privé\u00a0: ", "Protégé\u00a0: ",
	"Privado: ", "Protegido: ", "Privé: ", "Beveiligd: ", "Privato: ", "Protetto: ",
}

// titleText returns the text of the first of the keys that is set. A title in brackets or
// braces is a list or an object in YAML, but its author meant the text as written.
func (r *reading) titleText(keys ...string) string {
	v := r.fields.get(keys...)
	if v.kind == scalar {
		return v.words()
	}
	for _, key := range keys {
		for line := range strings.SplitSeq(r.matter, "\n") {
			if m := keyLine.FindStringSubmatch(line); m != nil && fold(m[1]) == key {
				return strings.TrimSpace(m[2])
			}
		}
	}
	return strings.Join(v.texts(), ", ")
}
