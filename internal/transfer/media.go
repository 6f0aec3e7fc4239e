package transfer

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
	"pullquote/internal/transfer/frontmatter"
)

// maxFile is the size of the largest file that is imported with an archive, in bytes.
const maxFile = 32 << 20

// mediaTypes are the media types that are kept, as detected from the content: types
// that a browser shows or plays and never executes.
var mediaTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf", "audio/mpeg", "video/mp4"}

// mediaEnding reports whether a file's extension is one of mediaEndings.
func mediaEnding(name string) bool {
	return slices.Contains(mediaEndings, strings.ToLower(path.Ext(name)))
}

// archiveBase returns the base address of an archive's file whose own address is not
// known: relative links in it resolve to other files of the archive.
func archiveBase(batch int64, file string) string {
	return (&url.URL{Scheme: sqlite.ArchiveScheme, Host: strconv.FormatInt(batch, 10), Path: "/" + file}).String()
}

// before returns the first of some paths below an archive's root that a stored post is
// known by; "" if there is none, or the store can't say.
func (im *Importer) before(ctx context.Context, batch int64, paths []string) string {
	addresses := make([]string, len(paths))
	for i, p := range paths {
		addresses[i] = archiveBase(batch, p)
	}
	local, err := im.store.Local(ctx, addresses)
	if err != nil {
		return ""
	}
	for i, address := range addresses {
		if local[address] != "" && frontmatter.IsMarkdown(paths[i]) {
			return paths[i]
		}
	}
	return ""
}

// settle does what requires that all posts are stored: it imports the pictures and
// other files that they show, and redirects links between them. It also does so for
// the posts of earlier imports of the same archive that were interrupted before that:
// in this import their items are not new. It returns the number of files imported; a
// file that posts of several imports show counts once.
func (im *Importer) settle(ctx context.Context, batch blog.Batch, found *sources) (files int, err error) {
	unfinished, err := im.store.CutShort(ctx, batch.ID)
	if err != nil {
		return 0, err
	}
	came := map[string]bool{}
	for _, id := range append(unfinished, batch.ID) {
		batch.ID = id // so that undoing the import of the post removes the file, too
		if err := im.settleOne(ctx, batch, found, came); err != nil {
			return len(came), err
		}
	}
	return len(came), nil
}

// settleOne does so for one import, and adds the addresses of imported files to came.
func (im *Importer) settleOne(ctx context.Context, batch blog.Batch, found *sources, came map[string]bool) error {
	hosts, err := im.store.FormerHosts(ctx)
	if err != nil {
		return err
	}
	fetching := batch.Options.Files && im.files != nil && len(hosts) > 0
	none := len(found.files) == 0 && !fetching // there are no files to import, whatever the posts link to
	tried := map[string]fate{}
	return im.gate.Localize(ctx, batch.ID, func(posts []sqlite.PostOfBatch) error {
		var left []gaps
		for i := range posts {
			p := &posts[i]
			if none && !strings.Contains(p.Rendered.HTML, "<img") && !strings.Contains(p.Rendered.HTML, ".m") {
				continue
			}
			gap := gaps{post: p}
			for _, ref := range markup.References(p.Rendered.HTML, p.Base) {
				if isFileLink(ref) {
					gap.links = append(gap.links, ref.Address)
				}
				if !ref.Shown && (none || !mediaEnding(ref.Address)) {
					continue
				}
				became, known := tried[ref.Address]
				if !known {
					if became, err = im.fileFor(ctx, batch, found, hosts, ref.Address); err != nil {
						return err
					}
					tried[ref.Address] = became
				}
				switch {
				case became == cameIn:
					came[ref.Address] = true
				case ref.Shown && became != noConcern:
					gap.left = append(gap.left, picture{ref.Address, became})
				}
			}
			if len(gap.left)+len(gap.links) > 0 {
				left = append(left, gap)
			}
		}
		return im.noteGaps(ctx, batch, left)
	})
}

// fileFor imports the file at an address from the archive or, if the options say so,
// from the old host. The reference to a file that is not available stays as it is.
func (im *Importer) fileFor(ctx context.Context, batch blog.Batch, found *sources, hosts []string, address string) (fate, error) {
	u, err := url.Parse(address)
	if err != nil {
		return noConcern, nil
	}
	ours := u.Scheme == sqlite.ArchiveScheme || slices.Contains(hosts, strings.ToLower(u.Host)) || slices.Contains(hosts, "www."+strings.ToLower(u.Host))
	f, there := found.listed(address)
	if !there {
		f, there = found.file(u.Path, ours)
	}
	var data []byte
	if there {
		data = readFile(f)
	}
	fetchable := ours && u.Scheme != sqlite.ArchiveScheme
	if data == nil && fetchable && batch.Options.Files && im.files != nil {
		if data, err = im.files.File(ctx, address, maxFile); err != nil { // a missing picture does not stop the import
			return missedOut(u.Path, there, unreached), ctx.Err()
		}
	}
	kind := http.DetectContentType(data)
	if isAVIF(data) {
		kind = "image/avif"
	}
	switch {
	case len(data) > 0 && slices.Contains(mediaTypes, kind):
		return cameIn, im.store.AddMedia(ctx, batch.ID, sqlite.Media{Type: kind, Name: path.Base(u.Path), Data: data}, address)
	case !ours:
		return noConcern, nil
	case len(data) > 0:
		return unfit, nil
	case fetchable && batch.Options.Files:
		return missedOut(u.Path, there, noConcern), nil // a rehearsal fetches nothing
	case fetchable:
		return missedOut(u.Path, there, unfetched), nil
	}
	return missedOut(u.Path, there, lacking), nil
}

// isAVIF reports whether a file begins with the file type box of AVIF (ISO 14496-12),
// which net/http does not detect.
func isAVIF(data []byte) bool {
	return len(data) > 12 && string(data[4:8]) == "ftyp" && (string(data[8:12]) == "avif" || string(data[8:12]) == "avis")
}

// readFile returns the contents of a file of the archive, or nil if it can't be read
// or is too large.
func readFile(f stored) []byte {
	r, err := f.open()
	if err != nil {
		return nil
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil || len(data) > maxFile {
		return nil
	}
	return data
}

// call records the names, without extension, of the file that an item refers to by an
// address.
func (s *sources) call(address string, names []string) {
	if s.names == nil {
		s.names = map[string][]string{}
	}
	s.names[address] = names
}

// mediaEndings are the extensions of files that are kept; see mediaTypes.
var mediaEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".pdf", ".mp3", ".mp4", ".pnj"}

// listed returns the file that belongs to an address according to an item or to the
// list of one of our own exports.
func (s *sources) listed(address string) (stored, bool) {
	for _, name := range s.names[address] {
		for _, ending := range mediaEndings {
			if files := s.files[name+ending]; len(files) > 0 {
				return files[0], true
			}
		}
	}
	for _, list := range s.lists {
		if name, ok := list.addresses[address]; ok {
			for _, f := range s.files[path.Base(name)] {
				if f.path == path.Join(list.root, name) {
					return f, true
				}
			}
		}
	}
	return stored{}, false
}

// mediaAddresses is the list of files in one of our own exports, and the folder that
// the export is in.
type mediaAddresses struct {
	root      string
	addresses map[string]string
}

// list reads a file if it is such a list, and reports whether it is.
func (s *sources) list(p string, size int64, open func() (io.ReadCloser, error)) bool {
	if size > maxFile || p != mediaList && !strings.HasSuffix(p, "/"+mediaList) {
		return false
	}
	list := mediaAddresses{root: strings.TrimSuffix(strings.TrimSuffix(p, mediaList), "/")}
	if json.Unmarshal(readFile(stored{open: open}), &list.addresses) != nil {
		return false
	}
	s.lists = append(s.lists, list)
	return true
}

// sized is the suffix that WordPress adds to the name of a scaled picture:
// heron-300x200.jpg.
var sized = regexp.MustCompile(`-\d+x\d+(\.\w+)$`)

// file returns the file of the archive that an address refers to. If several have its
// name, the one that shares most folders with the address is chosen; an address on a
// host other than the blog's old ones has to share at least two folders.
func (s *sources) file(address string, ours bool) (stored, bool) {
	address = strings.Trim(address, "/")
	need := 1
	if !ours {
		need = 3
	}
	for _, name := range []string{address, sized.ReplaceAllString(address, "$1")} {
		best, most := stored{}, 0
		for _, f := range s.files[path.Base(name)] {
			if n := commonEnd(f.path, name); n > most {
				best, most = f, n
			}
		}
		if most >= need {
			return best, true
		}
	}
	return stored{}, false
}

// commonEnd returns how many trailing path elements two paths share.
func commonEnd(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x) && n < len(y) && x[len(x)-1-n] == y[len(y)-1-n] {
		n++
	}
	return n
}
