package wxr

import (
	"html"
	"regexp"
	"slices"
	"strings"

	"pullquote/internal/blog"
)

// gallery matches WordPress's shortcode for a gallery
// (https://codex.wordpress.org/Gallery_Shortcode), and galleryArgument one of its
// arguments.
var (
	gallery         = regexp.MustCompile(`\[gallery((?:\s[^\]\n]*?)?)\s*/?\]`)
	galleryArgument = regexp.MustCompile(`(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))`)
)

// mostPictures is how many pictures the galleries of a post may have in all. Those
// beyond stay shortcodes.
const mostPictures = 2000

// withGalleries replaces the shortcodes of galleries in a text with their pictures, as
// far as the archive has these.
func (r *reading) withGalleries(text string) string {
	if !strings.Contains(text, "[gallery") {
		return text
	}
	var b strings.Builder
	done, pictures := 0, 0
	var missing []string
	for _, m := range gallery.FindAllStringSubmatchIndex(text, -1) {
		if m[0] > 0 && text[m[0]-1] == '[' && strings.HasPrefix(text[m[1]:], "]") {
			continue // shown literally
		}
		all, lacking := r.galleryOf(text[m[2]:m[3]])
		if pictures += len(all); len(all) == 0 || pictures > mostPictures {
			continue
		}
		b.WriteString(strings.TrimRight(text[done:m[0]], "\n") + "\n\n")
		for _, a := range all {
			b.WriteString(a.figure())
		}
		b.WriteByte('\n')
		done = len(text) - len(strings.TrimLeft(text[m[1]:], "\n"))
		missing = append(missing, lacking...)
	}
	if done == 0 {
		return text
	}
	r.note("The pictures of its galleries stand in the text, in the place of WordPress's shortcodes.")
	if len(missing) > 0 {
		r.note("Pictures of its galleries that are not in the archive, by their numbers: %s.", blog.Excerpt(strings.Join(missing, ", "), 300))
	}
	return b.String() + text[done:]
}

// galleryOf returns the pictures of a gallery with these arguments: those with certain
// numbers, or else all that were uploaded to a post. lacking are numbers of pictures that
// the archive does not have.
func (r *reading) galleryOf(arguments string) (all []attachment, lacking []string) {
	args := map[string]string{"id": r.text("wp:post_id")}
	for _, m := range galleryArgument.FindAllStringSubmatch(arguments, -1) {
		args[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
	}
	library := r.channel.pictures()
	if ids := args["ids"] + args["include"]; ids != "" {
		for _, id := range numbers(ids) {
			if a, ok := library.byID[id]; ok {
				all = append(all, a)
			} else {
				lacking = append(lacking, id)
			}
		}
		return all, lacking
	}
	without := numbers(args["exclude"])
	for _, a := range library.ofPost[args["id"]] {
		if !slices.Contains(without, a.id) {
			all = append(all, a)
		}
	}
	return all, nil
}

// numbers splits a list of numbers.
func numbers(list string) []string {
	return strings.FieldsFunc(list, func(c rune) bool { return c < '0' || c > '9' })
}

// figure renders a picture.
func (a attachment) figure() string {
	out := `<figure><img src="` + html.EscapeString(a.address) + `" alt="` + html.EscapeString(a.alt) + `">`
	if a.caption != "" {
		out += "<figcaption>" + html.EscapeString(strings.ReplaceAll(a.caption, "\n", " ")) + "</figcaption>"
	}
	return out + "</figure>\n"
}
