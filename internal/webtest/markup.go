package webtest

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Fill sets every string in the model that is pointed to, at any depth, to text. A
// slice gets one element, a pointer a new value, a bool becomes true and a number
// 1. Unexported fields are unchanged.
func Fill(model any, text string) { fill(reflect.ValueOf(model).Elem(), text) }

func fill(v reflect.Value, text string) {
	if !v.CanSet() {
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), text)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	}
}

// Structure renders a page and returns everything in it but the text: a line per
// element, with the names of its attributes. An address that would run a script
// fails the test.
func Structure(t testing.TB, render func(context.Context, io.Writer) error) string {
	t.Helper()
	var page, lines strings.Builder
	if err := render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(page.String()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom == atom.Wbr { // the number of places to break an address depends on its text
			continue
		}
		lines.WriteString(n.Data)
		for _, a := range n.Attr {
			lines.WriteString(" " + a.Key)
			if strings.HasPrefix(strings.ToLower(strings.TrimSpace(a.Val)), "javascript:") && (a.Key == "href" || a.Key == "action" || a.Key == "src") {
				t.Errorf("%s leads to %s", n.Data, a.Val)
			}
		}
		lines.WriteString("\n")
	}
	return lines.String()
}
