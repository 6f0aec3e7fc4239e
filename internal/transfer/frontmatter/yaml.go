package frontmatter

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Limits for YAML values: with nested aliases, a hundred bytes can expand to gigabytes.
const (
	maxDepth  = 20
	maxValues = 20_000
)

var errTooMuch = errors.New("the front matter is nested too deep or too large")

// parseYAML parses metadata in YAML. Scalars keep the text that they were written as:
// a title of "no" or "2012" would not be a string in YAML.
func parseYAML(matter string) ([]field, error) { return yamlFields(matter, maxValues) }

// yamlFields parses metadata with at most that many values.
func yamlFields(matter string, most int) ([]field, error) {
	if !strings.Contains(matter, ":") {
		return nil, nil // empty, or only comments, which the library rejects
	}
	var doc yaml.Node
	if err := yaml.Load([]byte(matter), &doc); err != nil {
		return nil, err
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, errors.New("the front matter is no list of keys")
	}
	w := walker{left: most}
	v, err := w.value(doc.Content[0], 0)
	return v.object, err
}

// walker converts nodes to values and counts them.
type walker struct{ left int }

func (w *walker) value(n *yaml.Node, depth int) (value, error) {
	if w.left--; w.left < 0 || depth > maxDepth {
		return value{}, errTooMuch
	}
	switch n.Kind {
	case yaml.AliasNode:
		return w.value(n.Alias, depth+1)
	case yaml.SequenceNode:
		v := value{kind: list}
		for _, c := range n.Content {
			e, err := w.value(c, depth+1)
			if err != nil {
				return value{}, err
			}
			v.list = append(v.list, e)
		}
		return v, nil
	case yaml.MappingNode:
		v := value{kind: object}
		for i := 0; i+1 < len(n.Content); i += 2 {
			e, err := w.value(n.Content[i+1], depth+1)
			if err != nil {
				return value{}, err
			}
			v.object = append(v.object, field{key: n.Content[i].Value, value: e})
		}
		return v, nil
	}
	if n.ShortTag() == "!!null" {
		return value{}, nil
	}
	return value{text: n.Value}, nil
}

// yamlNote returns a note that says where the YAML is invalid. Lines are counted from the
// file's first, which is the mark above the metadata.
func yamlNote(err error) string {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok && e.Mark.Line > 0 {
		return fmt.Sprintf("The front matter is not valid YAML (line %d: %s). It was read line by line.", e.Mark.Line+1, e.Message)
	}
	return "The front matter is not valid YAML. It was read line by line."
}
