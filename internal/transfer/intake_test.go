package transfer_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// rehearsed returns the report of a rehearsal as "origin outcome title".
func (a *archive) rehearsed(t *testing.T, s server, id int64) (lines []string) {
	t.Helper()
	store, err := s.Blog(t.Context(), a.reaches(t, id, blog.BatchRehearsed))
	if err != nil {
		t.Fatal(err)
	}
	found, _, err := store.ImportLines(t.Context(), id, sqlite.LineFilter{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range found {
		lines = append(lines, l.Origin+" "+string(l.Outcome)+" "+l.Title)
	}
	return lines
}

func TestEachFileThatIsSentComesInWhateverTheOthersAreCalled(t *testing.T) {
	of := func(title string) string { return post(title, "2012-11-21", "") }
	long := strings.Repeat("鳥", 90) // 270 bytes
	for _, tc := range []struct {
		name  string
		files []string
		want  []string
	}{
		{
			"several files of one name, chosen in different folders",
			[]string{"post.md", of("Heron"), "post.md", of("Stork"), "post-2.md", of("Crane"), "post.md", of("Rail")},
			[]string{"post-2-2.md new Crane", "post-2.md new Stork", "post-3.md new Rail", "post.md new Heron"},
		},
		{
			"a file that is called what a folder is called",
			[]string{"birds/heron.md", of("Heron"), "birds", of("Stork")},
			[]string{"birds/heron.md new Heron", "birds-2 new Stork"},
		},
		{
			"a folder that is called what a file is called",
			[]string{"birds.md", of("Heron"), "birds.md/1.md", of("Stork"), "birds.md/2.md", of("Crane"), "birds.md/old/1.md", of("Rail")},
			[]string{"birds-2.md/1.md new Stork", "birds-2.md/2.md new Crane", "birds-2.md/old/1.md new Rail", "birds.md new Heron"},
		},
		{
			"names that no file system takes",
			[]string{long + ".md", of("Heron"), long + ".md", of("Stork"), "a\x00b.md", of("Crane")},
			[]string{"a\uFFFDb.md new Crane", long[:195] + "-2.md new Stork", long[:195] + ".md new Heron"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := newArchive(t, nil)
			s := a.serve(t)
			if diff := cmp.Diff(tc.want, a.rehearsed(t, s, s.send(t, tc.files...))); diff != "" {
				t.Errorf("the report (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAPackedListOfANameThatIsTakenIsStillTold(t *testing.T) {
	a := newArchive(t, nil)
	s := a.serve(t)
	one, other := gzipped(t, post("Heron", "2012-11-21", "")), gzipped(t, post("Stork", "2012-11-21", ""))
	want := []string{"post-2.md.gz new Stork", "post.md.gz new Heron"}
	if diff := cmp.Diff(want, a.rehearsed(t, s, s.send(t, "post.md.gz", one, "post.md.gz", other))); diff != "" {
		t.Errorf("the report (-want +got):\n%s", diff)
	}
}
