package transfer_test

import (
	"strings"
	"testing"

	"pullquote/internal/transfer"
)

func TestPassagesInTheFolderBesideComeInWithTheirPage(t *testing.T) {
	a := newArchive(t, map[string]string{
		"pocket/part_000000.csv":              "title,url,time_added,tags,status\nA heron,https://a.example/,1353517650,,unread\n",
		"pocket/annotations/part_000000.json": `[{"url":"https://a.example/","title":"A heron","highlights":[{"quote":"It stood.","created_at":1353517700}]}]`,
	})
	_, lines := a.bring(t, transfer.Options{}, "pocket")
	if len(lines) != 2 || !strings.Contains(lines[0], "annotations/part_000000.json, item 1 skipped") || !strings.Contains(lines[1], "part_000000.csv, line 2 new") {
		t.Errorf("%q", lines)
	}
}
