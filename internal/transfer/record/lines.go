package record

import (
	"regexp"
	"strings"
)

var (
	fence    = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	indented = regexp.MustCompile(`^(?: {4}|\t)`)
)

// BreakLines makes the line ends of a Markdown text line breaks, as Shaarli shows it: it
// appends two spaces to each line that is not the last of its paragraph, except in
// code.
func BreakLines(text string) string {
	lines := strings.Split(text, "\n")
	within := "" // the fence of the code block that the line is in
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
