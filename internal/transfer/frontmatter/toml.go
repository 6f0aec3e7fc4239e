package frontmatter

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"pullquote/internal/blog"
)

// parseTOML parses metadata in TOML, which older posts of Hugo have. It sorts the
// keys, since their order has no meaning in TOML.
func parseTOML(matter string) ([]field, error) {
	var table map[string]any
	if err := toml.Unmarshal([]byte(matter), &table); err != nil {
		return nil, &blog.Error{Kind: blog.Invalid, Message: "The front matter between lines of +++ can't be read as TOML. Mend it, or write it as YAML between lines of ---.", Err: err}
	}
	w := walker{left: maxValues}
	v, err := w.tomlValue(table, 0)
	return v.object, err
}

func (w *walker) tomlValue(from any, depth int) (value, error) {
	if w.left--; w.left < 0 || depth > maxDepth {
		return value{}, errTooMuch
	}
	switch t := from.(type) {
	case map[string]any:
		v := value{kind: object}
		for _, key := range slices.Sorted(maps.Keys(t)) {
			e, err := w.tomlValue(t[key], depth+1)
			if err != nil {
				return value{}, err
			}
			v.object = append(v.object, field{key: key, value: e})
		}
		return v, nil
	case []any:
		v := value{kind: list}
		for _, c := range t {
			e, err := w.tomlValue(c, depth+1)
			if err != nil {
				return value{}, err
			}
			v.list = append(v.list, e)
		}
		return v, nil
	case time.Time:
		return value{text: t.Format(time.RFC3339Nano)}, nil
	}
	return value{text: strings.TrimSpace(fmt.Sprint(from))}, nil
}
