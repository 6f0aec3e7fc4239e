package frontmatter

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

// maxMatter is the maximum size of metadata that is parsed normally, in bytes. Larger
// metadata, such as a list of a million tags, is parsed by its lines.
const maxMatter = 1 << 20

// marks maps the first line of front matter to the lines that may end it.
var marks = map[string][]string{
	"---": {"---", "..."}, // YAML
	"+++": {"+++"},        // TOML
}

// jsonStart distinguishes JSON metadata from text that begins with a brace.
var jsonStart = regexp.MustCompile(`^\{\s*["}]`)

// begins reports whether a text begins like front matter.
func begins(text string) bool {
	text = uncommented(strings.TrimLeft(text, "\n"))
	first, _, more := strings.Cut(text, "\n")
	_, marked := marks[strings.TrimRight(first, " \t")]
	return marked && more || jsonStart.MatchString(text)
}

// split splits a text into its metadata and its body. kind is the mark in the first
// line, "{" for JSON, whose end the parser finds, or empty if the text has no front
// matter; then all of it is body.
func split(text string) (kind, matter, body string, err error) {
	text = uncommented(strings.TrimLeft(text, "\n"))
	first, rest, more := strings.Cut(text, "\n")
	first = strings.TrimRight(first, " \t")
	ends, ok := marks[first]
	switch {
	case jsonStart.MatchString(text):
		return "{", "", text, nil
	case !ok || !more:
		if matter, body, bare := splitBare(text); bare {
			return "---", matter, body, nil
		}
		return "", "", text, nil
	}
	for at := 0; at <= len(rest); {
		line, next := rest[at:], len(rest)+1
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		line = strings.TrimRight(line, " \t")
		for _, end := range ends {
			if line == end {
				return first, rest[:at], rest[min(next, len(rest)):], nil
			}
		}
		at = next
	}
	if !keyLine.MatchString(strings.SplitN(strings.TrimLeft(rest, "\n"), "\n", 2)[0]) {
		return "", "", text, nil // a rule above text
	}
	return first, "", "", &blog.Error{Kind: blog.Invalid, Message: "The front matter begins with " + first + " and never ends. Put a line of " + first + " below it."}
}

// commented matches front matter in an HTML comment, which Hugo accepts.
var commented = regexp.MustCompile(`(?s)\A<!--[ \t]*\n((---|\+\+\+)[ \t]*\n.*?\n(?:---|\+\+\+)[ \t]*\n)\s*-->[ \t]*\n?`)

// uncommented removes the comment around a text's front matter.
func uncommented(text string) string {
	if m := commented.FindStringSubmatch(text); m != nil {
		return m[1] + text[len(m[0]):]
	}
	return text
}

// splitBare splits metadata without a mark above it from the body: Hexo's ends with a
// line of dashes, Pelican's and MultiMarkdown's with a blank line. Since a body may
// have a colon in its first line, too, the latter need at least two known keys, and
// one that indicates a published post: a date, or a status. A line that looks like a
// sentence makes it no metadata, so that no text is lost as a key.
func splitBare(text string) (matter, body string, ok bool) {
	keys, post := 0, false
	for at := 0; at < len(text) && at < maxMatter; {
		line, next := text[at:], len(text)
		if i := strings.IndexByte(line, '\n'); i >= 0 {
			line, next = line[:i], at+i+1
		}
		line = strings.TrimRight(line, " \t")
		m := keyLine.FindStringSubmatch(line)
		switch {
		case at > 0 && dashes.MatchString(line):
			return text[:at], text[next:], keys > 0
		case line == "":
			return text[:at], text[next:], keys > 1 && post
		case m != nil && known(field{key: m[1]}):
			keys++
			post = post || strings.EqualFold(m[1], "date") || strings.EqualFold(m[1], "status")
		case at == 0, m == nil && !goesOn.MatchString(line), m != nil && isSentence(m[1], m[2]):
			return "", "", false
		}
		at = next
	}
	return text, "", len(text) < maxMatter && keys > 1 && post
}

// isSentence reports whether a line is text rather than an unknown key: several words
// before its colon, and several after it.
func isSentence(key, text string) bool {
	return len(strings.Fields(key)) > 1 && len(strings.Fields(text)) > 2
}

var (
	dashes = regexp.MustCompile(`^-{3,}$`)
	goesOn = regexp.MustCompile(`^(?:[ \t]+|- )\S`) // a continuation of the key above
)
