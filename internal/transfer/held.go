package transfer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// Held runs imports on the server, one at a time. Each is first rehearsed on a copy
// of the blog, and then waits for its author's confirmation. What is under way when
// the server stops is resumed when it starts again: the position of an import is
// committed with every portion of it.
//
// Each import has a folder of its own, with the uploaded files and the copy.
type Held struct {
	im   *Importer
	log  *slog.Logger
	wake chan struct{}

	mu         sync.Mutex
	progress   map[int64]Progress      // of imports under way
	rehearsals map[int64]*sqlite.Store // open copies, for previews

	arriving  sync.Mutex
	receiving map[int64]bool // batches whose files are being uploaded
}

// NewHeld returns a Held. Its work is done by Run.
func NewHeld(im *Importer, log *slog.Logger) *Held {
	return &Held{im: im, log: log, wake: make(chan struct{}, 1), progress: map[int64]Progress{}, rehearsals: map[int64]*sqlite.Store{}, receiving: map[int64]bool{}}
}

// Run works on imports until ctx ends. What ctx interrupts is resumed by the next
// run.
func (h *Held) Run(ctx context.Context) {
	defer h.closeRehearsals()
	if err := blog.Contain(func() error { h.tidy(ctx); return nil }); err != nil {
		h.log.ErrorContext(ctx, "the folder of imports was not tidied", "err", err)
	}
	for {
		more := false
		err := blog.Contain(func() (err error) {
			more, err = h.next(ctx)
			return err
		})
		if err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "imports can't be looked at", "err", err)
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-h.wake:
		case <-time.After(time.Minute):
		}
	}
}

func (h *Held) closeRehearsals() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.rehearsals {
		s.Close()
	}
	clear(h.rehearsals)
}

// tidy removes what an earlier run has left behind: incompletely uploaded files, and
// temporary folders of killed processes.
func (h *Held) tidy(ctx context.Context) {
	h.arriving.Lock()
	defer h.arriving.Unlock()
	batches, err := h.im.store.HeldBatches(ctx)
	if err != nil {
		h.log.ErrorContext(ctx, "imports can't be looked at", "err", err)
		return
	}
	needed := map[string]bool{}
	for _, b := range batches {
		if b.State == blog.BatchWaiting && !h.receiving[b.ID] {
			if err := h.drop(ctx, b.ID); err != nil {
				h.log.ErrorContext(ctx, "an import that was not received stays", "batch", b.ID, "err", err)
			}
			continue
		}
		needed[filepath.Base(h.folder(b.ID))] = true
	}
	entries, _ := os.ReadDir(h.im.dir) // that is not there before the first import
	for _, e := range entries {
		if info, err := e.Info(); !needed[e.Name()] && err == nil && h.im.now().Sub(info.ModTime()) > time.Hour {
			os.RemoveAll(filepath.Join(h.im.dir, e.Name()))
		}
	}
}

// next does the first job that is due and reports whether there was one.
func (h *Held) next(ctx context.Context) (bool, error) {
	batches, err := h.im.store.HeldBatches(ctx)
	if err != nil {
		return false, err
	}
	for _, b := range batches {
		if !b.State.Moving() {
			continue
		}
		h.log.InfoContext(ctx, "import", "batch", b.ID, "state", string(b.State))
		if err := blog.Contain(func() error { return h.work(ctx, b) }); err != nil && ctx.Err() == nil {
			h.log.ErrorContext(ctx, "an import failed", "batch", b.ID, "state", string(b.State), "err", err)
			h.failed(ctx, b.ID, err)
		}
		return true, ctx.Err()
	}
	return false, nil
}

func (h *Held) failed(ctx context.Context, id int64, err error) {
	b, readErr := h.im.store.Batch(ctx, id)
	if readErr == nil && b.State.Moving() {
		if b.State == blog.BatchRehearsing {
			readErr = h.removeRehearsal(id) // the disk may be full
		}
		b.State, b.Fault = blog.BatchFailed, reason(err, b.Rows > 0)
		readErr = errors.Join(readErr, h.im.store.SetBatch(ctx, b))
	}
	if readErr != nil {
		h.log.ErrorContext(ctx, "an import's failure can't be noted", "batch", id, "err", readErr)
	}
}

func (h *Held) work(ctx context.Context, b blog.Batch) error {
	defer func() {
		h.mu.Lock()
		delete(h.progress, b.ID)
		h.mu.Unlock()
	}()
	switch b.State {
	case blog.BatchRehearsing:
		return h.rehearse(ctx, b)
	case blog.BatchImporting:
		return h.run(ctx, b)
	default:
		_, err := h.im.Undo(ctx, b.ID)
		return err
	}
}

// folder returns the folder of an import's files.
func (h *Held) folder(id int64) string { return filepath.Join(h.im.dir, fmt.Sprintf("import-%d", id)) }

func (h *Held) copyPath(id int64) string { return filepath.Join(h.folder(id), "rehearsal.db") }

// recorder returns a function that records an import's progress for Progress.
func (h *Held) recorder(id int64) func(Progress) {
	return func(p Progress) {
		h.mu.Lock()
		h.progress[id] = p
		h.mu.Unlock()
	}
}

// Progress returns the progress of an import, and false if it is not under way.
func (h *Held) Progress(id int64) (Progress, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, ok := h.progress[id]
	return p, ok
}

// rehearse imports the files into a copy of the blog.
func (h *Held) rehearse(ctx context.Context, b blog.Batch) error {
	if err := h.removeRehearsal(b.ID); err != nil {
		return err
	}
	copied, err := h.im.copied(ctx, h.copyPath(b.ID))
	if err != nil {
		return err
	}
	found, err := h.survey(copied, b)
	if err == nil {
		defer found.close()
		inCopy := b
		inCopy.State = blog.BatchImporting
		inCopy.Rows, inCopy.Done, inCopy.Total = 0, 0, found.total
		b.Total = found.total
		if err = copied.store.SetBatch(ctx, inCopy); err == nil {
			_, err = copied.run(ctx, inCopy, found, Options{BatchOptions: inCopy.Options, Progress: h.recorder(b.ID)})
		}
	}
	if err != nil {
		return errors.Join(err, copied.store.Close())
	}
	h.mu.Lock()
	h.rehearsals[b.ID] = copied.store
	h.mu.Unlock()
	b.State = blog.BatchRehearsed
	return h.im.store.SetBatch(ctx, b)
}

// removeRehearsal deletes the copy of the blog that an import is rehearsed on.
func (h *Held) removeRehearsal(id int64) error {
	h.closeRehearsal(id)
	for _, ending := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(h.copyPath(id) + ending); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	return nil
}

// survey finds the uploaded files.
func (h *Held) survey(im *Importer, b blog.Batch) (*sources, error) {
	dir := filepath.Join(h.folder(b.ID), "files")
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, &blog.Error{Kind: blog.NotFound, Message: "The files that were sent are not there any more. Send them again.", Err: err}
	}
	var paths []string
	for _, e := range entries {
		paths = append(paths, filepath.Join(dir, e.Name()))
	}
	return im.surveyBelow(b.Options.Format, paths, dir)
}

// run imports the files, starting at the import's position.
func (h *Held) run(ctx context.Context, b blog.Batch) error {
	found, err := h.survey(h.im, b)
	if err != nil {
		return err
	}
	defer found.close()
	if _, err = h.im.run(ctx, b, found, Options{BatchOptions: b.Options, Progress: h.recorder(b.ID)}); err != nil {
		return err
	}
	return os.RemoveAll(h.folder(b.ID))
}

// wakeUp lets Run look for work.
func (h *Held) wakeUp() {
	select {
	case h.wake <- struct{}{}:
	default:
	}
}

// Go starts an import that was rehearsed, resumes one that failed, or rehearses it
// again if nothing was stored before. It fails with Conflict if the import is in any
// other state.
func (h *Held) Go(ctx context.Context, id int64) error {
	b, err := h.im.store.Batch(ctx, id)
	if err != nil {
		return err
	}
	to := blog.BatchImporting
	if b.State == blog.BatchFailed && b.Rows == 0 {
		to = blog.BatchRehearsing
	}
	return h.setState(ctx, id, to, blog.Term("This import does not wait for a word any more."), blog.BatchRehearsed, blog.BatchFailed)
}

// Undo undoes an import. It fails with Conflict if the import has not ended, or if a
// later one has changed its posts.
func (h *Held) Undo(ctx context.Context, id int64) error {
	if err := h.im.store.CheckUndo(ctx, id); err != nil {
		return err
	}
	from := []blog.BatchState{blog.BatchDone, blog.BatchFailed}
	if b, err := h.im.store.Batch(ctx, id); err != nil {
		return err
	} else if !b.Held {
		from = append(from, blog.BatchImporting) // from the command line, where it was cut short
	}
	return h.setState(ctx, id, blog.BatchUndoing, blog.Term("This import can't be taken back: it has not ended, or was taken back before."), from...)
}

// setState changes the state of an import, if it is in one of the states from. Otherwise
// it fails with Conflict.
func (h *Held) setState(ctx context.Context, id int64, to blog.BatchState, otherwise blog.Term, from ...blog.BatchState) error {
	ok, err := h.im.store.TurnBatch(ctx, id, to, from...)
	if err != nil {
		return err
	}
	if !ok {
		return &blog.Error{Kind: blog.Conflict, Message: string(otherwise)}
	}
	h.closeRehearsal(id)
	h.wakeUp()
	return nil
}

// Discard deletes an import that has not stored any posts, with its files.
func (h *Held) Discard(ctx context.Context, id int64) error {
	b, err := h.im.store.Batch(ctx, id)
	if err != nil {
		return err
	}
	if b.State.Moving() && b.State != blog.BatchRehearsing || b.State == blog.BatchDone || b.State == blog.BatchUndone {
		return &blog.Error{Kind: blog.Conflict, Message: "This import is under way or done; it can only be taken back."}
	}
	h.closeRehearsal(id)
	return h.drop(ctx, id)
}

// drop deletes an import and its files.
func (h *Held) drop(ctx context.Context, id int64) error {
	return errors.Join(h.im.store.DropBatch(ctx, id), os.RemoveAll(h.folder(id)))
}

func (h *Held) closeRehearsal(id int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.rehearsals[id]; s != nil {
		s.Close()
		delete(h.rehearsals, id)
	}
}

// Blog returns the store to preview an import's posts in: the copy while the import
// waits for confirmation, else the blog's own.
func (h *Held) Blog(ctx context.Context, b blog.Batch) (*sqlite.Store, error) {
	if b.State != blog.BatchRehearsed {
		return h.im.store, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if s := h.rehearsals[b.ID]; s != nil {
		return s, nil
	}
	s, err := h.im.opened(ctx, h.copyPath(b.ID))
	if err == nil {
		h.rehearsals[b.ID] = s
	}
	return s, err
}
