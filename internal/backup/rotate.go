package backup

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"time"

	"pullquote/internal/blog"
)

// nightlyFile is the backup of one night.
type nightlyFile struct {
	path string
	day  time.Time
}

// nightlyName returns the file name of a day's backup.
func nightlyName(day time.Time) string { return "pullquote-" + day.Format(time.DateOnly) + ".db.zst" }

var nightlyPattern = regexp.MustCompile(`^pullquote-(\d{4}-\d\d-\d\d)\.db\.zst$`)

// nightlies returns the nightly backups in a folder, the newest first. A backup
// gets its name only after it was verified; what has such a name but is not a
// compressed file was damaged or put there since, and is left to the author.
func nightlies(folder string) ([]nightlyFile, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, fmt.Errorf("older backups: %w", err)
	}
	var files []nightlyFile
	for _, e := range entries {
		m := nightlyPattern.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() {
			continue
		}
		day, err := time.Parse(time.DateOnly, m[1])
		path := filepath.Join(folder, e.Name())
		if kind, readErr := compressionIn(path); err != nil || readErr != nil || kind == nil {
			continue
		}
		files = append(files, nightlyFile{path, day})
	}
	slices.SortFunc(files, func(a, b nightlyFile) int { return b.day.Compare(a.day) })
	return files, nil
}

// superfluous returns those of some backups, given the newest first, that are not
// kept. Kept is the newest one of each of the last days, weeks and months that have
// any. Days without a backup don't count, so that a blog that made none for a year
// still has its old ones.
func superfluous(files []nightlyFile, b blog.Backups) []nightlyFile {
	spans := []struct {
		count int
		of    func(time.Time) string
		seen  map[string]bool
	}{
		{b.Days, func(t time.Time) string { return t.Format(time.DateOnly) }, map[string]bool{}},
		{b.Weeks, func(t time.Time) string { y, w := t.ISOWeek(); return fmt.Sprint(y, "/", w) }, map[string]bool{}},
		{b.Months, func(t time.Time) string { return t.Format("2006-01") }, map[string]bool{}},
	}
	var out []nightlyFile
	for _, f := range files {
		keep := false
		for _, s := range spans {
			if key := s.of(f.day); !s.seen[key] && len(s.seen) < s.count {
				s.seen[key], keep = true, true
			}
		}
		if !keep {
			out = append(out, f)
		}
	}
	return out
}

// rotate removes the backups in a folder that are not to be kept, and returns how
// many are left. Backups from future days were made by a wrong clock: they are
// ignored, so that they don't displace today's, and stay until their day is past.
func rotate(folder string, b blog.Backups, today time.Time) (kept int, err error) {
	files, err := nightlies(folder)
	if err != nil {
		return 0, err
	}
	past := slices.DeleteFunc(slices.Clone(files), func(f nightlyFile) bool { return f.day.Format(time.DateOnly) > today.Format(time.DateOnly) })
	old := superfluous(past, b)
	for _, f := range old {
		if err := os.Remove(f.path); err != nil {
			return 0, &blog.Error{Kind: blog.Unavailable, Message: "The backup was made, but an older one can't be removed: %s. Check who owns the folder.", Args: []any{f.path}, Err: err}
		}
	}
	return len(files) - len(old), nil
}
