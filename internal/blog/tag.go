package blog

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTag is the longest name of a tag, in characters.
const MaxTag = 100

// Tag is a word or a few under which posts are found.
type Tag struct {
	Name string // as the author spells it
	Slug string // in addresses, and what makes two spellings one tag
}

// NewTag makes the tag of a name as a person types it: "#" before it and white
// space around it are dropped.
func NewTag(name string) Tag {
	name = strings.Join(strings.Fields(name), " ")
	if rest := strings.TrimLeft(name, "#"); rest != "" {
		name = strings.TrimSpace(rest)
	}
	return Tag{Name: name, Slug: tagSlug(name)}
}

// ParseTags reads a list of tags: names parted by commas. Empty names and
// second spellings of one tag are dropped, the order is kept.
func ParseTags(list string) []Tag {
	return NewTags(strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '\n' || r == '，' || r == '、' }))
}

// NewTags makes tags of names. Empty names and second spellings of one tag are
// dropped, the order is kept.
func NewTags(names []string) []Tag {
	var tags []Tag
	seen := map[string]bool{}
	for _, name := range names {
		t := NewTag(name)
		if t.Name == "" || seen[t.Slug] && t.Slug != "" {
			continue
		}
		seen[t.Slug] = true
		tags = append(tags, t)
	}
	return tags
}

// TagList writes tags as ParseTags reads them.
func TagList(tags []Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

// Path gives the address of the tag's page.
func (t Tag) Path() string { return "/tags/" + url.PathEscape(t.Slug) + "/" }

// Validate reports why the name can't be a tag, as an *Error of field tags.
func (t Tag) Validate() error {
	shown := Excerpt(t.Name, 40)
	switch {
	case utf8.RuneCountInString(t.Name) > MaxTag:
		return Fault("tags", "The tag “%s” has more than %d characters. Are commas missing between tags?", shown, MaxTag)
	case strings.ContainsFunc(t.Name, unicode.IsControl) || !utf8.ValidString(t.Name):
		return Fault("tags", "The tag “%s” holds a control character. Type it again.", shown)
	case strings.Contains(t.Name, ","):
		return Fault("tags", "The tag “%s” holds a comma, which parts tags. Write it without.", shown)
	case t.Slug == "":
		return Fault("tags", "The tag “%s” has no letter or digit in it. Give it one, or take it out.", shown)
	}
	return nil
}

// tagSlug folds case and turns spaces and slashes to hyphens. Letters of all scripts stay,
// and so do + # . _ & ', so that C, C++ and C# are three tags. A name without
// a letter or digit has no slug.
func tagSlug(name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r) }) {
		return ""
	}
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case unicode.IsSpace(r), r == '/':
			b.WriteByte('-')
		case unicode.IsControl(r), strings.ContainsRune(`\?%"<>`, r):
		default:
			b.WriteRune(r)
		}
	}
	return strings.Trim(b.String(), "-.")
}
