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
	text = uncommented(strings.TrimLeft(text, "\n"))
	first, _, more := strings.Cut(text, "\n")
	_, marked := marks[strings.TrimRight(first, " \t")]
	return marked && more || jsonStart.MatchString(text)
}

// split parts a text into its metadata and the words below. Kind is the first
// line's mark, "{" for JSON, which parts itself, or empty if the text has no
// front matter: then all of it is body.
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
		return "", "", text, nil // a rule above plain words
	}
	return first, "", "", &blog.Error{Kind: blog.Invalid, Message: "The front matter begins with " + first + " and never ends. Put a line of " + first + " below it."}
}

// commented is front matter in a comment, which Hugo takes for what it is.
var commented = regexp.MustCompile(`(?s)\A<!--[ \t]*\n((---|\+\+\+)[ \t]*\n.*?\n(?:---|\+\+\+)[ \t]*\n)\s*-->[ \t]*\n?`)

// uncommented takes a text's front matter out of the comment around it.
func uncommented(text string) string {
	if m := commented.FindStringSubmatch(text); m != nil {
		return m[1] + text[len(m[0]):]
	}
	return text
}

// splitBare parts metadata without a mark above it from the words: Hexo's end
// with a line of dashes, Pelican's and MultiMarkdown's with a blank line. Since
// words may begin with a colon in their first line, too, the latter have to have
// two keys that metadata has, and among them what tells that it is a
// post for others to read: a date, or a status. A line that reads like a
// sentence ends the guess, for words are not to be lost as a key.
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

// isSentence reports whether a line is words rather than a key that nobody
// knows: several words before its colon, and several behind it.
func isSentence(key, text string) bool {
	return len(strings.Fields(key)) > 1 && len(strings.Fields(text)) > 2
}

var (
	dashes = regexp.MustCompile(`^-{3,}$`)
	goesOn = regexp.MustCompile(`^(?:[ \t]+|- )\S`) // a line that is its key's, too
)
