package frontmatter

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// mapping is a YAML mapping that is being made. What is empty is left out.
type mapping struct{ node *yaml.Node }

func newMapping() mapping { return mapping{&yaml.Node{Kind: yaml.MappingNode}} }

func (m mapping) add(key string, value *yaml.Node) {
	m.node.Content = append(m.node.Content, scalarNode(key), value)
}

// text adds a text, whatever it looks like: "no", "12:30" and "007" stay texts.
func (m mapping) text(key, value string) {
	if value != "" {
		m.add(key, scalarNode(value))
	}
}

// list adds a list of texts.
func (m mapping) list(key string, values []string) {
	if len(values) == 0 {
		return
	}
	n := &yaml.Node{Kind: yaml.SequenceNode}
	for _, v := range values {
		n.Content = append(n.Content, scalarNode(v))
	}
	m.add(key, n)
}

// time adds a moment, in UTC, as exact as it is.
func (m mapping) time(key string, t time.Time) {
	if !t.IsZero() {
		m.plain(key, "!!timestamp", t.UTC().Format("2006-01-02T15:04:05.999Z07:00"))
	}
}

// plain adds a value that is no text.
func (m mapping) plain(key, tag, value string) {
	m.add(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value})
}

// mistakable is what the readers of YAML 1.1, Jekyll's among them, take for a
// number, a date or a truth; the library asks YAML 1.2 alone.
var mistakable = regexp.MustCompile(`^[-+.]?[0-9]|^(?i:y|n|yes|no|on|off|true|false|null|~|[-+]?\.(?:inf|nan)|=|<<)$`)

// scalarNode makes a text. The library puts what is no text without them into
// quotation marks; lines are kept as such where nothing can be mistaken in
// them, and escaped otherwise.
func scalarNode(text string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: strings.ToValidUTF8(text, "\uFFFD")}
	switch {
	case mistakable.MatchString(n.Value), strings.ContainsFunc(n.Value, unseen), n.Value != strings.TrimSpace(n.Value):
		n.Style = yaml.DoubleQuotedStyle
	case strings.Contains(n.Value, "\n"):
		n.Style = yaml.LiteralStyle
		for line := range strings.SplitSeq(n.Value, "\n") {
			if line != strings.TrimSpace(line) {
				n.Style = yaml.DoubleQuotedStyle
			}
		}
	}
	return n
}

// unseen reports characters that an editor does not show, or takes for the end
// of a line.
func unseen(r rune) bool {
	return r != '\n' && r != ' ' && !unicode.IsPrint(r) && !unicode.Is(unicode.M, r)
}
