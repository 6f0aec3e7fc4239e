package record

import (
	"regexp"
	"strings"
)

var (
	fence    = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	indented = regexp.MustCompile(`^(?: {4}|\t)`)
)

// BreakLines gives Markdown whose line ends are breaks, as Shaarli shows it: two
// spaces stand at the end of a line that another of its paragraph follows, save
// in code.
func BreakLines(text string) string {
	lines := strings.Split(text, "\n")
	within := "" // the fence of the code that the line stands in
	for i, line := range lines {
		if m := fence.FindStringSubmatch(line); m != nil {
			switch {
			case within == "":
				within = m[1]
			case strings.HasPrefix(m[1], within):
				within = ""
			}
			continue
		}
		last := i == len(lines)-1 || strings.TrimSpace(lines[i+1]) == ""
		if within != "" || last || strings.TrimSpace(line) == "" || indented.MatchString(line) || strings.HasSuffix(line, "  ") {
			continue
		}
		lines[i] = line + "  "
	}
	return strings.Join(lines, "\n")
}
