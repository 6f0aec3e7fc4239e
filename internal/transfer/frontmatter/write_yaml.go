package frontmatter

import (
	"regexp"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// mapping is a YAML mapping being built. Empty values are omitted.
type mapping struct{ node *yaml.Node }

func newMapping() mapping { return mapping{&yaml.Node{Kind: yaml.MappingNode}} }

func (m mapping) add(key string, value *yaml.Node) {
	m.node.Content = append(m.node.Content, scalarNode(key), value)
}

// text adds a string; one like "no", "12:30" or "007" stays a string.
func (m mapping) text(key, value string) {
	if value != "" {
		m.add(key, scalarNode(value))
	}
}

// list adds a list of strings.
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

// time adds a time, in UTC, with a precision of milliseconds.
func (m mapping) time(key string, t time.Time) {
	if !t.IsZero() {
		m.plain(key, "!!timestamp", t.UTC().Format("2006-01-02T15:04:05.999Z07:00"))
	}
}

// plain adds a value that is not a string.
func (m mapping) plain(key, tag, value string) {
	m.add(key, &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value})
}

// mistakable matches strings that YAML 1.1 parsers, such as Jekyll's, take for a
// number, a date or a boolean; the library considers only YAML 1.2.
var mistakable = regexp.MustCompile(`^[-+.]?[0-9]|^(?i:y|n|yes|no|on|off|true|false|null|~|[-+]?\.(?:inf|nan)|=|<<)$`)

// scalarNode returns a string node. The library adds quotation marks if YAML 1.2 requires
// them. A text of several lines is written as such if nothing in it can be misread, and
// escaped otherwise.
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

// unseen reports whether an editor does not show a character, or takes it for a line end.
func unseen(r rune) bool {
	return r != '\n' && r != ' ' && !unicode.IsPrint(r) && !unicode.Is(unicode.M, r)
}
