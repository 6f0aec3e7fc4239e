package record

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"slices"
)

// HeadSize is how many bytes of a file's beginning Detect gets at most.
const HeadSize = 4096

// Head returns what Detect gets of a file, and a reader of the whole file. head is valid
// until the reader is used.
func Head(r io.Reader) (head []byte, whole io.Reader, err error) {
	buffer := bufio.NewReaderSize(r, HeadSize)
	head, err = buffer.Peek(HeadSize)
	if errors.Is(err, io.EOF) { // a shorter file
		err = nil
	}
	return head, buffer, err
}

// FirstKeys returns the keys of the first object in a JSON array that is at top level or
// under one of the keys of an object there, as far as the text goes. whole is false if it
// ends before that first object does, so that there may be more keys.
func FirstKeys(text io.Reader, under ...string) (keys []string, whole bool) {
	d := json.NewDecoder(text)
	token, err := d.Token()
	if err == nil && token == json.Delim('{') && seek(d, under) {
		token, err = d.Token()
	}
	if err != nil || token != json.Delim('[') {
		return nil, true
	}
	if token, err = d.Token(); err != nil || token != json.Delim('{') {
		return nil, true
	}
	for d.More() {
		key, err := d.Token()
		name, isName := key.(string)
		if err != nil || !isName {
			return keys, false
		}
		keys = append(keys, name)
		if skipValue(d) != nil {
			return keys, false
		}
	}
	token, err = d.Token()
	return keys, err == nil && token == json.Delim('}')
}

// seek reads an object up to the value of one of the keys, and reports whether it has
// one.
func seek(d *json.Decoder, keys []string) bool {
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return false
		}
		if name, isName := key.(string); isName && slices.Contains(keys, name) {
			return true
		}
		if skipValue(d) != nil {
			return false
		}
	}
	return false
}

func skipValue(d *json.Decoder) error {
	var value json.RawMessage
	return d.Decode(&value)
}
