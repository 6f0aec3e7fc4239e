package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// finding is something that the operator should know.
type finding struct {
	Wrong   bool     `json:"wrong"` // something is wrong; otherwise it is a note
	What    string   `json:"what"`
	Means   string   `json:"means"`
	Do      string   `json:"do"`
	Details []string `json:"details,omitempty"`
}

// wrong counts the findings that are not mere notes.
func wrong(found []finding) (n int) {
	for _, f := range found {
		if f.Wrong {
			n++
		}
	}
	return n
}

// repairable reports whether all damage is in tables that can be derived from the posts
// again, or done without, and in indexes.
func repairable(c *app.Checkup) bool {
	return c.Sound() || c.Unreadable == nil && len(c.Orphans) == 0 && (len(c.Damaged) > 0 || c.Leaked) &&
		!slices.ContainsFunc(c.Damaged, func(table string) bool {
			return !sqlite.IsReplaceable(table) && !slices.Contains(c.Reindexable, table)
		})
}

// replaceable names what is damaged and can be made again.
func replaceable(c *app.Checkup) (names []string) {
	for _, table := range c.Damaged {
		if !sqlite.IsReplaceable(table) {
			table = "indexes of " + table
		}
		names = append(names, table)
	}
	return names
}

// repair says how to rebuild derived data. A database that is damaged otherwise must not
// be written to, so it has to be restored first.
func repair(c *app.Checkup) string {
	if !repairable(c) {
		return "It comes back with the database, see above."
	}
	return "Run pullquote doctor --repair; it makes a copy of the blog before."
}

// findings describes the results of a checkup, the worst first.
func findings(c *app.Checkup) []finding {
	found := damage(c)
	found = append(found, schema(c)...)
	found = append(found, derived(c)...)
	found = append(found, backups(c)...)
	return append(found, machine(c)...)
}

// wayBack says how to restore a damaged blog.
func wayBack(c *app.Checkup) string {
	file := "FILE, with the newest backup that you have"
	switch {
	case c.Backup.File != "":
		file = c.Backup.File
	case len(c.Copies) > 0:
		file = c.Copies[len(c.Copies)-1]
	}
	return "Stop the server, keep a copy of the data folder, and run pullquote restore --force " + file +
		". What is younger than the backup may be saved before: " + rescue(c)
}

// rescue says how to save what is readable of a damaged blog.
func rescue(c *app.Checkup) string {
	recover := "sqlite3 " + c.Database + " .recover | sqlite3 recovered.db"
	if c.Unreadable != nil {
		return recover + " finds rows in a file that Pullquote can't open."
	}
	return "pullquote export --format frontmatter --out rescued writes out all that can be read and names the rest; " + recover + " finds more, which only SQLite’s tools read."
}

func damage(c *app.Checkup) []finding {
	switch {
	case c.Barred && c.ReadOnly:
		return []finding{{
			Wrong: true, What: "The database can't be read where it is: on a disk that can only be read, with a log beside it that has to be brought in first.", Means: "Nothing was looked at.",
			Do: "Copy the data folder to a disk that can be written to, and ask the doctor there with --data.", Details: []string{oneLine(c.Unreadable.Error())},
		}}
	case c.NoRoom:
		return []finding{{
			Wrong: true, What: "The database can't be read: its disk is full, and SQLite needs a little room beside it.", Means: "Nothing was looked at.",
			Do: "Make room, and ask the doctor again.", Details: []string{oneLine(c.Unreadable.Error())},
		}}
	case c.Barred:
		return []finding{{
			Wrong: true, What: "You may not open the database.", Means: "Nothing was looked at: reading it needs files beside it, too, which you may not make or change.",
			Do: "Run the doctor as the user that the server runs as.", Details: []string{oneLine(c.Unreadable.Error())},
		}}
	case c.Unreadable != nil:
		return []finding{{
			Wrong: true, What: "The database can't be read.", Means: "Nothing on the blog can be shown, and what it holds may be lost.",
			Do: wayBack(c), Details: []string{oneLine(c.Unreadable.Error())},
		}}
	case c.Sound():
		return nil
	case repairable(c) && len(c.Damaged) == 0:
		return []finding{{
			Wrong: true, What: "Pages of the database belong to nothing, as after a repair that was cut short.", Means: "No word is lost, but no backup is made of such a database.",
			Do: repair(c),
		}}
	case repairable(c):
		means := "Searching may fail or miss posts, some pages may not be shown, and perhaps nothing can be saved. The posts themselves are whole."
		if slices.Contains(c.Damaged, sqlite.SessionTable) {
			means = "Nobody can sign in; after the repair, everybody has to sign in again. The posts themselves are whole."
		}
		if slices.ContainsFunc(c.Damaged, func(table string) bool { return slices.Contains(sqlite.TagTables, table) }) {
			means += " Tags are made again of the posts' histories."
		}
		if slices.Contains(c.Damaged, sqlite.SettingTable) {
			means += " The blog's settings are lost: after the repair they are the defaults, and have to be entered again on the page Settings; so are those of the nightly export and backup."
		}
		return []finding{{
			Wrong: true, What: "What can be made again is damaged: " + strings.Join(replaceable(c), ", ") + ".", Means: means,
			Do: repair(c), Details: c.Damage,
		}}
	}
	var found []finding
	if len(c.Damage) > 0 {
		what := "The database is damaged."
		if len(c.Damaged) > 0 {
			what = "The database is damaged. Hit are: " + strings.Join(c.Damaged, ", ") + "."
		}
		found = append(found, finding{
			Wrong: true, What: what, Means: "Some of what the blog holds can't be read, or is not what was written. A disk or memory that fails does this.",
			Do: wayBack(c), Details: c.Damage,
		})
	}
	for _, t := range c.Orphans {
		found = append(found, finding{
			Wrong: true, What: fmt.Sprintf("%s of the table %s refer to what is not there.", numbered(t.Rows, "row", "rows"), t.Of),
			Means: "Something has written to the database past Pullquote, or it is damaged.", Do: wayBack(c),
		})
	}
	return found
}

func schema(c *app.Checkup) []finding {
	switch {
	case c.Unreadable != nil:
		return nil
	case c.Schema > c.Newest:
		return []finding{{
			Wrong: true, What: fmt.Sprintf("A newer pullquote has written this blog (schema %d, this program knows %d).", c.Schema, c.Newest),
			Means: "This program can't serve it.", Do: "Run the newer one, or restore a backup that was made before.",
		}}
	case c.Schema < c.Newest:
		return []finding{{
			What:  fmt.Sprintf("An older pullquote has written this blog (schema %d, this program writes %d); not everything was looked at.", c.Schema, c.Newest),
			Means: "It is brought up to date when it is next opened; a copy is made before.",
		}}
	}
	return nil
}

func derived(c *app.Checkup) []finding {
	var found []finding
	for _, t := range c.Miscounted {
		found = append(found, finding{Wrong: true, What: fmt.Sprintf("The counts of %d %s are wrong.", t.Rows, t.Of), Means: "Readers see wrong numbers; no post is affected.", Do: repair(c)})
	}
	if c.Untagged > 0 {
		found = append(found, finding{Wrong: true, What: numbered(c.Untagged, "post has", "posts have") + " lost the tags that the history knows of.", Means: "They are missing on the pages of their tags.", Do: repair(c)})
	}
	if c.Addressless > 0 {
		found = append(found, finding{Wrong: true, What: numbered(c.Addressless, "published post has", "published posts have") + " no canonical address.", Means: "Their permalinks lead nowhere, or away from them.", Do: repair(c)})
	}
	if c.Contested > 0 {
		found = append(found, finding{Wrong: true, What: "The address of " + numbered(c.Contested, "published post is", "published posts is") + " another’s.", Means: "Their permalinks lead to the other post. Something has written to the database past Pullquote.", Do: "Open each post on the desk and give it another slug.", Details: c.Addresses})
	}
	if c.Unfound > 0 {
		found = append(found, finding{Wrong: true, What: numbered(c.Unfound, "post is", "posts are") + " missing from the search.", Means: "They are read, but not found.", Do: repair(c)})
	}
	if c.Misshown > 0 {
		found = append(found, finding{Wrong: true, What: "Of " + numbered(c.Misshown, "post", "posts") + " it is not known which pictures and files they show.", Means: "Readers may miss pictures, or be given some that no post shows any more.", Do: repair(c)})
	}
	if c.Leftover > 0 {
		found = append(found, finding{Wrong: true, What: fmt.Sprintf("The search has %s that no post has.", numbered(c.Leftover, "entry", "entries")), Means: "Searching may count too many.", Do: repair(c)})
	}
	if c.Titles != nil {
		found = append(found, finding{Wrong: true, What: "The index of titles is not what the titles are.", Means: "A missing page may propose wrong posts.", Do: repair(c), Details: []string{oneLine(c.Titles.Error())}})
	}
	if c.TitlesUnasked {
		found = append(found, finding{What: "The index of titles was not compared with the titles.", Means: "That would have held up writing for more than two seconds, or nothing can be written here.", Do: "Stop the server and ask again, if you want to know."})
	}
	if c.Outdated > 0 {
		found = append(found, finding{What: numbered(c.Outdated, "post’s HTML was", "posts’ HTML was") + " made by another version.", Means: "It is shown as it was made; the server makes it again when it starts.", Do: "Start the server, or run pullquote doctor --rerender."})
	}
	return found
}

// lateBackup is the age of the last backup from which on nightly backups are missing.
const lateBackup = 50 * time.Hour

func backups(c *app.Checkup) []finding {
	if c.Unreadable != nil || c.Schema != c.Newest {
		return nil
	}
	last := "None has gone well yet."
	if !c.Backup.Good.IsZero() {
		last = fmt.Sprintf("The last good one is of %s: %s (%s).", c.Backup.Good.Format(time.RFC3339), c.Backup.File, size(c.Backup.Bytes))
	}
	switch {
	case c.Backups == blog.Backups{}, c.Backups.Folder == "":
		return []finding{{What: "No backup is made each night.", Means: "If this disk fails, the blog is what your last backup holds.", Do: "Name a folder, best on another disk, on the page Export of the desk; or run pullquote backup FILE."}}
	case c.Backup.Fault != "":
		return []finding{{Wrong: true, What: "The last nightly backup failed: " + c.Backup.Fault, Means: last, Do: "Mend what it says; it is tried again the next night."}}
	case !c.Backup.Good.IsZero() && c.At.Sub(c.Backup.Good) > lateBackup:
		return []finding{{Wrong: true, What: "The nightly backup has not been made for more than two days.", Means: last, Do: "It is made by the server: see that pullquote serve runs."}}
	case c.Backup.Good.IsZero():
		return []finding{{What: "The first nightly backup is still to come.", Do: "The server makes it within a minute of its start."}}
	}
	return []finding{{What: "A backup is made each night; " + numbered(c.Backup.Kept, "is kept.", "are kept."), Means: last}}
}

// Thresholds of warnings, in bytes.
const (
	littleRoom = 100 << 20
	largeWAL   = 64 << 20
)

func machine(c *app.Checkup) []finding {
	var found []finding
	if c.RoomKnown && !c.ReadOnly && c.Room < max(littleRoom, c.Bytes) {
		found = append(found, finding{Wrong: true, What: fmt.Sprintf("Only %s are free on the disk of the data folder.", size(c.Room)), Means: "A backup beside the blog has no room, and soon nothing can be saved.", Do: "Make room."})
	}
	if c.Exposed {
		found = append(found, finding{Wrong: true, What: "Everybody on this machine may read the database.", Means: "Drafts, e-mail addresses and the hashes of passwords are in it.", Do: "Run chmod -R go-rwx on the data folder."})
	}
	switch {
	case c.ReadOnly && c.Unreadable != nil: // which speaks of it
	case c.ReadOnly:
		found = append(found, finding{Wrong: true, What: "The disk that the database is on can only be read.", Means: "The blog is shown, but nothing can be saved or repaired.", Do: "Look in the system's log why it is so: a failing disk is often the reason. When it can be written to again, restart the server."})
	case c.Locked:
		found = append(found, finding{What: "You may not write to the database.", Means: "If the server runs as you, nothing can be saved.", Do: "Check who owns the data folder."})
	}
	if c.Astray {
		found = append(found, finding{Wrong: true, What: "The log beside the database, or another file of the blog, was deleted, moved or replaced while the server has it open.", Means: "The blog is shown, but nothing can be saved.", Do: "Restart the server. All that was saved is in the database, or in the copy that is named below."})
	}
	if c.WAL > largeWAL {
		found = append(found, finding{Wrong: true, What: fmt.Sprintf("The log beside the database has %s.", size(c.WAL)), Means: "Some program reads for a very long time, or keeps the log from being brought in.", Do: "End what else has the database open; restarting the server brings the log in."})
	}
	if len(c.Saved) > 0 {
		found = append(found, finding{What: "Files of the blog were once moved, deleted or replaced while it was served.", Means: "What was saved by then is in a copy.", Do: "If posts are missing, stop the server and bring the copy back with pullquote restore; else delete it.", Details: c.Saved})
	}
	if len(c.Stale) > 0 {
		found = append(found, finding{What: "Killed programs have left " + numbered(len(c.Stale), "temporary file", "temporary files") + ".", Means: "They take room and are nobody’s; the next backup into that folder removes them.", Details: c.Stale})
	}
	return found
}
