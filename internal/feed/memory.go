package feed

import (
	"slices"
	"sync"
)

// Memory keeps the items of a blog's feeds as they were written last, so that a feed
// that is written again after a commit writes only those that are new or changed. The
// zero Memory is empty. It is safe for concurrent use.
type Memory struct {
	mu    sync.Mutex
	items map[itemKey]writtenItem
	bytes int
}

// mostRemembered limits a Memory, in bytes.
const mostRemembered = 1 << 20

// aboutItem estimates what an item takes besides its HTML and what was written, in bytes.
const aboutItem = 1024

// itemKey is what of a feed its items depend on, and the address of one of them.
type itemKey struct {
	format                  string
	forBrowsers, permalinks bool
	lang, scheme            string
	words                   Words
	author                  Author
	address                 string
}

// writtenItem is an item, and what was written for it.
type writtenItem struct {
	of   Item
	text []byte
}

// item appends an item to b as write does, or as it was written before.
func (f *Feed) item(b []byte, format string, it *Item, write func(b []byte, it *Item) []byte) []byte {
	if f.Memory == nil {
		return write(b, it)
	}
	key := itemKey{format, f.forBrowsers(), f.Permalink, f.Lang, f.Scheme, f.Words, f.author(it), it.Permalink}
	if text, ok := f.Memory.find(key, it); ok {
		return append(b, text...)
	}
	from := len(b)
	b = write(b, it)
	f.Memory.keep(key, writtenItem{of: *it, text: slices.Clone(b[from:])})
	return b
}

// find returns what was written for the same item.
func (m *Memory) find(key itemKey, it *Item) (text []byte, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	w, ok := m.items[key]
	return w.text, ok && w.of.equals(it)
}

// keep adds an item, in place of all others if there is no room for it.
func (m *Memory) keep(key itemKey, w writtenItem) {
	m.mu.Lock()
	defer m.mu.Unlock()
	size := len(w.text) + len(w.of.HTML) + aboutItem
	if m.bytes += size; m.items == nil || m.bytes > mostRemembered {
		m.items, m.bytes = map[itemKey]writtenItem{}, size
	}
	m.items[key] = w
}

// equals reports whether two items are the same in everything that is written of them.
func (it *Item) equals(o *Item) bool {
	return it.GUID == o.GUID && it.Title == o.Title && it.Name == o.Name && it.Permalink == o.Permalink && it.Source == o.Source && it.Via == o.Via &&
		it.HTML == o.HTML && it.Author == o.Author && slices.Equal(it.Tags, o.Tags) && it.Lang == o.Lang && it.Day == o.Day &&
		it.Published.Equal(o.Published) && it.Updated.Equal(o.Updated)
}
