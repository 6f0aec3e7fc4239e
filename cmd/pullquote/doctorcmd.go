package main

import (
	"encoding/json"
	"fmt"
	"io"

	"pullquote/internal/app"
)

type doctorCmd struct {
	dataFlags
	Repair   bool `help:"Rebuild counts, search index and lost addresses from the posts, after copying the blog." env:"PULLQUOTE_DOCTOR_REPAIR"`
	Rerender bool `help:"Render every post’s HTML again from what its author wrote." env:"PULLQUOTE_DOCTOR_RERENDER"`
	JSON     bool `name:"json" help:"Print what was found as JSON." env:"PULLQUOTE_DOCTOR_JSON"`
}

// Help is shown below the flags.
func (doctorCmd) Help() string {
	return "Without --repair and --rerender nothing is changed. It works while the blog is served, and on a damaged database, too. " +
		"It exits with 0 if all is well, with 1 if something is wrong.\n\n" +
		"Example:\n  pullquote doctor\n  pullquote doctor --data /var/lib/pullquote --repair"
}

// Run examines the blog, and repairs or rerenders it first if asked to.
func (c *doctorCmd) Run(e *env) error {
	config := app.Config{Data: c.Data, BaseURL: c.BaseURL, Log: e.log, Existing: true}
	checkup, err := app.Examine(e.ctx, config)
	if err != nil {
		return err
	}
	if c.Repair || c.Rerender {
		if err := c.treat(e, checkup); err != nil {
			return err
		}
		if checkup, err = app.Examine(e.ctx, config); err != nil {
			return err
		}
	}
	found := findings(checkup)
	c.print(e, checkup, found)
	if n := wrong(found); n > 0 {
		return fmt.Errorf("%s with the blog in %s; see above what it is and what to do", numbered(n, "thing is wrong", "things are wrong"), c.Data)
	}
	return nil
}

// untreatable returns, in a clause, why a blog must not be repaired, or "" if it may be.
// Writing to a database with damaged posts could make it worse.
func untreatable(checkup *app.Checkup) string {
	switch {
	case checkup.ReadOnly:
		return "the disk that the database is on can only be read"
	case checkup.Barred:
		return "you may not open the database"
	case checkup.Locked:
		return "you may not write to the database"
	case !repairable(checkup):
		return "the database itself is damaged"
	}
	return ""
}

// treat repairs and rerenders the blog, as asked.
func (c *doctorCmd) treat(e *env, checkup *app.Checkup) error {
	if why := untreatable(checkup); why != "" {
		c.print(e, checkup, findings(checkup))
		return fmt.Errorf("nothing was repaired: %s; see above what to do", why)
	}
	a, err := c.openExisting(e)
	if err != nil {
		return err
	}
	defer a.Close()
	if c.Repair {
		copied, err := a.Repair(e.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stderr, "Counts, search index and addresses were rebuilt. A copy of the blog as it was before is in %s\n", copied)
	}
	if c.Rerender {
		n, err := a.Gate.RerenderAll(e.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(e.stderr, "%s rendered again\n", numbered(n, "post", "posts"))
	}
	return nil
}

// print prints the findings as text or JSON.
func (c *doctorCmd) print(e *env, checkup *app.Checkup, found []finding) {
	if c.JSON {
		printJSON(e.stdout, checkup, found)
	} else {
		printFindings(e.stdout, checkup, found)
	}
}

func printJSON(out *output, checkup *app.Checkup, found []finding) {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	_ = enc.Encode(struct { // out remembers an error
		Database string    `json:"database"`
		Schema   int64     `json:"schema"`
		Posts    int       `json:"posts"`
		Well     bool      `json:"well"`
		Findings []finding `json:"findings"`
	}{checkup.Database, checkup.Schema, checkup.Posts, wrong(found) == 0, append([]finding{}, found...)})
}

func printFindings(out io.Writer, checkup *app.Checkup, found []finding) {
	fmt.Fprintf(out, "%s: %s", checkup.Database, size(checkup.Bytes))
	if checkup.Unreadable == nil {
		fmt.Fprintf(out, ", schema %d, %s", checkup.Schema, numbered(checkup.Posts, "post", "posts"))
	}
	fmt.Fprintln(out)
	for _, f := range found {
		mark := "note "
		if f.Wrong {
			mark = "WRONG"
		}
		fmt.Fprintf(out, "\n%s  %s\n", mark, f.What)
		for _, line := range []string{f.Means, f.Do} {
			if line != "" {
				fmt.Fprintf(out, "       %s\n", line)
			}
		}
		for _, line := range f.Details {
			fmt.Fprintf(out, "         %s\n", line)
		}
	}
	if wrong(found) == 0 {
		fmt.Fprintln(out, "\nAll is well.")
	}
}
