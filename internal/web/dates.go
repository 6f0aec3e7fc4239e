package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/i18n"
	"pullquote/internal/pagecache"
	"pullquote/internal/sqlite"
	"pullquote/views/component"
	"pullquote/views/page"
)

// period is a year, a month or a day in the blog's time zone.
type period struct {
	from, until time.Time
	form        i18n.Form // format of its name
	path        string
}

func yearOf(t time.Time) period {
	from := time.Date(t.Year(), 1, 1, 0, 0, 0, 0, t.Location())
	return period{from, from.AddDate(1, 0, 0), i18n.Year, from.Format("/2006/")}
}

func monthOf(t time.Time) period {
	from := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, t.Location())
	return period{from, from.AddDate(0, 1, 0), i18n.Month, from.Format("/2006/01/")}
}

func dayOf(t time.Time) period {
	from := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	return period{from, time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location()), i18n.Weekday, from.Format("/2006/01/02/")}
}

// datePath matches the address of a period, possibly of a page of older posts in
// it.
var datePath = regexp.MustCompile(`^/(\d{4})(?:/(\d{2})(?:/(\d{2}))?)?(?:/older/([^/]+))?/?$`)

// date renders a period's page: a year lists its months, a month or a day its
// posts. It fails with NotFound if no post of the period is visible to readers.
func (s *server) date(c echo.Context, m []string) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	year, _ := strconv.Atoi(m[1])
	month, _ := strconv.Atoi("0" + m[2])
	day, _ := strconv.Atoi("0" + m[3])
	first := time.Date(year, time.Month(max(month, 1)), max(day, 1), 0, 0, 0, 0, f.zone)
	if year == 0 || int(first.Month()) != max(month, 1) || first.Day() != max(day, 1) {
		return &blog.Error{Kind: blog.NotFound, Message: "There is no such day."}
	}
	switch {
	case m[2] == "":
		return s.year(c, f, yearOf(first))
	case m[3] == "":
		return s.dated(c, f, monthOf(first), m[4])
	}
	return s.dated(c, f, dayOf(first), m[4])
}

// dated renders the posts of a month or a day.
func (s *server) dated(c echo.Context, f frame, p period, cursor string) error {
	before, err := blog.ParseCursor(cursor)
	if err != nil {
		return err
	}
	_, days, next, err := s.entries(c.Request().Context(), f, sqlite.Of{From: p.from, Until: p.until}, before)
	if err != nil {
		return err
	}
	if len(days) == 0 {
		return &blog.Error{Kind: blog.NotFound, Message: "Nothing was posted then."}
	}
	around := monthOf
	up := []period{yearOf(p.from)}
	if p.form == i18n.Weekday {
		around, up = dayOf, append(up, monthOf(p.from))
	}
	name := f.locale.Date(p.from, p.form)
	view := page.List{
		Head: f.head(name, f.address(c.Request().URL.Path)), Name: unbroken(name), Up: f.up(up...),
		Days: days, Older: older(p.path, next),
	}
	view.Head.Quotes, view.Head.FeedTitle = true, f.settings.Title+": "+name
	if view.Head.Next = view.Older; !before.IsZero() {
		view.Newest = p.path
	}
	if p.form == i18n.Weekday {
		view.Days[0].Address = ""
	} else if view.Month, err = s.calendar(c, f, p); err != nil {
		return err
	}
	view.Before, view.After, err = s.beside(c, f, p, around)
	if err != nil {
		return err
	}
	dependOn(c, view.After)
	return s.render(c, http.StatusOK, view.View())
}

// unbroken puts non-breaking spaces into a date, so that a heading breaks only
// after the weekday.
func unbroken(date string) string {
	return strings.NewReplacer(", ", ", ", " ", "\u00a0").Replace(date)
}

// dependOn declares what a period's page depends on: nothing if a later period has
// posts, otherwise the latest posts.
func dependOn(c echo.Context, after component.Link) {
	if after.Address != "" {
		pagecache.DependOn(c.Request().Context())
	} else {
		pagecache.DependOn(c.Request().Context(), sqlite.Latest)
	}
}

// up links to the archive and to the wider periods.
func (f frame) up(periods ...period) []component.Link {
	links := []component.Link{{Text: f.locale.T("Archive"), Address: "/archive/"}}
	for _, p := range periods {
		links = append(links, component.Link{Text: f.locale.Date(p.from, p.form), Address: p.path})
	}
	return links
}

// beside links to the nearest periods before and after one that have posts.
func (s *server) beside(c echo.Context, f frame, p period, around func(time.Time) period) (before, after component.Link, err error) {
	ctx := c.Request().Context()
	link := func(n sqlite.Neighbour) component.Link {
		if n.Path == "" {
			return component.Link{}
		}
		p := around(n.Published.In(f.zone))
		return component.Link{Text: f.locale.Date(p.from, p.form), Address: p.path}
	}
	older, _, err := s.store.Neighbours(ctx, blog.Cursor{At: p.from})
	if err != nil {
		return before, after, err
	}
	_, newer, err := s.store.Neighbours(ctx, blog.Cursor{At: p.until.Add(-time.Millisecond), ID: 1 << 62})
	return link(older), link(newer), err
}

// archive handles GET /archive/: all years, each with a chart of its months.
func (s *server) archive(c echo.Context) error {
	f, err := s.frame(c)
	if err != nil {
		return err
	}
	months, err := s.store.Counts(c.Request().Context(), time.Time{}, time.Time{}, f.begins(monthOf))
	if err != nil {
		return err
	}
	total := 0
	most := fullest(months)
	var years []page.Period
	for i := 0; i < len(months); {
		year := yearOf(months[i].Begin.In(f.zone))
		values, sum := make([]int, 12), 0
		for ; i < len(months) && months[i].Begin.Before(year.until); i++ {
			values[months[i].Begin.In(f.zone).Month()-1] = months[i].Posts
			sum += months[i].Posts
		}
		total += sum
		years = append([]page.Period{f.period(year, year.form, sum, component.Bars{Values: values, Most: most})}, years...)
	}
	name := f.locale.T("Archive")
	view := page.Archive{Head: f.head(name, f.address("/archive/")), Name: name, Periods: years, Note: f.locale.N(total, "%d post", "%d posts")}
	return s.render(c, http.StatusOK, view.View())
}

// year renders the months of a year, each with a chart of its days.
func (s *server) year(c echo.Context, f frame, year period) error {
	days, err := s.store.Counts(c.Request().Context(), year.from, year.until, f.begins(dayOf))
	if err != nil {
		return err
	}
	if len(days) == 0 {
		return &blog.Error{Kind: blog.NotFound, Message: "Nothing was posted in that year."}
	}
	name := f.locale.Date(year.from, i18n.Year)
	view := page.Archive{Head: f.head(name, f.address(year.path)), Name: name, Up: f.up(), Months: true}
	most, total := fullest(days), 0
	for month := monthOf(year.from); month.from.Before(year.until); month = monthOf(month.until) {
		values, sum := make([]int, month.until.AddDate(0, 0, -1).Day()), 0
		for _, d := range days {
			if at := d.Begin.In(f.zone); at.Month() == month.from.Month() {
				values[at.Day()-1] = d.Posts
				sum += d.Posts
			}
		}
		total += sum
		view.Periods = append(view.Periods, f.period(month, i18n.MonthOf, sum, component.Bars{Values: values, Most: most}))
	}
	view.Note = f.locale.N(total, "%d post", "%d posts")
	view.Before, view.After, err = s.beside(c, f, year, yearOf)
	if err != nil {
		return err
	}
	dependOn(c, view.After)
	return s.render(c, http.StatusOK, view.View())
}

func (f frame) period(p period, form i18n.Form, posts int, bars component.Bars) page.Period {
	out := page.Period{Name: f.locale.Date(p.from, form), Count: f.locale.N(posts, "%d post", "%d posts"), Bars: bars}
	if posts > 0 {
		out.Address = p.path
	}
	return out
}

// begins returns a function that returns the start of the period that contains a
// time.
func (f frame) begins(of func(time.Time) period) func(time.Time) time.Time {
	return func(t time.Time) time.Time { return of(t.In(f.zone)).from }
}

func fullest(counts []sqlite.Count) (most int) {
	for _, c := range counts {
		most = max(most, c.Posts)
	}
	return most
}

// calendar returns the calendar of a month. Weeks begin on Monday.
func (s *server) calendar(c echo.Context, f frame, month period) (*component.Month, error) {
	days, err := s.store.Counts(c.Request().Context(), month.from, month.until, f.begins(dayOf))
	if err != nil {
		return nil, err
	}
	posts := map[int]int{}
	for _, d := range days {
		posts[d.Begin.In(f.zone).Day()] = d.Posts
	}
	most := fullest(days)
	leaf := &component.Month{Locale: f.locale, Name: f.locale.Date(month.from, month.form)}
	monday := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC)
	for i := range 7 {
		leaf.Weekdays = append(leaf.Weekdays, string([]rune(f.locale.Date(monday.AddDate(0, 0, i), "Monday"))[:2]))
	}
	week := make([]component.MonthDay, (int(month.from.Weekday())+6)%7)
	for day := month.from; day.Before(month.until); day = dayOf(day).until {
		n := posts[day.Day()]
		level := 0
		if n > 0 {
			level = 1 + (n-1)*4/most
		}
		week = append(week, component.MonthDay{Number: day.Day(), Posts: n, Address: dayOf(day).path, Level: level})
		if len(week) == 7 {
			leaf.Weeks, week = append(leaf.Weeks, week), nil
		}
	}
	if len(week) > 0 {
		leaf.Weeks = append(leaf.Weeks, append(week, make([]component.MonthDay, 7-len(week))...))
	}
	return leaf, nil
}
