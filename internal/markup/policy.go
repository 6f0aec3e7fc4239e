package markup

import (
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// policy defines what is allowed in a body. It is the same for an author's text and
// an import's: an archive may be Markdown, and old presentational elements are
// equally harmless in both.
//
// No element or attribute here runs code, loads anything but pictures, takes input
// or paints outside its place. bluemonday's own check of URLs stays off: it rewrites
// addresses (%7E becomes ~) and drops those that net/url can't parse; the patterns
// below let a link through unchanged, or not at all.
var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	for key := range strings.FieldsSeq(everywhere) {
		attributeRule(p, key).Globally()
	}
	for element, attributes := range elements {
		p.AllowElements(element)
		p.AllowNoAttrs().OnElements(element)
		for key := range strings.FieldsSeq(attributes) {
			attributeRule(p, key).OnElements(element)
		}
	}
	return p
})

// attributeRule begins the rule of an attribute. The caller has to complete it with
// the elements that may have the attribute.
func attributeRule(p *bluemonday.Policy, key string) interface {
	OnElements(elements ...string) *bluemonday.Policy
	Globally() *bluemonday.Policy
} {
	rule := p.AllowAttrs(key)
	if pattern := values[key]; pattern != nil {
		rule = rule.Matching(pattern)
	}
	return rule
}

// everywhere lists the attributes that are allowed on every element.
const everywhere = "class dir id lang role title xml:lang"

// elements lists the allowed elements, with the further attributes of each.
var elements = map[string]string{
	// Paragraphs and parts.
	"address": "", "article": "", "aside": "", "blockquote": "cite", "br": "clear", "center": "", "details": "open",
	"div": "align", "figcaption": "", "figure": "", "footer": "", "header": "", "hgroup": "", "hr": "align noshade size width",
	"h1": "align", "h2": "align", "h3": "align", "h4": "align", "h5": "align", "h6": "align",
	"p": "align", "pre": "width", "section": "", "summary": "",

	// Text.
	"a":    "href hreflang name rel rev target type",
	"abbr": "", "acronym": "", "b": "", "bdi": "", "bdo": "", "big": "", "cite": "", "code": "", "data": "value",
	"del": "cite datetime", "dfn": "", "em": "", "font": "", "i": "", "ins": "cite datetime", "kbd": "", "mark": "",
	"nobr": "", "q": "cite", "s": "", "samp": "", "small": "", "span": "", "strike": "", "strong": "", "sub": "",
	"sup": "", "time": "datetime", "tt": "", "u": "", "var": "", "wbr": "",
	"ruby": "", "rb": "", "rp": "", "rt": "", "rtc": "",

	// Lists.
	"dd": "", "dir": "compact", "dl": "compact", "dt": "", "li": "type value", "menu": "compact",
	"ol": "compact reversed start type", "ul": "compact type",

	// Tables.
	"caption": "align", "col": "align span valign width", "colgroup": "align span valign width",
	"table": "align border cellpadding cellspacing summary width",
	"tbody": "align valign", "tfoot": "align valign", "thead": "align valign", "tr": "align valign",
	"td": "abbr align colspan headers height nowrap rowspan scope valign width",
	"th": "abbr align colspan headers height nowrap rowspan scope valign width",

	// Pictures.
	"img":     "align alt border decoding height hspace loading longdesc sizes src srcset vspace width",
	"picture": "", "source": "height media sizes srcset type width",
}

// MayStand reports whether an element is allowed in a body. Of other elements at
// most the text is shown.
func MayStand(name string) bool {
	_, may := elements[strings.ToLower(name)]
	return may
}

// Schemes that are allowed in links, and those allowed for pictures.
const (
	linkSchemes  = `https?|ftps?|sftp|mailto|tel|sms|geo|xmpp|ircs?|news|nntp|gopher|gemini|magnet|webcal`
	imageSchemes = `https?`
)

// address returns the pattern of an address that has one of the schemes or none.
// Browsers ignore white space before an address and drop tabs and line ends within
// (https://url.spec.whatwg.org/#concept-basic-url-parser), so the only colon allowed
// before the first slash, question mark or number sign is the one after an allowed
// scheme, whatever else is there.
func address(schemes string) string {
	return `[\t\n ]*(?:(?i:` + schemes + `):|[^:/?#]*(?:[/?#]|$))`
}

var (
	linkValue   = regexp.MustCompile(`^` + address(linkSchemes))
	imageValue  = regexp.MustCompile(`^` + address(imageSchemes))
	numberValue = regexp.MustCompile(`^-?[0-9]{1,6}$`)
	lengthValue = regexp.MustCompile(`^[0-9]{1,4}(?:\.[0-9]{1,6})?(?:px|em|%|\*)?$`)
	nameValue   = regexp.MustCompile(`^[^\s<>"'&]{1,500}$`) // archives contain ids like -a-whole-headline-http-example-org-
	sideValue   = regexp.MustCompile(`^(?i:left|right|center|middle|justify|char|top|bottom|baseline|absmiddle|absbottom|texttop|all|both|none)$`)
	langValue   = regexp.MustCompile(`^(?:[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*)?$`)
	flagValue   = regexp.MustCompile(`^[A-Za-z]*$`)
	mimeValue   = regexp.MustCompile(`^[A-Za-z0-9.+\-]+/[A-Za-z0-9.+\-]+(?:;[ A-Za-z0-9.+\-=]*)?$`)
	kindValue   = regexp.MustCompile(`^(?i:1|a|i|disc|circle|square|none)$`)
)

// values holds the patterns of the attributes' values. An attribute without a
// pattern may have any value.
var values = map[string]*regexp.Regexp{
	"href": linkValue, "cite": linkValue, "longdesc": linkValue,
	"src":    imageValue,
	"srcset": regexp.MustCompile(`^[\s,]*(?:(?:(?i:` + imageSchemes + `):\S*|[^\s:/?#,]*(?:[/?#]\S*)?)(?:\s+[0-9.]+[wxh])*(?:[\s,]+|$))*$`),

	"id": nameValue, "name": nameValue,
	"target": regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_\-]{0,39}$`),
	"role":   regexp.MustCompile(`^doc-[a-z]+$`),
	"type":   regexp.MustCompile(mimeValue.String() + `|` + kindValue.String()),
	"dir":    regexp.MustCompile(`^(?i:ltr|rtl|auto)$`),
	"lang":   langValue, "xml:lang": langValue, "hreflang": langValue,
	"datetime": regexp.MustCompile(`^[A-Za-z0-9 :.+\-−]{0,60}$`),

	"align": sideValue, "valign": sideValue, "clear": sideValue,
	"width": lengthValue, "height": lengthValue, "size": lengthValue, "border": lengthValue, "hspace": lengthValue, "vspace": lengthValue,
	"cellpadding": lengthValue, "cellspacing": lengthValue,
	"span": numberValue, "colspan": numberValue, "rowspan": numberValue, "start": numberValue,
	"compact": flagValue, "noshade": flagValue, "nowrap": flagValue, "open": flagValue, "reversed": flagValue,
	"scope":    regexp.MustCompile(`^(?i:row|col|rowgroup|colgroup)$`),
	"loading":  regexp.MustCompile(`^(?i:lazy|eager)$`),
	"decoding": regexp.MustCompile(`^(?i:sync|async|auto)$`),
}
