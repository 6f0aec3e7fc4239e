package frontmatter

import "strings"

// kramdown's extensions (https://kramdown.gettalong.org/syntax.html) control
// presentation. Hugo has the one for headings, too.

// withoutAttributes removes kramdown's attributes from a text. A heading that the text
// links to keeps its ID.
func withoutAttributes(text string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	text = withoutExtensions(text)
	targets := targetsIn(text)
	var out []byte
	for text != "" {
		line := lineOf(text)
		rest := strings.TrimPrefix(text[len(line):], "\n")
		switch {
		case isListItem(line) && isContents(lineOf(rest)):
			rest = strings.TrimPrefix(rest[len(lineOf(rest)):], "\n") // the table of contents was generated
		case isAttributes(line):
			if strings.HasPrefix(strings.TrimSpace(line), ">") {
				out = append(out, ">\n"...) // continue the quote
			}
		default:
			out = appendWithout(out, heading(line, targets))
			if len(line) < len(text) {
				out = append(out, '\n')
			}
		}
		text = rest
	}
	return string(out)
}

// withoutExtensions removes {::options …/} and {::comment} with its contents, and the
// tags around the contents of {::nomarkdown}.
func withoutExtensions(text string) string {
	r := &tagReader{text: text}
	var b strings.Builder
	from := 0
	for i := strings.Index(text, "{::"); i >= 0; {
		name, end := extension(text[i:])
		past := i + end
		switch {
		case name == "options":
			b.WriteString(text[from:i])
			from = past
		case name == "comment", name == "nomarkdown":
			at, after := r.find("end of "+name, past, func(from int) (int, int) { return extensionEnd(text, name, from) })
			if at < 0 {
				break
			}
			b.WriteString(text[from:i])
			if name == "nomarkdown" {
				b.WriteString(text[past:at])
			}
			past, from = after, after
		}
		next := strings.Index(text[past:], "{::")
		if next < 0 {
			break
		}
		i = past + next
	}
	return b.String() + text[from:]
}

// longestExtension is the maximum length of an extension's tag, in bytes.
const longestExtension = 1000

// extension returns the name and the length of the extension tag at the beginning of
// a text; an empty name if it is none that is known.
func extension(text string) (name string, length int) {
	line := lineOf(text[:min(len(text), longestExtension)])
	end := strings.IndexByte(line, '}')
	if end < 0 {
		return "", len("{::")
	}
	name, _, _ = strings.Cut(line[len("{::"):end], " ")
	alone := strings.HasSuffix(line[:end], "/")
	switch name = strings.TrimSuffix(name, "/"); {
	case name == "options" && alone, name == "comment" && !alone, name == "nomarkdown" && !alone:
		return name, end + 1
	}
	return "", len("{::")
}

// extensionEnd finds the end tag of an extension: {:/comment} or {:/}.
func extensionEnd(text, name string, from int) (at, past int) {
	for {
		i := strings.Index(text[from:], "{:/")
		if i < 0 {
			return -1, -1
		}
		at = from + i
		from = at + len("{:/")
		rest := strings.TrimPrefix(text[from:], name)
		if strings.HasPrefix(rest, "}") {
			return at, len(text) - len(rest) + 1
		}
	}
}

// targetsIn returns the IDs that links within a text refer to.
func targetsIn(text string) map[string]bool {
	targets := map[string]bool{}
	for {
		_, rest, ok := strings.Cut(text, "(#")
		if !ok {
			return targets
		}
		name := rest
		if end := strings.IndexAny(rest, ") \n"); end >= 0 {
			name = rest[:end]
		}
		targets[name] = true
		text = rest
	}
}

// unindented removes up to three spaces from a line: with more, it would be code.
func unindented(line string) (text string, ok bool) {
	text = strings.TrimLeft(line, " ")
	return text, len(line)-len(text) <= 3
}

// isListItem reports whether a line is a list item.
func isListItem(line string) bool {
	text, ok := unindented(line)
	if rest, numbered := strings.CutPrefix(text, "1."); numbered {
		text = "-" + rest
	}
	return ok && len(text) > 1 && strings.IndexByte("*+-", text[0]) >= 0 && (text[1] == ' ' || text[1] == '\t')
}

// isContents reports whether a line turns the list above into a table of contents.
func isContents(line string) bool {
	text, ok := unindented(line)
	inner, isAttribute := strings.CutPrefix(text, "{:")
	inner = strings.TrimLeft(inner, " \t")
	end := strings.IndexByte(inner, '}')
	return ok && isAttribute && strings.HasPrefix(inner, "toc") && end >= 0 && strings.TrimSpace(inner[end+1:]) == ""
}

// isAttributes reports whether a line consists of attributes, for the block above or
// below.
func isAttributes(line string) bool {
	text, ok := unindented(line)
	for strings.HasPrefix(text, ">") {
		text = strings.TrimLeft(text[1:], " \t")
	}
	n := attributes(text)
	return ok && n > 0 && strings.TrimSpace(text[n:]) == ""
}

// attributes returns the length of the attributes at the beginning of a text:
// {: .class #name key="value"}.
func attributes(text string) int {
	if len(text) < len("{:x}") || text[:2] != "{:" || strings.IndexByte(wordSigns+" .#", text[2]) < 0 {
		return 0
	}
	end := strings.IndexAny(text[2:], "{}\n")
	if end < 0 || text[2+end] != '}' {
		return 0
	}
	return 2 + end + 1
}

// appendWithout appends a line without the attributes in it.
func appendWithout(out []byte, line string) []byte {
	from := 0
	for {
		i := strings.Index(line[from:], "{:")
		if i < 0 {
			return append(out, line[from:]...)
		}
		out = append(out, line[from:from+i]...)
		from += i
		n := attributes(line[from:])
		if n == 0 || !takesAttributes(out) {
			out = append(out, "{:"...)
			n = len("{:")
		}
		from += n
	}
}

// takesAttributes reports whether a text ends with something that can have attributes: a
// link, emphasis, code, an address.
func takesAttributes(out []byte) bool {
	if len(out) == 0 {
		return false
	}
	return strings.IndexByte(")]*_`>", out[len(out)-1]) >= 0 || strings.HasSuffix(string(out[max(0, len(out)-len(asideMark)):]), asideMark)
}

// heading removes the attributes at the end of a heading: ## Herons {#herons .birds} ##.
func heading(line string, targets map[string]bool) string {
	text, ok := unindented(line)
	level := 0
	for level < len(text) && text[level] == '#' {
		level++
	}
	if !ok || level == 0 || level > 6 || level == len(text) || text[level] != ' ' && text[level] != '\t' {
		return line
	}
	bare := strings.TrimRight(strings.TrimRight(text, " \t"), "#")
	bare = strings.TrimRight(bare, " \t")
	open := strings.LastIndexByte(bare, '{')
	if open < level || !strings.HasSuffix(bare, "}") {
		return line
	}
	names := strings.Fields(bare[open+1 : len(bare)-1])
	anchor := ""
	for _, name := range names {
		if len(name) < 2 || name[0] != '#' && name[0] != '.' || strings.Trim(name[1:], wordSigns+":.-") != "" {
			return line
		}
		if anchor == "" && name[0] == '#' && targets[name[1:]] {
			anchor = `<a id="` + escape(name[1:]) + `"></a>`
		}
	}
	if len(names) == 0 {
		return line
	}
	begin := level + len(bare[level:open]) - len(strings.TrimLeft(bare[level:open], " \t"))
	return line[:len(line)-len(text)] + text[:begin] + anchor + strings.TrimRight(bare[begin:open], " \t")
}
