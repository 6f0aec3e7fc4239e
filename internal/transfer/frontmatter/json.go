package frontmatter

import (
	"encoding/json"
	"errors"
	"strings"

	"pullquote/internal/blog"
)

// parseJSON parses JSON metadata at the beginning of a text, and returns the body
// below it.
func parseJSON(text string) (pairs []field, body string, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber() // keeps all digits: numbers of posts can exceed a float's precision
	v, err := jsonValue(d, 0)
	if err == nil && v.kind != object {
		err = errors.New("no object")
	}
	if err != nil {
		return nil, "", &blog.Error{Kind: blog.Invalid, Message: "The front matter begins like JSON and can't be read as such. Mend it, or write it as YAML between lines of ---.", Err: err}
	}
	return v.object, text[d.InputOffset():], nil
}

func jsonValue(d *json.Decoder, depth int) (value, error) {
	token, err := d.Token()
	if err != nil {
		return value{}, err
	}
	if depth > maxDepth {
		return value{}, errTooMuch
	}
	switch t := token.(type) {
	case json.Delim:
		return jsonNested(d, t, depth)
	case string:
		return value{text: t}, nil
	case json.Number:
		return value{text: t.String()}, nil
	case bool:
		if t {
			return value{text: "true"}, nil
		}
		return value{text: "false"}, nil
	}
	return value{}, nil
}

// jsonNested parses what follows an opening bracket, including the closing one.
func jsonNested(d *json.Decoder, open json.Delim, depth int) (value, error) {
	v := value{kind: list}
	if open == '{' {
		v.kind = object
	}
	for d.More() {
		var key string
		if v.kind == object {
			token, err := d.Token()
			if err != nil {
				return value{}, err
			}
			key, _ = token.(string)
		}
		e, err := jsonValue(d, depth+1)
		if err != nil {
			return value{}, err
		}
		if v.kind == object {
			v.object = append(v.object, field{key: key, value: e})
		} else {
			v.list = append(v.list, e)
		}
	}
	_, err := d.Token()
	return v, err
}
