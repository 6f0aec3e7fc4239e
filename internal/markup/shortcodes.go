package markup

import (
	"html"
	"regexp"
	"slices"
	"strings"
)

// Shortcodes are words in brackets that WordPress replaces
// (https://codex.wordpress.org/Shortcode_API). This package knows those whose
// meaning is in the body itself; a gallery for instance needs the old blog's
// library, and stays as it is written. shortcode_reader.go finds them.

// WithoutShortcodes replaces the known shortcodes in a WordPress body by HTML. The
// result is not safe. Render calls it itself.
func WithoutShortcodes(body string) string {
	if !strings.Contains(body, "[") {
		return body
	}
	var out strings.Builder
	r := &shortcodeReader{body: body}
	from := 0
	for i := r.opening(0); i >= 0; {
		code, ok := r.read(i)
		switch {
		case !ok:
			i = r.opening(i + 1)
			continue
		case code.escaped: // shown literally
		default:
			out.WriteString(body[from:i] + code.html)
			from = code.end
		}
		i = r.opening(code.end)
	}
	return out.String() + body[from:]
}

// shown completes a shortcode with what WordPress shows in its place. ok is false if
// that is not known; then the text stays.
func (r *shortcodeReader) shown(code shortcode) (shown shortcode, ok bool) {
	switch code.name {
	case "code", "sourcecode":
		return r.shownCode(code)
	case "caption", "wp_caption":
		inner, end, ok := r.captioned(code.end)
		if !ok {
			return code, false
		}
		code.end = end
		code.html, ok = figure(code, inner)
		return code, ok
	case "embed":
		return r.shownEmbed(code)
	}
	return r.shownMedia(code)
}

func (r *shortcodeReader) shownCode(code shortcode) (shown shortcode, ok bool) {
	endTag := "[/" + code.name + "]"
	at := r.index(endTag, code.end)
	if at < 0 || !code.named() {
		return code, false
	}
	inner := r.body[code.end:at]
	code.end = at + len(endTag)
	code.html = codeBlock(code, inner)
	return code, r.isAlone(code)
}

// shownEmbed is shown for [embed]ADDRESS[/embed].
func (r *shortcodeReader) shownEmbed(code shortcode) (shown shortcode, ok bool) {
	rest := strings.TrimLeft(r.body[code.end:], whiteSpace)
	address := addressAt(rest)
	after, ended := strings.CutPrefix(strings.TrimLeft(rest[len(address):], whiteSpace), "[/embed]")
	code.html, code.end = addressLink(address), len(r.body)-len(after)
	return code, ended && address != ""
}

// shownMedia is shown for a film, a sound or the like: a link to it, and the words before
// the end tag, if it has one.
func (r *shortcodeReader) shownMedia(code shortcode) (shown shortcode, ok bool) {
	address, words := code.plays(), ""
	endTag := "[/" + code.name + "]"
	if end := strings.IndexAny(r.body[code.end:], "[]"); end >= 0 && !code.single && strings.HasPrefix(r.body[code.end+end:], endTag) {
		words = strings.TrimSpace(r.body[code.end : code.end+end])
		code.end += end + len(endTag)
	}
	switch {
	case address != "":
		code.html = strings.TrimSpace(addressLink(html.EscapeString(address)) + " " + words)
	case words != "" && words == addressAt(words) && len(code.args) == 0:
		code.html = addressLink(words) // [gist]ADDRESS[/gist]
	default:
		return code, false
	}
	return code, true
}

// captioned returns the contents of a caption shortcode. If another caption begins
// before the end tag, the first one is plain text.
func (r *shortcodeReader) captioned(from int) (inner string, end int, ok bool) {
	first := -1
	for _, name := range captionNames {
		if at := r.index("[/"+name+"]", from); at >= 0 && (first < 0 || at < first) {
			first, end = at, at+len("[/]")+len(name)
		}
	}
	if first < 0 {
		return "", 0, false
	}
	for _, name := range captionNames {
		if at := r.index("["+name, from); at >= 0 && at < first {
			return "", 0, false
		}
	}
	return r.body[from:first], end, true
}

var (
	captionNames  = []string{"caption", "wp_caption"}
	shortcodeTags = append([]string{
		"embed", "sourcecode", "code", "audio", "video", "youtube", "vimeo", "gist",
		"dailymotion", "instagram", "soundcloud", "spotify", "tweet",
	}, captionNames...)
)

// plays returns the address of the media that a video or audio shortcode plays, if
// it is given in one of the ways that WordPress supports: [youtube=ADDRESS], [audio
// ADDRESS|titles=…], [video src="ADDRESS"], or in that of plugins: [gist id="ID"].
func (s shortcode) plays() string {
	isLone := len(s.args) == 1 && s.args[0].name == ""
	if !isLone && !s.named() {
		return ""
	}
	if isLone && s.name == "vimeo" && vimeoNumber.MatchString(s.args[0].value) {
		return players["vimeo"] + s.args[0].value
	}
	for _, arg := range s.args {
		if address := addressIn(html.UnescapeString(arg.value)); address != "" {
			return address
		}
	}
	if id, player := s.arg("id"), players[s.name]; player != "" && playedID.MatchString(id) {
		return player + id
	}
	return ""
}

// players are the beginnings of addresses of what shortcodes name by an ID.
var players = map[string]string{
	"gist": "https://gist.github.com/", "vimeo": "https://vimeo.com/", "youtube": "https://www.youtube.com/watch?v=",
}

var (
	vimeoNumber = regexp.MustCompile(`^[0-9]+$`)
	playedID    = regexp.MustCompile(`^[0-9A-Za-z_-]{6,64}$`) // as plugins' shortcodes have it
)

// addressIn returns the first http or https address in a text.
func addressIn(text string) string {
	for {
		i := strings.Index(text, "http")
		if i < 0 {
			return ""
		}
		if address := addressAt(text[i:]); address != "" {
			address, _, _ = strings.Cut(address, "|")
			address, _, _ = strings.Cut(address, "'")
			return address
		}
		text = text[i+len("http"):]
	}
}

// addressAt returns the http or https address at the beginning of a text.
func addressAt(text string) string {
	rest := strings.TrimPrefix(strings.TrimPrefix(text, "http"), "s")
	if !strings.HasPrefix(text, "http") || !strings.HasPrefix(rest, "://") {
		return ""
	}
	end := strings.IndexAny(text, whiteSpace+`<>"[]`)
	if end < 0 {
		end = len(text)
	}
	if end == len(text)-len(rest)+len("://") {
		return ""
	}
	return text[:end]
}

// addressLink returns a link to an address that is escaped already, as WordPress
// does where it can't embed the target.
func addressLink(address string) string { return `<a href="` + address + `">` + address + "</a>" }

// figure returns a picture with its caption, which follows the picture or, in older
// posts, is an argument of the shortcode. Without a picture or caption WordPress
// shows something other than a figure; then the text stays.
func figure(code shortcode, inner string) (shown string, ok bool) {
	image, caption := inner, strings.TrimSpace(code.arg("caption"))
	if caption == "" {
		if image, caption = pictureAt(inner); image == "" {
			return "", false
		}
		caption = WithoutShortcodes(caption)
	}
	if caption == "" || !strings.Contains(strings.ToLower(image), "<img") {
		return "", false
	}
	class := "wp-caption " + code.arg("align")
	if code.arg("align") == "" {
		class += "alignnone"
	}
	id := ""
	if code.arg("id") != "" {
		id = ` id="` + html.EscapeString(code.arg("id")) + `"`
	}
	return "<figure" + id + ` class="` + html.EscapeString(class) + `">` + strings.TrimSpace(image) + `<figcaption class="wp-caption-text">` + caption + "</figcaption></figure>", true
}

// pictureAt splits text that begins with a picture, which may be inside a link.
// image is empty if there is none.
func pictureAt(text string) (image, rest string) {
	at := len(text) - len(strings.TrimLeft(text, whiteSpace))
	begin := at
	linked := isTag(text[at:], "a")
	if linked {
		at = tagEnd(text, at)
		at += len(text[at:]) - len(strings.TrimLeft(text[at:], whiteSpace))
	}
	if !isTag(text[at:], "img") {
		return "", text
	}
	at = tagEnd(text, at)
	after := strings.TrimLeft(text[at:], whiteSpace)
	if linked && isTag(after, "/a") {
		at = tagEnd(text, len(text)-len(after))
	}
	return text[begin:at], strings.TrimSpace(text[at:])
}

// codeBlock returns a block of code. Depending on the age of the plugin that showed
// it, the text is stored escaped or not.
func codeBlock(code shortcode, text string) string {
	text = escapedAmpersands(withoutBreaks(text))
	text = strings.ReplaceAll(strings.ReplaceAll(text, "<", "&lt;"), ">", "&gt;")
	class := ""
	if lang := code.arg("lang"); lang != "" {
		class = ` class="language-` + html.EscapeString(lang) + `"`
	} else if lang := code.arg("language"); lang != "" {
		class = ` class="language-` + html.EscapeString(lang) + `"`
	}
	return "<pre><code" + class + ">" + strings.Trim(text, "\n") + "</code></pre>"
}

// withoutBreaks replaces <br> and its variants by line ends.
func withoutBreaks(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "<br")
		end, closed := strings.CutPrefix(strings.TrimPrefix(strings.TrimLeft(rest, whiteSpace), "/"), ">")
		b.WriteString(before)
		switch {
		case !ok:
			return b.String()
		case closed:
			b.WriteString("\n")
			text = strings.TrimPrefix(end, "\n")
		default:
			b.WriteString("<br")
			text = rest
		}
	}
}

// escapedAmpersands escapes the ampersands that don't begin a character reference.
func escapedAmpersands(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "&")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		b.WriteString("&")
		if !isReference(rest) {
			b.WriteString("amp;")
		}
		text = rest
	}
}

// isReference reports whether the text after an & completes a character reference:
// lt; or #38; or #x26;.
func isReference(text string) bool {
	const letters, digits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"
	of := letters + digits
	switch {
	case strings.HasPrefix(text, "#x"), strings.HasPrefix(text, "#X"):
		text, of = text[len("#x"):], digits+"abcdefABCDEF"
	case strings.HasPrefix(text, "#"):
		text, of = text[len("#"):], digits
	case text == "" || !isLetter(text[0]):
		return false
	}
	for i := range len(text) {
		if strings.IndexByte(of, text[i]) < 0 {
			return i > 0 && text[i] == ';'
		}
	}
	return false
}

// isShortcode reports whether the shortcode of that name is known.
func isShortcode(name string) bool { return slices.Contains(shortcodeTags, name) }
