package markup

// OutlineOf returns the outline by which NewPassage compares nodes.
func OutlineOf(fragment string) string { return outlineOf(fragment) }

// Manners returns how the blocks of a passage are written, in order: Markdown,
// escaped Markdown, tags or words.
func Manners(fragment, base string) []string {
	_, blocks := newPassage(fragment, base)
	var names []string
	for _, b := range blocks {
		names = append(names, [...]string{"Markdown", "escaped", "tags", "words"}[b.how])
	}
	return names
}

// FragmentWords returns the text of a fragment as the parser of captured selections
// reads it.
func FragmentWords(fragment string) string { return textOf(parseFragment(fragment)) }

// Markdown returns the HTML of a body before the policy is applied.
func Markdown(body string) string { return markdown(body) }

// IsTangled reports whether a Markdown body is shown as plain text.
func IsTangled(body string) bool { return isTangled(body) || isTangledHTML(body) || hasManyTags(body) }
