package transfer

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"pullquote/internal/blog"
	"pullquote/internal/markup"
	"pullquote/internal/sqlite"
)

// maxFile is the size of the largest file that is imported with an archive, in bytes.
const maxFile = 32 << 20

// mediaTypes are the media types that are kept, as detected from the content: types
// that a browser shows or plays and never executes.
var mediaTypes = []string{"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf", "audio/mpeg", "video/mp4"}

// mediaEndings are the extensions of files that are kept; see mediaTypes.
var mediaEndings = []string{".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".pdf", ".mp3", ".mp4", ".pnj"}

// mediaEnding reports whether a file's extension is one of mediaEndings.
func mediaEnding(name string) bool {
	return slices.Contains(mediaEndings, strings.ToLower(path.Ext(name)))
}

// importFiles imports the pictures and other files that posts show, and redirects links
// between them; all posts have to be stored. It also does so for the posts of earlier
// imports of the same archive that were interrupted before that: in this import their
// items are not new. It returns the number of files imported; a file that posts of
// several imports show counts once.
func (im *Importer) importFiles(ctx context.Context, batch blog.Batch, found *sources) (files int, err error) {
	unfinished, err := im.store.CutShort(ctx, batch.ID)
	if err != nil {
		return 0, err
	}
	imported := map[string]bool{}
	for _, id := range append(unfinished, batch.ID) {
		batch.ID = id // so that undoing the import of the post removes the file, too
		if err := im.importFilesOf(ctx, batch, found, imported); err != nil {
			return len(imported), err
		}
	}
	return len(imported), nil
}

// importFilesOf does so for one import, and adds the addresses of imported files to
// imported.
func (im *Importer) importFilesOf(ctx context.Context, batch blog.Batch, found *sources, imported map[string]bool) error {
	hosts, err := im.store.FormerHosts(ctx)
	if err != nil {
		return err
	}
	fi := &fileImport{im: im, batch: batch, found: found, hosts: hosts, imported: imported, outcomes: map[string]fileOutcome{}}
	return im.gate.Localize(ctx, batch.ID, func(posts []sqlite.PostOfBatch) error {
		var incomplete []gaps
		for i := range posts {
			g, err := fi.post(ctx, &posts[i])
			if err != nil {
				return err
			}
			if len(g.pictures)+len(g.links) > 0 {
				incomplete = append(incomplete, g)
			}
		}
		return im.noteGaps(ctx, batch, incomplete)
	})
}

// fileImport imports the files of one import's posts.
type fileImport struct {
	im       *Importer
	batch    blog.Batch
	found    *sources
	hosts    []string               // of the old blog
	imported map[string]bool        // addresses of the files
	outcomes map[string]fileOutcome // by address
	buffer   bytes.Buffer           // with the file that is imported
}

// fetches reports whether files may be fetched from the old host.
func (fi *fileImport) fetches() bool { return fi.batch.Options.Files && fi.im.files != nil }

// post imports the files of a post, and returns what it lacks.
func (fi *fileImport) post(ctx context.Context, p *sqlite.PostOfBatch) (gaps, error) {
	missing := gaps{post: p}
	none := len(fi.found.files) == 0 && !(fi.fetches() && len(fi.hosts) > 0) // there are no files to import, whatever the post links to
	if none && !strings.Contains(p.Rendered.HTML, "<img") && !strings.Contains(p.Rendered.HTML, ".m") {
		return missing, nil
	}
	for _, ref := range markup.References(p.Rendered.HTML, p.Base) {
		if isFileLink(ref) {
			missing.links = append(missing.links, ref.Address)
		}
		if !ref.Shown && (none || !mediaEnding(ref.Address)) {
			continue
		}
		outcome, known := fi.outcomes[ref.Address]
		if !known {
			var err error
			if outcome, err = fi.file(ctx, ref.Address); err != nil {
				return missing, err
			}
			fi.outcomes[ref.Address] = outcome
		}
		if outcome == fileImported || outcome == fileAmbiguous {
			fi.imported[ref.Address] = true
		}
		switch {
		case outcome == fileImported:
		case ref.Shown && outcome != fileElsewhere:
			missing.pictures = append(missing.pictures, missingPicture{ref.Address, outcome})
		}
	}
	return missing, nil
}

// file imports the file at an address from the archive or, if the options say so, from
// the old host. The reference to a file that is not available stays as it is.
func (fi *fileImport) file(ctx context.Context, address string) (fileOutcome, error) {
	u, err := url.Parse(address)
	if err != nil {
		return fileElsewhere, nil
	}
	isRelative := u.Scheme == sqlite.ArchiveScheme // to a file of the archive
	host := strings.ToLower(u.Host)
	fetchable := !isRelative && (slices.Contains(fi.hosts, host) || slices.Contains(fi.hosts, "www."+host))
	ours := isRelative || fetchable
	f, inArchive := fi.found.namedFile(address)
	if !inArchive {
		f, inArchive = fi.found.file(u.Path, ours)
	}
	var data []byte
	if inArchive {
		data = fi.read(f)
	}
	if data == nil && fetchable && fi.fetches() {
		if data, err = fi.im.files.File(ctx, address, maxFile); err != nil { // a missing picture does not stop the import
			return withoutData(u.Path, inArchive, fileNotServed), ctx.Err()
		}
	}
	kind := mediaType(data)
	switch {
	case slices.Contains(mediaTypes, kind):
		if contested, err := fi.contested(ctx, address, data); contested || err != nil {
			return fileContested, err
		}
		outcome := fileImported
		if inArchive && isRelative && fi.found.othersAt(f.path, data) {
			outcome = fileAmbiguous
		}
		return outcome, fi.im.store.AddMedia(ctx, fi.batch.ID, sqlite.Media{Type: kind, Name: path.Base(u.Path), Data: data}, address)
	case !ours:
		return fileElsewhere, nil
	case len(data) > 0:
		return fileUnsupported, nil
	case fetchable && fi.batch.Options.Files:
		return withoutData(u.Path, inArchive, fileElsewhere), nil // a rehearsal fetches nothing
	case fetchable:
		return withoutData(u.Path, inArchive, fileNotFetched), nil
	}
	return withoutData(u.Path, inArchive, fileMissing), nil
}

// contested reports whether another file is stored for an address than data.
func (fi *fileImport) contested(ctx context.Context, address string, data []byte) (bool, error) {
	here, err := fi.im.store.Local(ctx, []string{address})
	if err != nil || here[address] == "" {
		return false, err
	}
	sum := sha256.Sum256(data)
	return !strings.Contains(here[address], hex.EncodeToString(sum[:])), nil
}

// mediaType returns the media type of a file by its content.
func mediaType(data []byte) string {
	if isAVIF(data) {
		return "image/avif"
	}
	return http.DetectContentType(data)
}

// isAVIF reports whether a file begins with the file type box of AVIF (ISO 14496-12),
// which net/http does not detect.
func isAVIF(data []byte) bool {
	return len(data) > 12 && string(data[4:8]) == "ftyp" && (string(data[8:12]) == "avif" || string(data[8:12]) == "avis")
}

// read returns the contents of a file of the archive, or nil if it can't be read or is
// too large. They are valid until the next one is read: so that an archive of pictures
// takes the memory of its largest.
func (fi *fileImport) read(f stored) []byte {
	fi.buffer.Reset()
	fi.buffer.Grow(int(f.size) + bytes.MinRead) // keep has checked the size, which may be a lie
	return readInto(&fi.buffer, f)
}

// readInto reads a file of the archive into an empty buffer and returns the contents, or
// nil if it can't be read or is too large.
func readInto(buffer *bytes.Buffer, f stored) []byte {
	r, err := f.open()
	if err != nil {
		return nil
	}
	defer r.Close()
	if _, err := buffer.ReadFrom(io.LimitReader(r, maxFile+1)); err != nil || buffer.Len() > maxFile {
		return nil
	}
	return buffer.Bytes()
}
