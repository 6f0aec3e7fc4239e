package transfer

import (
	"fmt"
	"path"
	"strings"
	"unicode"
)

// names are the names of an export's files and folders, in lower case: on
// case-insensitive file systems, names that differ only in case are one file.
type names struct{ files, folders map[string]bool }

// newNames returns the names for an export of posts as files. The folders of newly
// written posts and of pictures are reserved.
func newNames() names {
	return names{files: map[string]bool{}, folders: map[string]bool{"_posts": true, "_drafts": true, "media": true}}
}

// take reserves a name for a post's file. It reports false if the name is not
// available: it is taken, a path would have to be both file and folder, it is one of
// the foreign names in the root, or it is where pictures go.
func (n names) take(name string) bool {
	key := strings.ToLower(name)
	inFolder := strings.Contains(key, "/")
	if n.files[key] || n.folders[key] || !inFolder && foreign(key) || strings.HasPrefix(path.Dir(key), "media/") {
		return false
	}
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		if n.files[dir] {
			return false
		}
	}
	n.files[key] = true
	for dir := path.Dir(key); dir != "."; dir = path.Dir(dir) {
		n.folders[dir] = true
	}
	return true
}

// foreign reports whether an export to a folder leaves a name alone: the names of a
// repository's own files, in any case.
func foreign(name string) bool {
	name = strings.ToLower(name)
	return name == ".git" || strings.HasPrefix(name, "readme") || name == "license"
}

// guarded is a sink that refuses unsafe names: those of a repository's own files,
// whose settings name programs that git runs, and those with line breaks, which would
// be several entries in the list of files.
type guarded struct{ sink }

func (g guarded) put(name string, data []byte) error {
	if !isName(name) {
		return fmt.Errorf("export: no file is called %q", name)
	}
	return g.sink.put(name, data)
}

// isName reports whether an export may contain a file of that name. It need not be
// UTF-8: old addresses such as /caf%E9/ are not, so neither are their files.
func isName(name string) bool {
	return name != "" && path.Clean("/"+name) == "/"+name && name[0] != '.' && !strings.ContainsFunc(name, unicode.IsControl)
}
