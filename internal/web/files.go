package web

import (
	"context"
	"sync"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

const (
	// filesHeld is how many bytes of files are in memory from which on no other is
	// read until some are done with. One file may go beyond it.
	filesHeld = 32 << 20

	// filePatience is how long who takes a file may go on, at whatever pace, while
	// others wait for room.
	filePatience = 10 * time.Second

	// fileLooks is how often who waits for room looks whose time is up.
	fileLooks = 250 * time.Millisecond
)

// files holds the files that are being sent: each once, however many take it, and
// for as long as the slowest of them. The last ones stay, as far as there is room,
// since a film is asked for in many pieces, and to read one takes time and memory
// by its whole length. What bears a name never changes; whether it is there still,
// and may be seen, is asked before. It is safe for concurrent use.
type files struct {
	load func(ctx context.Context, name string) (sqlite.Media, error)
	now  func() time.Time
	most int           // bytes
	turn chan struct{} // one file is read at a time

	mu      sync.Mutex
	held    map[string]*heldFile
	bytes   int           // of all that are held
	changed chan struct{} // closed, and another put in its place, when a file is done with
}

// heldFile is a file in memory.
type heldFile struct {
	sqlite.Media
	readers map[*fileReader]bool
	used    time.Time // last
}

// fileReader is one who is sent a file.
type fileReader struct {
	since time.Time
	cut   func() // ends the sending
}

func newFiles(load func(ctx context.Context, name string) (sqlite.Media, error), now func() time.Time) *files {
	return &files{load: load, now: now, most: filesHeld, turn: make(chan struct{}, 1), held: map[string]*heldFile{}, changed: make(chan struct{})}
}

// open gives a file to be sent; done is to be called when it is. While others wait
// for room, cut may be called: it ends the sending, if it can. It fails as load
// does, with TooMany if there is no room for long, and with the context's error.
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
	if m, done, ok := f.join(name, cut); ok { // another has read it meanwhile
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

// tooManyFiles is the error of who has waited in vain.
func tooManyFiles(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return &blog.Error{Kind: blog.TooMany, Message: "Many files are being sent at this moment. Try again in a few seconds."}
}

// join gives a file that is in memory.
func (f *files) join(name string, cut func()) (m sqlite.Media, done func(), ok bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	h := f.held[name]
	if h == nil {
		return m, nil, false
	}
	return h.Media, f.enter(h, cut), true
}

// enter notes that somebody takes a file.
func (f *files) enter(h *heldFile, cut func()) (done func()) {
	r := &fileReader{f.now(), cut}
	h.readers[r], h.used = true, r.since
	return func() { f.leave(h, r) }
}

// leave notes that somebody is done with a file, and tells those who wait.
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

// shed lets go of files that nobody takes, the one that was asked for longest ago
// first, until there are at most so many bytes. It reports whether that was done.
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

// makeRoom waits until another file can be read. Those who have had their time go
// first. It reports false if that takes longer than the context.
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

// cutLongest ends the sending to all whose time is up.
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
