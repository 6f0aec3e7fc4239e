package shaarli

import "strings"

// noMarkdown is the tag for links whose description is plain text. It is not meant
// for readers.
const noMarkdown = "nomarkdown"

// asTyped converts plain text to HTML in WordPress's format.
func asTyped(text string) string { return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) }
