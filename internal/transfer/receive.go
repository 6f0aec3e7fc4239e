package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"pullquote/internal/blog"
)

// Upload is a file being uploaded.
type Upload struct {
	Name string // with its folders, if a folder is uploaded
	Body io.Reader
}

// Receive stores the files of an archive, calling next until it returns io.EOF, and
// queues their import for rehearsal. It fails with Invalid if there are no files, and
// with Unavailable if they can't be stored; in either case nothing is kept.
func (h *Held) Receive(ctx context.Context, next func() (Upload, error), options func() blog.BatchOptions) (id int64, err error) {
	b := blog.Batch{State: blog.BatchWaiting, Held: true}
	if b.ID, err = h.expect(ctx, b); err != nil {
		return 0, err
	}
	defer func() {
		h.arriving.Lock()
		delete(h.receiving, b.ID)
		h.arriving.Unlock()
		if err != nil {
			err = errors.Join(err, h.Discard(context.WithoutCancel(ctx), b.ID))
		}
	}()
	dir := filepath.Join(h.folder(b.ID), "files")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, cantKeep(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return 0, cantKeep(err)
	}
	defer root.Close()
	names, err := receiveAll(root, next)
	if err != nil {
		return 0, err
	}
	b.Source, b.Options, b.State = names, options(), blog.BatchRehearsing
	if _, err := choose(b.Options.Format); err != nil {
		return 0, err
	}
	if err := h.im.store.StartBatch(ctx, b); err != nil {
		return 0, err
	}
	h.wakeUp()
	return b.ID, nil
}

// expect begins an import whose files are being uploaded.
func (h *Held) expect(ctx context.Context, b blog.Batch) (int64, error) {
	h.arriving.Lock()
	defer h.arriving.Unlock()
	id, err := h.im.store.BeginImport(ctx, b)
	if err == nil {
		h.receiving[id] = true
	}
	return id, err
}

// receiveAll stores the files and returns their names in one line.
func receiveAll(root *os.Root, next func() (Upload, error)) (names string, err error) {
	const shown = 5
	in := intake{root: root, folders: map[string]string{".": "."}, alike: map[string]int{}}
	for n := 0; ; n++ {
		u, err := next()
		if err == io.EOF && n == 0 {
			return "", blog.Fault("files", "Choose the files of the archive first.")
		}
		if err == io.EOF {
			if n > shown {
				names += fmt.Sprintf(" and %d more", n-shown)
			}
			return names, nil
		}
		if err != nil {
			return "", err
		}
		name := cleanName(u.Name)
		if name == "" {
			name = fmt.Sprintf("file-%d", n+1)
		}
		if name, err = in.receive(name, u.Body); err != nil {
			return "", err
		}
		if n > 0 && n < shown {
			names += ", "
		}
		if n < shown {
			names += name
		}
	}
}

// receive stores a file and returns the name that it got.
func (in *intake) receive(name string, body io.Reader) (string, error) {
	f, name, err := in.create(name)
	if err != nil {
		return "", cantKeep(err)
	}
	_, err = io.Copy(f, body)
	closeErr := f.Close()
	if _, ok := errors.AsType[*os.PathError](err); ok || closeErr != nil {
		return "", cantKeep(errors.Join(err, closeErr))
	}
	if err != nil && blog.KindOf(err) == blog.Internal {
		return "", &blog.Error{Kind: blog.Invalid, Field: "files", Message: "The files did not arrive whole: the connection broke. Send them again.", Err: err}
	}
	return name, err
}

func cantKeep(err error) error {
	return &blog.Error{Kind: blog.Unavailable, Field: "files", Message: "The files can't be kept: the disk is full, or the data folder can't be written to. Nothing was imported; make room and send them again.", Err: err}
}
