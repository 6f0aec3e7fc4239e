package frontmatter

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"pullquote/internal/transfer/record"
	"pullquote/internal/transfer/shape"
)

// Names, without extension, of files about the folder or program that they are in; those
// of shouted only in capital letters, since a note may be called "History".
var (
	aboutFolder = []string{"readme", "license", "licence", "copying", "changelog", "contributing", "code_of_conduct", "code-of-conduct"}
	shouted     = []string{"AUTHORS", "BUGS", "CHANGES", "CONTRIBUTORS", "COPYRIGHT", "FAQ", "GOVERNANCE", "HACKING", "HISTORY", "INSTALL", "ISSUE_TEMPLATE", "MAINTAINERS", "NEWS", "NOTICE", "PULL_REQUEST_TEMPLATE", "RELEASING", "ROADMAP", "SECURITY", "SUPPORT", "THANKS", "TODO", "UPGRADING"}
)

// projectFiles are in the top folder of a site's or program's source, where most Markdown
// files without front matter describe it.
var projectFiles = []string{
	"_config.yml", "_config.yaml", "_config.toml", "hugo.toml", "hugo.yaml", "hugo.yml", "config.toml", "mkdocs.yml",
	"package.json", "go.mod", "cargo.toml", "pyproject.toml", "setup.py", "composer.json", "gemfile", "pom.xml",
}

var (
	postFolders     = []string{"_posts", "_drafts", "content", "posts", "post", "blog", "articles", "notes", "links"}
	templateFolders = []string{"_layouts", "_includes", "_templates", "archetypes", "layouts", "partials", "templates", "vendor"}
)

// whyNotPlain returns why a Markdown file without front matter is no post; "" if it is
// one.
func (r *reading) whyNotPlain() string {
	name := path.Base(r.file.Path)
	stem := strings.TrimSuffix(name, path.Ext(name))
	if aboutItsFolder(stem) {
		return "It has no front matter, and its name is that of a file about its folder. Rename it to bring it in."
	}
	if r.file.Siblings == nil || !r.location.date.IsZero() {
		return ""
	}
	folders := strings.Split(strings.ToLower(path.Dir(r.file.Path)), "/")
	within := func(names []string) bool {
		return slices.ContainsFunc(folders, func(folder string) bool { return slices.Contains(names, folder) })
	}
	if within(templateFolders) {
		return "It has no front matter, and is in a folder for templates or other people's programs."
	}
	if project := r.project(); project != "" && !within(postFolders) {
		return "It has no front matter, and " + project + " is in the same folder or above: such files describe the site or program. Those in a folder of posts, or with a date in their name, come in; or name the file to bring it in."
	}
	return ""
}

// aboutItsFolder reports whether the stem of a file's name is that of a file about its
// folder, perhaps in a language: README.de.
func aboutItsFolder(stem string) bool {
	stem = stem[:wordEnd(stem)]
	return slices.Contains(aboutFolder, strings.ToLower(stem)) || slices.Contains(shouted, stem)
}

// wordEnd returns where a name's first word ends: at a dot, or at a hyphen or an
// underscore and a language.
func wordEnd(name string) int {
	if i := strings.IndexByte(name, '.'); i >= 0 {
		name = name[:i]
	}
	if i := strings.LastIndexAny(name, "-_"); i >= 0 && isLang(strings.ToLower(name[i+1:])) {
		return i
	}
	return len(name)
}

// project returns the name of a file that makes the folder of this one, or a folder
// above, the source of a site or program; "" if there is none.
func (r *reading) project() string {
	if r.file.EndingIn == nil {
		return ""
	}
	here := path.Dir(r.file.Path)
	for _, name := range projectFiles {
		for _, s := range r.file.EndingIn(name) {
			if top := path.Dir(s.Path); top == "." || top == here || strings.HasPrefix(here, top+"/") {
				return path.Base(s.Path)
			}
		}
	}
	return ""
}

// plain makes the item of a Markdown file without front matter, or returns a
// *record.Skip if it is no post.
func (r *reading) plain(text string) (record.Item, error) {
	if why := r.whyNotPlain(); why != "" {
		return record.Item{}, &record.Skip{Origin: r.file.Name, Reason: why}
	}
	r.isPlain = true
	r.fields, _ = newFields(nil)
	return r.item(text)
}

// bareLine matches a body whose first line is nothing but an address.
var bareLine = regexp.MustCompile(`\A<?(https?://[^\s<>]+)>?[ \t]*(?:\n|\z)`)

// plainShape returns what the body of a file without front matter says: a heading at its
// beginning is the title, a first line that is only a link the source. Else the title is
// that of the file's name.
func (r *reading) plainShape(body string) (s shape.Post, notes []string) {
	s = headed(shape.Post{Body: record.TrimBlankLines(body), Hint: true}, "")
	if m := bareLine.FindStringSubmatch(s.Body); m != nil {
		if u, err := record.URL(m[1], nil); err == nil {
			s.URL, s.Body = u, record.TrimBlankLines(s.Body[len(m[0]):])
		}
	}
	s, notes = shape.Read(s)
	r.titled = s.Title != ""
	if s.Title == "" {
		s.Title = titleOfName(r.location.name)
	}
	return s, notes
}

// headed returns s with the heading that its body begins with as the title, or else that
// of a file's name.
func headed(s shape.Post, name string) shape.Post {
	if title, rest, ok := shape.Heading(s.Body); ok {
		s.Title, s.Body = title, rest
	} else {
		s.Title = titleOfName(name)
	}
	return s
}

// titleOfName returns the title that a file's name is: as it stands if it has spaces, else
// with spaces for its hyphens and a capital letter. A name without a letter is none.
func titleOfName(name string) string {
	if strings.IndexFunc(name, unicode.IsLetter) < 0 {
		return ""
	}
	if !strings.Contains(name, " ") {
		name = strings.NewReplacer("-", " ", "_", " ").Replace(name)
	}
	name = record.Title(name)
	first, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[n:]
}
