package shaarli

import "strings"

// noMarkdown is the tag of links whose description is plain text. It says
// nothing to readers.
const noMarkdown = "nomarkdown"

// asTyped gives plain text as HTML with WordPress' line ends.
func asTyped(text string) string { return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) }
