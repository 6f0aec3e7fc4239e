package web

import (
	"context"
	"sync"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

const (
	// filesHeld is the number of bytes of files in memory from which on no other
	// file is read until some have been sent. One file may exceed it.
	filesHeld = 32 << 20

	// filePatience is how long a client may take to receive a file, at whatever
	// rate, while others wait for memory.
	filePatience = 10 * time.Second

	// fileLooks is the interval at which a request that waits for memory checks for
	// clients whose time is up.
	fileLooks = 250 * time.Millisecond
)

// files is the cache of files that are being sent. Each is in memory once, however
// many clients receive it, until the slowest is done. The last ones stay as long as
// they fit, since a film is requested in many ranges, and reading a file takes time
// and memory for its whole length. A file's content never changes under its name;
// the callers check before whether it still exists and may be seen. It is safe for
// concurrent use.
type files struct {
	load func(ctx context.Context, name string) (sqlite.Media, error)
	now  func() time.Time
	most int           // limit in bytes
	turn chan struct{} // only one file is read at a time

	mu      sync.Mutex
	held    map[string]*heldFile
	bytes   int           // size of held
	changed chan struct{} // closed and replaced when a file has no readers any more
}

// heldFile is a file in memory.
type heldFile struct {
	sqlite.Media
	readers map[*fileReader]bool
	used    time.Time // when it was last requested
}

// fileReader is a client that is sent a file.
type fileReader struct {
	since time.Time
	cut   func() // aborts the sending
}

func newFiles(load func(ctx context.Context, name string) (sqlite.Media, error), now func() time.Time) *files {
	return &files{load: load, now: now, most: filesHeld, turn: make(chan struct{}, 1), held: map[string]*heldFile{}, changed: make(chan struct{})}
}

// open returns a file to be sent; the caller has to call done after that. Until
// then cut may be called, because other requests wait for memory: it should abort
// the sending if it can. open fails as load does, with TooMany if there is no memory
// for too long, and with the context's error.
func (f *files) open(ctx context.Context, name string, cut func()) (m sqlite.Media, done func(), err error) {
	if m, done, ok := f.join(name, cut); ok {
		return m, done, nil
	}
	patience, cancel := context.WithTimeout(ctx, filePatience+queueWait)
	defer cancel()
	select {
	case f.turn <- struct{}{}:
		defer func() { <-f.turn }()
	case <-patience.Done():
		return m, nil, tooManyFiles(ctx)
	}
	if m, done, ok := f.join(name, cut); ok { // another request has read it meanwhile
		return m, done, nil
	}
	if !f.makeRoom(patience) {
		return m, nil, tooManyFiles(ctx)
	}
	h := &heldFile{readers: map[*fileReader]bool{}}
	if h.Media, err = f.load(ctx, name); err != nil {
		return m, nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held[name] = h
	f.bytes += len(h.Data)
	return h.Media, f.enter(h, cut), nil
}

// tooManyFiles returns the error of a request that has waited too long.
func tooManyFiles(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &blog.Error{Kind: blog.TooMany, Message: "Many files are being sent at this moment. Try again in a few seconds."}
}

// join returns a file that is in memory.
func (f *files) join(name string, cut func()) (m sqlite.Media, done func(), ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.held[name]
	if h == nil {
		return m, nil, false
	}
	return h.Media, f.enter(h, cut), true
}

// enter registers a reader of a file.
func (f *files) enter(h *heldFile, cut func()) (done func()) {
	r := &fileReader{f.now(), cut}
	h.readers[r], h.used = true, r.since
	return func() { f.leave(h, r) }
}

// leave removes a reader of a file. After the last, it makes room and wakes those
// who wait.
func (f *files) leave(h *heldFile, r *fileReader) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(h.readers, r)
	if len(h.readers) == 0 {
		f.shed(f.most)
		close(f.changed)
		f.changed = make(chan struct{})
	}
}

// shed drops files without readers, least recently used first, until at most so
// many bytes are left. It reports whether it succeeded.
func (f *files) shed(most int) bool {
	for f.bytes > most {
		oldest := ""
		for name, h := range f.held {
			if len(h.readers) == 0 && (oldest == "" || h.used.Before(f.held[oldest].used)) {
				oldest = name
			}
		}
		if oldest == "" {
			return false
		}
		f.bytes -= len(f.held[oldest].Data)
		delete(f.held, oldest)
	}
	return true
}

// makeRoom waits until another file can be read, and aborts sending to clients
// whose time is up. It reports false if the context ends before.
func (f *files) makeRoom(ctx context.Context) bool {
	look := time.NewTicker(fileLooks)
	defer look.Stop()
	for {
		f.mu.Lock()
		room, changed := f.shed(f.most), f.changed
		if !room {
			f.cutLongest()
		}
		f.mu.Unlock()
		if room {
			return true
		}
		select {
		case <-changed:
		case <-look.C:
		case <-ctx.Done():
			return false
		}
	}
}

// cutLongest aborts sending to all clients whose time is up.
func (f *files) cutLongest() {
	now := f.now()
	for _, h := range f.held {
		for r := range h.readers {
			if now.Sub(r.since) >= filePatience {
				r.cut()
			}
		}
	}
}
