package frontmatter

import (
	"fmt"
	"slices"
	"strings"
)

// value is a value of the metadata: a scalar (as text, whatever its type), a list or an
// object. The zero value is an empty scalar.
type value struct {
	text   string
	list   []value
	object []field
	kind   kind
}

type kind int

const (
	scalar kind = iota
	list
	object
)

type field struct {
	key   string // as spelled
	value value
}

// words returns the text of a scalar, or of a list's only element, as one line.
func (v value) words() string {
	if v.kind == list && len(v.list) == 1 {
		v = v.list[0]
	}
	return strings.Join(strings.Fields(v.text), " ")
}

// texts returns the text of a scalar or of each scalar in a list, without empty ones.
// Lists in lists are flattened; an object counts as its name or title.
func (v value) texts() []string {
	switch v.kind {
	case list:
		var out []string
		for _, e := range v.list {
			out = append(out, e.texts()...)
		}
		return out
	case object:
		return v.member("name", "title", "label").texts()
	}
	if words := v.words(); words != "" {
		return []string{words}
	}
	return nil
}

// member returns the first of the named members that an object has.
func (v value) member(names ...string) value {
	for _, name := range names {
		for _, f := range v.object {
			if fold(f.key) == name {
				return f.value
			}
		}
	}
	return value{}
}

// fields is the metadata of a file, by folded key. It records which keys were looked
// up, so that the others can be reported.
type fields struct {
	order  []field
	folded map[string]int // index into order
	used   map[string]bool
}

// groups are keys whose values contain other keys.
var groups = []string{"params", "extra", "taxonomy", "taxonomies"}

// newFields makes fields of pairs. A repeated key replaces the earlier one, as in
// most YAML parsers, and yields a note. Some programs nest keys in an object (Hugo
// and Zola an author's own ones, exporters of WordPress its taxonomies): these are
// treated like keys at top level.
func newFields(pairs []field) (f *fields, notes []string) {
	f = &fields{folded: map[string]int{}, used: map[string]bool{}}
	for _, p := range pairs {
		key := fold(p.key)
		if slices.Contains(groups, key) && p.value.kind == object {
			for _, own := range p.value.object {
				if _, ok := f.folded[fold(own.key)]; !ok {
					f.add(own)
				}
			}
			continue
		}
		if i, ok := f.folded[key]; ok {
			note := fmt.Sprintf("“%s” stands more than once in the front matter; the last counts.", p.key)
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
			f.order[i] = p
			continue
		}
		f.add(p)
	}
	return f, notes
}

func (f *fields) add(p field) {
	f.folded[fold(p.key)] = len(f.order)
	f.order = append(f.order, p)
}

// get returns the first of the named values that is not empty. Names are folded; all
// of them are marked as used.
func (f *fields) get(names ...string) value {
	var found value
	for _, name := range names {
		i, ok := f.folded[name]
		if !ok {
			continue
		}
		f.used[name] = true
		if v := f.order[i].value; len(v.texts()) > 0 || v.kind == object {
			if len(found.texts()) == 0 && found.kind != object {
				found = v
			}
		}
	}
	return found
}

// has reports whether a key is set, by its folded name.
func (f *fields) has(name string) bool {
	_, ok := f.folded[name]
	return ok
}

// unused returns the keys that were not looked up, as spelled.
func (f *fields) unused() []string {
	var keys []string
	for _, p := range f.order {
		if !f.used[fold(p.key)] && !slices.Contains(keys, p.key) {
			keys = append(keys, p.key)
		}
	}
	return keys
}

// fold normalises a key: external-url, external_url and externalUrl become externalurl.
func fold(key string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(strings.TrimSpace(key)))
}
