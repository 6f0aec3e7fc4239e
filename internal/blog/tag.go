package blog

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxTag is the maximum length of a tag's name, in characters.
const MaxTag = 100

// Tag is a name under which posts are found: one word or a few.
type Tag struct {
	Name string // as the author spells it
	Slug string // used in addresses; spellings with the same slug are one tag
}

// NewTag returns the tag for a name as typed: leading "#" and surrounding white
// space are dropped.
func NewTag(name string) Tag {
	name = strings.Join(strings.Fields(name), " ")
	if rest := strings.TrimLeft(name, "#"); rest != "" {
		name = strings.TrimSpace(rest)
	}
	return Tag{Name: name, Slug: tagSlug(name)}
}

// ParseTags parses a list of tags, separated by commas or line ends. It drops empty
// names and further spellings of the same tag, and keeps the order.
func ParseTags(list string) []Tag {
	return NewTags(strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == '\n' || r == '，' || r == '、' }))
}

// NewTags returns the tags for names. It drops empty names and further spellings of
// the same tag, and keeps the order.
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

// TagList formats tags for ParseTags.
func TagList(tags []Tag) string {
	names := make([]string, len(tags))
	for i, t := range tags {
		names[i] = t.Name
	}
	return strings.Join(names, ", ")
}

// Path returns the address of the tag's page.
func (t Tag) Path() string { return "/tags/" + url.PathEscape(t.Slug) + "/" }

// Validate reports why the tag is invalid, as an *Error of field tags.
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

// tagSlug returns the slug of a tag: lower case, with hyphens for spaces and
// slashes. Letters of all scripts stay, and so do + # . _ & ', so that C, C++ and C#
// are three tags. A name without a letter, digit or symbol such as an emoji has no
// slug.
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
