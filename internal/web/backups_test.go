package web_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pullquote/internal/blog"
)

func TestBackupsAreASettingOfTheirOwn(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	form, folder := "form.pq-backups", filepath.Join(t.TempDir(), "backups")
	// There are no backups until they are enabled; the form suggests the defaults.
	if f := v.get("/export").status(t, http.StatusOK).fields(form); f.Get("backup_folder") != "" || f.Get("backup_days") != "7" || f.Get("backup_months") != "12" {
		t.Errorf("proposed is %v", f)
	}
	v.post("/export", url.Values{"nightly_folder": {"export"}, "nightly_format": {"json"}}).leads(t, http.StatusSeeOther, "/export?notice=saved")
	sent := url.Values{"backup_folder": {" " + folder + " "}, "backup_days": {"5"}, "backup_weeks": {"0"}, "backup_months": {"3"}}
	v.post("/export/backup", sent).leads(t, http.StatusSeeOther, "/export?notice=saved")
	settings, err := h.store.Settings(t.Context())
	if want := (blog.Backups{Folder: folder, Days: 5, Months: 3}); err != nil || settings.Backups != want || settings.Nightly.Folder != "export" {
		t.Errorf("saved is %+v and %+v, %v", settings.Backups, settings.Nightly, err)
	}
	v.post("/export", url.Values{"nightly_folder": {""}, "nightly_format": {"json"}}).leads(t, http.StatusSeeOther, "/export?notice=saved")
	if f := v.get("/export").fields(form); f.Get("backup_folder") != folder || f.Get("backup_days") != "5" || f.Get("backup_weeks") != "0" {
		t.Errorf("the form holds %v", f)
	}
	h.reader().post("/export/backup", sent).status(t, http.StatusUnauthorized)
}

func TestFaultyBackupSettingsAreNamedBesideTheirFields(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for field, form := range map[string]url.Values{
		"backup_folder": {"backup_folder": {"../../etc"}, "backup_days": {"1"}, "backup_weeks": {"0"}, "backup_months": {"0"}},
		"backup_days":   {"backup_folder": {"b"}, "backup_days": {"0"}, "backup_weeks": {"0"}, "backup_months": {"0"}},
		"backup_weeks":  {"backup_folder": {"b"}, "backup_days": {"1"}, "backup_weeks": {"many"}, "backup_months": {"0"}},
		"backup_months": {"backup_folder": {"b"}, "backup_days": {"1"}, "backup_weeks": {"0"}, "backup_months": {"1001"}},
	} {
		if r := v.post("/export/backup", form).status(t, http.StatusUnprocessableEntity); r.text("#pq-"+field+"-fault") == "" || r.attr("#pq-backup_folder", "value") != form.Get("backup_folder") {
			t.Errorf("nothing is said beside %s", field)
		}
	}
	if settings, err := h.store.Settings(t.Context()); err != nil || settings.Backups != (blog.Backups{}) {
		t.Errorf("saved is %+v, %v", settings.Backups, err)
	}
}

func TestAFolderThatCantBeWrittenToIsToldOfBeforeTheNight(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	gone := filepath.Join(t.TempDir(), "not mounted", "backups")
	r := v.post("/export/backup", url.Values{"backup_folder": {gone}, "backup_days": {"3"}, "backup_weeks": {"2"}, "backup_months": {"1"}}).status(t, http.StatusUnprocessableEntity)
	if f := r.fields("form.pq-backups"); f.Get("backup_folder") != gone || f.Get("backup_days") != "3" || f.Get("backup_months") != "1" {
		t.Errorf("of what was typed is left %v", f)
	}
	if says := r.text("#pq-backup_folder-fault"); !strings.Contains(says, "mounted") {
		t.Errorf("the field says %q", says)
	}
	gone = filepath.Join(t.TempDir(), "not mounted", "export")
	r = v.post("/export", url.Values{"nightly_folder": {gone}, "nightly_format": {"json"}}).status(t, http.StatusUnprocessableEntity)
	if says := r.text("#pq-nightly_folder-fault"); !strings.Contains(says, "mounted") {
		t.Errorf("the field says %q", says)
	}
	if _, err := os.Stat(filepath.Dir(gone)); err == nil {
		t.Error("the folder of a disk that is not mounted was made")
	}
	v.post("/export", url.Values{"nightly_folder": {filepath.Join(t.TempDir(), "new")}, "nightly_format": {"json"}}).leads(t, http.StatusSeeOther, "/export?notice=saved")
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "thesis.txt"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	r = v.post("/export", url.Values{"nightly_folder": {full}, "nightly_format": {"frontmatter"}, "nightly_git": {"1"}}).status(t, http.StatusUnprocessableEntity)
	if says := r.text("#pq-nightly_folder-fault"); !strings.Contains(says, "thesis.txt") || r.attr("#pq-nightly_folder", "value") != full || !r.has("#pq-git[checked]") {
		t.Errorf("the field says %q, and holds %q", says, r.attr("#pq-nightly_folder", "value"))
	}
	v.post("/export", url.Values{"nightly_folder": {full}, "nightly_format": {"json"}}).leads(t, http.StatusSeeOther, "/export?notice=saved")
	settings, err := h.store.Settings(t.Context())
	if err != nil || settings.Backups.Folder != "" || settings.Nightly.Folder != full {
		t.Errorf("saved is %+v and %+v, %v", settings.Backups, settings.Nightly, err)
	}
}

func TestTheBlogsOwnFoldersAreNoPlaceForExports(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	for _, folder := range []string{"backups", "./transfer", "transfer/export", "backups/a/b"} {
		for _, format := range []string{"json", "frontmatter"} {
			r := v.post("/export", url.Values{"nightly_folder": {folder}, "nightly_format": {format}}).status(t, http.StatusUnprocessableEntity)
			if says := r.text("#pq-nightly_folder-fault"); !strings.Contains(says, "files of its own") {
				t.Errorf("of %s in %s the field says %q", format, folder, says)
			}
		}
	}
	r := v.post("/export/backup", url.Values{"backup_folder": {"transfer"}, "backup_days": {"3"}, "backup_weeks": {"2"}, "backup_months": {"1"}}).status(t, http.StatusUnprocessableEntity)
	if says := r.text("#pq-backup_folder-fault"); !strings.Contains(says, "files of its own") {
		t.Errorf("of backups in transfer the field says %q", says)
	}
}

func TestThePageTellsHowTheLastBackupWent(t *testing.T) {
	h := newHouse(t)
	v := h.ada()
	good := time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC)
	state := blog.BackupState{JobState: blog.JobState{Done: good, Good: good}, File: "/mnt/b/pullquote-2026-03-01.db.zst", Bytes: 5 << 20, Kept: 12}
	for _, fault := range []string{"", "The disk is gone."} {
		state.Fault = fault
		if err := h.store.SetBackupState(t.Context(), state); err != nil {
			t.Fatal(err)
		}
		text := v.get("/export").status(t, http.StatusOK).text("section[aria-labelledby=pq-backups-title]")
		for _, want := range []string{state.File, "5.0 MB", "12 backups are kept", fault} {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not said: %s", want, text)
			}
		}
		if tried := strings.Contains(text, "Last tried"); tried != (fault != "") {
			t.Errorf("with the fault %q it says: %s", fault, text)
		}
	}
}
