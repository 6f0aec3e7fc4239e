package transfer

import (
	"fmt"
	"path"
	"strings"
	"unicode"
)

// names are the names that the files of an export have, and those of their
// folders. Where upper and lower case are one, so are files.
type names struct{ files, folders map[string]bool }

// newNames begins an export of posts as files. The folders of what is written
// anew, and of pictures, are no file's.
func newNames() names {
	return names{files: map[string]bool{}, folders: map[string]bool{"_posts": true, "_drafts": true, "media": true}}
}

// take gives a post's file a name, and reports false if that can't be had: it is
// another's, or a file would have to be a folder, too. What a folder may hold that
// no export wrote is nobody's, and nothing lies where a picture will.
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

// foreign reports whether something is left alone in a folder into which the blog
// is exported: the names of a repository's own files, in any case of letters.
func foreign(name string) bool {
	name = strings.ToLower(name)
	return name == ".git" || strings.HasPrefix(name, "readme") || name == "license"
}

// guarded keeps names from a sink that would do more than name a file: those of a
// repository's own files, whose settings name programs that git runs, and those of
// several lines, of which a list of files would make several files.
type guarded struct{ sink }

func (g guarded) put(name string, data []byte) error {
	if !isName(name) {
		return fmt.Errorf("export: no file is called %q", name)
	}
	return g.sink.put(name, data)
}

// isName reports whether an export can have a file of that name. It need not be
// Unicode: old addresses, such as /caf%E9/, are not, and nor are their files.
func isName(name string) bool {
	return name != "" && path.Clean("/"+name) == "/"+name && name[0] != '.' && !strings.ContainsFunc(name, unicode.IsControl)
}
