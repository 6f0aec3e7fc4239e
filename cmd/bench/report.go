package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"pullquote/internal/chart"
)

// report is the result of a run: tables and charts.
type report struct {
	heading  string // when, what and on which machine
	sections []section
}

// section is one part of a report.
type section struct {
	title  string
	note   string // how it was measured; a paragraph
	head   []string
	rows   [][]string
	charts []picture
}

type picture struct {
	name string // of the file, without its extension
	chart.Lines
}

func (s *section) add(cells ...string) { s.rows = append(s.rows, cells) }

// atMost returns a cell that says whether a value meets a maximum. unit may be empty.
func atMost(value, limit float64, unit string) string {
	return verdict(value <= limit, "≤", limit, unit)
}

// atLeast returns a cell that says whether a value meets a minimum.
func atLeast(value, limit float64) string { return verdict(value >= limit, "≥", limit, "") }

func verdict(met bool, sign string, limit float64, unit string) string {
	word := "met"
	if !met {
		word = "missed"
	}
	return fmt.Sprintf("%s %g%s: %s", sign, limit, unit, word)
}

// text writes a section for a terminal.
func (s *section) text(w io.Writer) error {
	fmt.Fprintf(w, "\n%s\n\n", s.title)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{s.head}, s.rows...) {
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	return table.Flush()
}

// markdown writes a section as documentation.
func (s *section) markdown(w io.Writer) {
	fmt.Fprintf(w, "\n## %s\n\n%s\n\n", s.title, s.note)
	fmt.Fprintf(w, "| %s |\n|", strings.Join(s.head, " | "))
	for i := range s.head {
		if i == 0 {
			fmt.Fprint(w, " --- |")
		} else {
			fmt.Fprint(w, " --: |")
		}
	}
	fmt.Fprintln(w)
	for _, row := range s.rows {
		fmt.Fprintf(w, "| %s |\n", strings.Join(row, " | "))
	}
	for _, p := range s.charts {
		fmt.Fprintf(w, "\n![%s](%s.svg)\n", p.Title, p.name)
	}
}

// write writes the report and its charts to a folder.
func (r *report) write(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	var text bytes.Buffer
	fmt.Fprintf(&text, "%s\n", r.heading)
	for i := range r.sections {
		s := &r.sections[i]
		s.markdown(&text)
		for _, p := range s.charts {
			if err := os.WriteFile(filepath.Join(folder, p.name+".svg"), p.SVG(), 0o666); err != nil {
				return err
			}
		}
	}
	return os.WriteFile(filepath.Join(folder, "benchmarks.md"), text.Bytes(), 0o666)
}

func ratio(v float64) string { return fmt.Sprintf("%.2f", v) }
func whole(v float64) string { return fmt.Sprintf("%.0f", v) }

// inMillis formats milliseconds with as many digits as are significant.
func inMillis(v float64) string {
	if v < 10 {
		return fmt.Sprintf("%.2f ms", v)
	}
	return fmt.Sprintf("%.0f ms", v)
}
