package archtest

import (
	"fmt"
	"regexp"
	"strings"
)

// escape is a way around templ's escaping, or inline code or style, which the
// Content-Security-Policy refuses.
type escape struct {
	pattern *regexp.Regexp
	only    string // the template that may use it; none if empty
	why     string
}

var escapes = []escape{
	{regexp.MustCompile(`\btempl\.Raw\b`), rawTemplate, "escaping is left in one place, which takes markup.HTML"},
	{regexp.MustCompile(`\btempl\.SafeURL\b`), "views/desk/bookmarklet.templ", "an address that is code stands in one place, which takes the program's own"},
	{regexp.MustCompile(`\btempl\.(SafeCSS|SafeCSSProperty|JSUnsafeFuncCall|JSFuncCall|JSExpression|WithNonce)\b`), "", "it goes around what templ checks, or needs code within the page"},
	{regexp.MustCompile(`(?i)[\s"'}]style\s*=`), "", "the policy refuses style attributes: use a class"},
	{regexp.MustCompile(`(?i)<style\b`), "", "the policy refuses style within a page: use a file"},
	{regexp.MustCompile(`(?i)[\s"'}]on[a-z]+\s*=\s*["'{]`), "", "the policy refuses event handlers: use a file"},
	{regexp.MustCompile(`(?m)^(css|script) \w+\(`), "", "it becomes code or style within the page: use a file"},
	{regexp.MustCompile(`(?i)<script\b[^>]*>[^<\s]`), "", "the policy refuses code within a page: use a file"},
}

// templatesStayWithinThePolicy reports templates that bypass templ's escaping or
// contain what the Content-Security-Policy refuses.
func templatesStayWithinThePolicy(h *house) []string {
	var complaints []string
	for _, t := range h.templates {
		text := withoutComments(t.text)
		for _, e := range escapes {
			if t.path == e.only {
				continue
			}
			for _, at := range e.pattern.FindAllStringIndex(text, -1) {
				line := 1 + strings.Count(text[:at[0]], "\n")
				complaints = append(complaints, fmt.Sprintf("%s:%d: %q: %s.", t.path, line, strings.TrimSpace(text[at[0]:at[1]]), e.why))
			}
		}
	}
	return complaints
}

var lineComment = regexp.MustCompile(`(?m)^\s*//.*$`)

// withoutComments removes comment lines, which may mention what code must not do.
func withoutComments(text string) string { return lineComment.ReplaceAllString(text, "") }
