// Package record defines the neutral form between archives and the blog: Item, which
// every format's items are converted to, and Format, what a format is.
//
// A format is a value: its name, how to detect it by a file's beginning, and how to read
// it. Reading iterates over items, so that archives of any size can be read; what can't
// be read yields an error in the item's place, and reading continues after it. Formats
// know neither the gate nor the database.
//
// What several formats need is here, too: text.go decodes a file's bytes, json.go and
// csv.go split it, read.go makes items of the parts; head.go detects, and item.go, date.go,
// address.go and title.go set an item's fields.
package record
