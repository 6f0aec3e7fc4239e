package document

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pullquote/internal/transfer/record"
)

// newPipe writes a document of entries to a pipe; stop ends it.
func newPipe(t *testing.T, entries func(func(record.Entry, error) bool)) (r io.Reader, stop func()) {
	t.Helper()
	pr, pw := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		pw.CloseWithError(Write(pw, ourBlog, func(yield func(record.Entry, error) bool) { entries(yield) }))
	}()
	return pr, func() { pr.Close(); <-done }
}

// check validates a document against the schema, using the keywords that occur in it.
func check(t *testing.T, text []byte) []string {
	t.Helper()
	var root map[string]any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	c := checker{root: root}
	c.check("document", root, document)
	return c.complaints
}

type checker struct {
	root       map[string]any
	complaints []string
}

func (c *checker) complain(at, format string, args ...any) {
	c.complaints = append(c.complaints, at+" "+fmt.Sprintf(format, args...))
}

func (c *checker) check(at string, schema map[string]any, v any) {
	for _, word := range slices.Sorted(maps.Keys(schema)) {
		want := schema[word]
		switch word {
		case "$schema", "$defs", "title", "description", "properties":
		case "$ref":
			name := strings.TrimPrefix(want.(string), "#/$defs/")
			c.check(at, c.root["$defs"].(map[string]any)[name].(map[string]any), v)
		case "type":
			if got := typeOf(v); got != want {
				c.complain(at, "is %s, not %s", got, want)
			}
		case "const":
			if v != want {
				c.complain(at, "is %v, not %v", v, want)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				c.complain(at, "is %v, none of %v", v, want)
			}
		case "pattern":
			if s, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				c.complain(at, "is %q, which %s does not match", s, want)
			}
		case "items":
			list, _ := v.([]any)
			for i, e := range list {
				c.check(fmt.Sprintf("%s[%d]", at, i), want.(map[string]any), e)
			}
		case "required", "additionalProperties":
			c.members(at, word, schema, v)
		default:
			c.complain(at, "is said to be %s, which this test does not know", word)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	object, _ := v.(map[string]any)
	for name, of := range properties {
		if member, ok := object[name]; ok {
			c.check(at+"."+name, of.(map[string]any), member)
		}
	}
}

func (c *checker) members(at, word string, schema map[string]any, v any) {
	object, _ := v.(map[string]any)
	if word == "required" {
		for _, name := range schema[word].([]any) {
			if _, ok := object[name.(string)]; !ok {
				c.complain(at, "has no %s", name)
			}
		}
		return
	}
	for name := range object {
		if _, ok := schema["properties"].(map[string]any)[name]; !ok {
			c.complain(at, "has %s, of which the schema does not know", name)
		}
	}
}

func typeOf(v any) string {
	switch n := v.(type) {
	case string:
		return "string"
	case []any:
		return "array"
	case map[string]any:
		return "object"
	case float64:
		if n == float64(int64(n)) {
			return "integer"
		}
	}
	return fmt.Sprintf("%T", v)
}

func TestTheSchemaHasAllThatIsWritten(t *testing.T) {
	text := written(t, whole(), entry(func(*record.Entry) {}), entry(func(e *record.Entry) { e.Post.Trashed, e.Post.Author.Name = published, "" }))
	for _, complaint := range check(t, text) {
		t.Error(complaint)
	}
	for _, broken := range []string{`"status":"secret"`, `"status":7`, `"more":1,"status":"draft"`, `"state":"draft"`} {
		if len(check(t, []byte(strings.Replace(string(text), `"status":"published"`, broken, 1)))) == 0 {
			t.Errorf("the schema lets %s through", broken)
		}
	}
}

// TestAllThatIsInTheSchemaIsWrittenAndDescribed checks that a post with all fields
// set has a value for each member of the schema, and that each is described.
func TestAllThatIsInTheSchemaIsWrittenAndDescribed(t *testing.T) {
	e := whole()
	e.Post.Trashed = published
	text := e
	text.Raw = []byte("text")
	seen := map[string]bool{}
	var document any
	if err := json.Unmarshal(written(t, e, text), &document); err != nil {
		t.Fatal(err)
	}
	collect(document, seen)
	var root map[string]any
	if err := json.Unmarshal(Schema(), &root); err != nil {
		t.Fatal(err)
	}
	properties(root, func(name string, of map[string]any) {
		if !seen[name] {
			t.Errorf("the schema has %s, which is never written", name)
		}
		if of["description"] == nil && of["$ref"] == nil {
			t.Errorf("%s is not described", name)
		}
	})
}

func collect(v any, seen map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			seen[name] = true
			collect(member, seen)
		}
	case []any:
		for _, e := range v {
			collect(e, seen)
		}
	}
}

// properties calls f with every property in a schema.
func properties(v any, f func(name string, of map[string]any)) {
	object, _ := v.(map[string]any)
	for word, of := range object {
		if word == "properties" {
			for name, p := range of.(map[string]any) {
				f(name, p.(map[string]any))
			}
		}
		properties(of, f)
	}
}
