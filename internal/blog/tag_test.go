package blog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
)

func TestParseTags(t *testing.T) {
	tests := []struct {
		name, list string
		want       []blog.Tag
	}{
		{"commas part tags", "security, foreign policy", []blog.Tag{{Name: "security", Slug: "security"}, {Name: "foreign policy", Slug: "foreign-policy"}}},
		{"hash signs and space are dropped", " #Go ,, ", []blog.Tag{{Name: "Go", Slug: "go"}}},
		{"a second spelling is dropped", "Go, go, GO", []blog.Tag{{Name: "Go", Slug: "go"}}},
		{"languages stay apart", "C, C++, C#", []blog.Tag{{Name: "C", Slug: "c"}, {Name: "C++", Slug: "c++"}, {Name: "C#", Slug: "c#"}}},
		{"a slash", "TCP/IP", []blog.Tag{{Name: "TCP/IP", Slug: "tcp-ip"}}},
		{"other scripts and their commas", "日本、политика，سياسة", []blog.Tag{{Name: "日本", Slug: "日本"}, {Name: "политика", Slug: "политика"}, {Name: "سياسة", Slug: "سياسة"}}},
		{"nothing", " , ", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := blog.ParseTags(tt.list)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("tags (-want +got):\n%s", diff)
			}
			if again := blog.ParseTags(blog.TagList(got)); !cmp.Equal(got, again) {
				t.Errorf("written and read again they are %v", again)
			}
		})
	}
}

func TestTagsThatWontDo(t *testing.T) {
	for _, name := range []string{"!!!", "###", strings.Repeat("x", blog.MaxTag+1), "a\x00b"} {
		if err := blog.NewTag(name).Validate(); blog.KindOf(err) != blog.Invalid || err == nil {
			t.Errorf("the tag %q passes: %v", name, err)
		}
	}
}

func TestAnAuthorsFaultsAreAllNamed(t *testing.T) {
	var fields []string
	for _, f := range blog.Faults(blog.Author{Username: "-x"}.Validate()) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"name", "username"}, fields); diff != "" {
		t.Error(diff)
	}
	if err := (blog.Author{Name: "Ada", Username: "ada@example.org"}).Validate(); err != nil {
		t.Error(err)
	}
	if blog.CheckPassword("seven77") == nil || blog.CheckPassword("eight888") != nil {
		t.Error("eight characters are the least for a password")
	}
}

func TestSettingsFaultsAreAllNamed(t *testing.T) {
	s := blog.DefaultSettings()
	s.Title = "A blog"
	if err := s.Validate(); err != nil {
		t.Error(err)
	}
	var fields []string
	for _, f := range blog.Faults(blog.Settings{Lang: "english", TimeZone: "Mars/Olympus"}.Validate()) {
		fields = append(fields, f.Field)
	}
	if diff := cmp.Diff([]string{"blog_title", "lang", "time_zone", "pattern"}, fields); diff != "" {
		t.Error(diff)
	}
}
