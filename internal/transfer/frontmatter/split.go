package frontmatter

import (
	"regexp"
	"strings"

	"pullquote/internal/blog"
)

// maxMatter is the most metadata that is read as what it is, in bytes. What is
// larger, a list of a million tags say, is read line by line.
const maxMatter = 1 << 20

// marks are the first lines of front matter, with the lines that end it.
var marks = map[string][]string{
	"---": {"---", "..."}, // YAML
	"+++": {"+++"},        // TOML
}

// jsonStart tells metadata in JSON from words that begin with a brace.
var jsonStart = regexp.MustCompile(`^\{\s*["}]`)

// begins reports whether a text begins as front matter does.
func begins(text string) bool {
	text = strings.TrimLeft(text, "\n")
	first, _, more := strings.Cut(text, "\n")
	_, marked := marks[strings.TrimRight(first, " \t")]
	return marked && more || jsonStart.MatchString(text)
}

// split parts a text into its metadata and the words below. Kind is the first
// line's mark, "{" for JSON, which parts itself, or empty if the text has no
// front matter: then all of it is body.
func split(text string) (kind, matter, body string, err error) {
	text = strings.TrimLeft(text, "\n")
	first, rest, more := strings.Cut(text, "\n")
	first = strings.TrimRight(first, " \t")
	ends, ok := marks[first]
	switch {
	case jsonStart.MatchString(text):
		return "{", "", text, nil
	case !ok || !more:
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
		return "", "", text, nil // a rule above plain words
	}
	return first, "", "", &blog.Error{Kind: blog.Invalid, Message: "The front matter begins with " + first + " and never ends. Put a line of " + first + " below it."}
}
