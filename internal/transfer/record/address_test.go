package record

import "testing"

func TestSlashesInARowAreOneInAPermalink(t *testing.T) {
	if base, p, query := Permalink("https://old.example//greek///two-2/?p=7"); base == nil || p != "/greek/two-2/" || query != "p=7" {
		t.Errorf("it is %v, %q, %q", base, p, query)
	}
}
