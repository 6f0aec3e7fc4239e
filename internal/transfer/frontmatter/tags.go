package frontmatter

import (
	"html"
	"slices"
	"strings"
)

// uncategorized are WordPress's names of the category of posts without one, in some
// of its languages.
var uncategorized = []string{
	"uncategorized", "uncategorised", "allgemein", "non classé", "sin categoría", "sem categoria", "geen categorie", "senza categoria", "okategoriserade",
}

// tags returns tags, categories and keywords as spelled, each once.
func (r *reading) tags() []string {
	var names []string
	known := map[string]bool{}
	for _, key := range []string{"tags", "tag", "posttag", "categories", "category", "keywords"} {
		for _, name := range tagNames(key, r.fields.get(key)) {
			folded := strings.ToLower(name)
			if !known[folded] && !slices.Contains(uncategorized, folded) {
				known[folded] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// tagNames returns the names under a key. A text is split at commas or else, under a
// plural key, at white space, as in Jekyll. A comma in a list's element is dropped,
// since tags can't contain one.
func tagNames(key string, v value) []string {
	var names []string
	switch text := v.words(); {
	case v.kind != scalar:
		for _, name := range v.texts() {
			names = append(names, strings.Join(strings.FieldsFunc(name, isSpaceOrComma), " "))
		}
	case strings.ContainsAny(text, ",;"):
		names = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' })
	case strings.HasSuffix(key, "s") && key != "keywords":
		names = strings.Fields(text)
	default:
		names = []string{text}
	}
	out := names[:0]
	for _, name := range names {
		if name = strings.TrimSpace(html.UnescapeString(name)); name != "" {
			out = append(out, name)
		}
	}
	return out
}

func isSpaceOrComma(r rune) bool { return r == ',' || r == ' ' || r == '\t' || r == '\n' }
