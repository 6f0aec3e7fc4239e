package feed

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestAFeedIsTheSameWithAMemory(t *testing.T) {
	remembering, plain := &Memory{}, example()
	german := example()
	german.Lang, german.Words, german.Authors = "de", Words{"Permalink", "über"}, nil
	titles := example()
	titles.Permalink = true
	small := example()
	small.Style = ""
	for range 2 {
		for i, f := range []*Feed{plain, german, titles, small, {Title: "Empty"}} {
			for name, write := range formats {
				want := write(f)
				with := *f
				with.Memory = remembering
				if got := write(&with); !bytes.Equal(got, want) {
					t.Errorf("feed %d as %s is %s, with a memory %s", i, name, want, got)
				}
			}
		}
	}
}

func TestAChangedItemIsWrittenAnew(t *testing.T) {
	of := reflect.TypeFor[Item]()
	for i := range of.NumField() {
		for name, write := range formats {
			f := example()
			f.Memory = &Memory{}
			write(f)
			switch field := reflect.ValueOf(&f.Items[0]).Elem().Field(i).Addr().Interface().(type) {
			case *string:
				*field += "https://changed.example/"
			case *[]string:
				*field = []string{"birds", "D"}
			case *time.Time:
				*field = field.Add(48 * time.Hour)
			default:
				t.Fatalf("what is a %T?", field)
			}
			got := write(f)
			f.Memory = nil
			if want := write(f); !bytes.Equal(got, want) {
				t.Errorf("with another %s, %s is %s, not %s", of.Field(i).Name, name, got, want)
			}
		}
	}
}

func TestAMemoryIsLimitedAndSharedSafely(t *testing.T) {
	m := &Memory{}
	var all sync.WaitGroup
	for n := range 4 {
		all.Go(func() {
			for page := range 20 {
				f := example()
				want := RSS(f)
				f.Memory = m
				f.Items = f.Items[:1]
				f.Items[0].Permalink = fmt.Sprintf("https://links.example/%d/%d/", n, page)
				f.Items[0].HTML = strings.Repeat("<p>A heron.</p>", 10_000)
				RSS(f)
				f = example()
				f.Memory = m
				if got := RSS(f); !bytes.Equal(got, want) {
					t.Errorf("a feed became %s", got)
				}
			}
		})
	}
	all.Wait()
	if m.bytes > mostRemembered || len(m.items) == 0 {
		t.Errorf("a memory of %d items takes %d bytes, at most are %d", len(m.items), m.bytes, mostRemembered)
	}
}
