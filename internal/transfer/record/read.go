package record

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"pullquote/internal/blog"
)

// FileError returns the error of a file that can't be read any further, with the file's
// name unless it has a message for a person.
func FileError(f File, err error) error {
	if _, isForPersons := errors.AsType[*blog.Error](err); isForPersons {
		return err
	}
	return fmt.Errorf("read %s: %w", f.Name, err)
}

// Unreadable is what reading a file yields that can't be read at all.
func Unreadable(f File, err error) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) { yield(Item{}, FileError(f, err)) }
}

// RowItems iterates over the items that item makes of the rows of a CSV file.
func RowItems(f File, r io.Reader, item func(origin string, row Row) (Item, error)) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for row, err := range Rows(r) {
			origin := fmt.Sprintf("%s, line %d", f.Name, row.Line)
			var it Item
			switch {
			case err != nil && row.Line == 0:
				err = fmt.Errorf("read %s: %w", f.Name, err)
			case err != nil:
				err = &RowError{Origin: origin, Err: err}
			default:
				it, err = item(origin, row)
			}
			if !yield(it, err) {
				return
			}
		}
	}
}

// JSONItems iterates over the items that item makes of the elements of a JSON text, see
// Elements.
func JSONItems(f File, text io.Reader, item func(origin string, raw json.RawMessage) (Item, error), keys ...string) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		n := 0
		for raw, err := range Elements(text, keys...) {
			n++
			origin := fmt.Sprintf("%s, item %d", f.Name, n)
			var it Item
			switch {
			case err == nil:
				it, err = item(origin, raw)
			case errors.Is(err, ErrLarge):
				err = &RowError{Origin: origin, Err: err}
			default:
				err = FileError(f, err) // the last
			}
			if !yield(it, err) {
				return
			}
		}
	}
}
