package night_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pullquote/internal/night"
)

func TestAWorkIsDueOnceANight(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, berlin) }
	for _, tt := range []struct {
		name      string
		now, last time.Time
		due       bool
	}{
		{"it was never done", at(10, 12, 0), time.Time{}, true},
		{"before its hour, done the night before", at(10, 1, 59), at(9, 2, 0), false},
		{"at its hour, done the night before", at(10, 2, 0), at(9, 2, 1), true},
		{"after its hour, done in this night", at(10, 23, 59), at(10, 2, 0), false},
		{"before its hour, missed the night before", at(10, 1, 0), at(9, 1, 0), true},
		{"done at a time that is yet to come", at(10, 12, 0), at(11, 2, 0), true},
		{"done at this very moment", at(10, 2, 0), at(10, 2, 0), false},
		{"its hour is left out in this night", at(29, 3, 0), at(28, 2, 0), true},
		{"and once is enough then, too", at(29, 12, 0), at(29, 3, 0), false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if due := night.Due(tt.now, tt.last.UTC(), 2); due != tt.due {
				t.Errorf("due is %t", due)
			}
		})
	}
}

func TestAWorkThatFailsOrPanicsIsAskedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		var log bytes.Buffer
		asked := 0
		wake := make(chan struct{}, 1)
		wake <- struct{}{}
		night.Watch(ctx, slog.New(slog.NewTextHandler(&log, nil)), "nightly test", func(context.Context) error {
			asked++
			if asked == 1 {
				panic("a bug")
			}
			return errors.New("the disk is gone")
		}, wake)
		if asked != 4 {
			t.Errorf("in two and a half minutes, woken once, it was asked %d times", asked)
		}
		for _, want := range []string{"the nightly test failed", "a bug", "the disk is gone"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log lacks %q:\n%s", want, log.String())
			}
		}
	})
}
