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

// Fill puts text into every string of the model that is pointed to, however
// deep: a list gets one element, a pointer something to point to, a switch is
// turned on, a number is 1. What a package keeps to itself stays as it is.
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

// Structure gives what is not text in what is rendered: an element a line, with
// the names of its attributes. An address that would run a script fails the
// test.
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
		if n.Type != html.ElementNode || n.DataAtom == atom.Wbr { // an address has as many places to break at as steps
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
