package shaarli

import (
	"regexp"
	"strings"
)

// noMarkdown is the tag of links whose description is plain text. It says
// nothing to readers.
const noMarkdown = "nomarkdown"

// asTyped gives plain text as HTML with WordPress' line ends.
func asTyped(text string) string { return strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text) }

var (
	fence = regexp.MustCompile("^ {0,3}(```+|~~~+)")
	code  = regexp.MustCompile(`^(?: {4}|\t)`)
)

// broken gives Markdown whose line ends are breaks, as they are in Shaarli: two
// spaces stand at the end of a line that another of its paragraph follows, save
// in code.
func broken(text string) string {
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
		if within != "" || last || strings.TrimSpace(line) == "" || code.MatchString(line) || strings.HasSuffix(line, "  ") {
			continue
		}
		lines[i] = line + "  "
	}
	return strings.Join(lines, "\n")
}
