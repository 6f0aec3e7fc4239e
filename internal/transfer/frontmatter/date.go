package frontmatter

import (
	"fmt"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer/record"
)

// dates returns when the post was published and last changed, and the date as spelled. A
// post with an invalid date gets that of the file's name, of the last change or of the
// file. Hugo's publishDate takes precedence over date, since nobody could read the post
// earlier; if it is in the future, the importer makes the post a draft.
func (r *reading) dates() (published, updated time.Time, text string) {
	updated, _ = record.Date(r.fields.get("lastmod", "lastmodifiedat", "lastmodified", "modified", "modifiedat", "updated", "updatedat", "postmodifiedgmt", "postmodified", "dateupdated").words())
	keys := []string{"postdategmt", "publishdate", "publisheddate", "postdate", "date", "pubdate", "publishedat", "datepublished", "published", "createdat", "created", "datecreated", "timestamp"}
	for _, key := range keys {
		spelled := r.fields.get(key).words()
		if _, isBool := truth(spelled); spelled == "" || (isBool || r.clip) && key == "published" {
			continue
		}
		if text == "" {
			text = spelled
		}
		if t, ok := record.Date(spelled); ok && published.IsZero() {
			published, text = t, spelled
		}
	}
	if published.IsZero() {
		published = r.guessedDate(text, updated)
	}
	if !updated.After(published) {
		updated = time.Time{}
	}
	return published, updated, blog.Excerpt(text, 200)
}

// guessedDate returns the best date available if the metadata contains none that is
// valid; text is the invalid one as spelled.
func (r *reading) guessedDate(text string, updated time.Time) time.Time {
	what := "The front matter has no date"
	if r.isPlain {
		what = "It has no date"
	}
	if text != "" {
		what = fmt.Sprintf("The date “%s” can't be right", blog.Excerpt(text, 60))
	}
	switch {
	case !r.location.date.IsZero():
		if text != "" {
			r.note(what + "; the file's name has one, which was taken.")
		}
		return r.location.date
	case !updated.IsZero():
		r.note(what + "; the date of the last change was taken.")
		return updated
	case r.draft:
		return time.Time{}
	case !r.file.Modified.IsZero():
		r.note(what + "; the file's own date was taken.")
		return r.file.Modified.UTC()
	}
	r.note(what + ".")
	return time.Time{}
}
