package pool_test

import (
	"strings"
	"testing"
)

func TestACopyOntoAFullDiskSaysSoAlone(t *testing.T) {
	err := newDB(t).Copy(t.Context(), "/dev/full", nil)
	wantUnavailable(t, err, "the disk there is full")
	if said := err.Error(); !strings.HasSuffix(said, " (database or disk is full (13))") {
		t.Errorf("the log says %s", said)
	}
}
