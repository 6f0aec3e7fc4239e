package metrics

import (
	"bytes"
	"strconv"
	"strings"
)

// ContentType is the media type of a Page.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// Page is the answer to one reading of the metrics. The zero Page is empty.
type Page struct {
	buf    bytes.Buffer
	family string
}

// Type is the type of a metric family.
type Type string

// The types that this program uses.
const (
	TypeCounter   Type = "counter"
	TypeGauge     Type = "gauge"
	TypeHistogram Type = "histogram"
)

// Family begins a metric family, which all samples that follow belong to.
func (p *Page) Family(name string, t Type, help string) {
	p.family = name
	p.buf.WriteString("# HELP " + name + " " + strings.NewReplacer(`\`, `\\`, "\n", `\n`).Replace(help) + "\n")
	p.buf.WriteString("# TYPE " + name + " " + string(t) + "\n")
}

// Sample writes a value of the current family. Labels are alternating names and
// values.
func (p *Page) Sample(value float64, labels ...string) { p.line("", value, labels) }

// Only writes a family with a single value.
func (p *Page) Only(name string, t Type, help string, value float64) {
	p.Family(name, t, help)
	p.Sample(value)
}

// line writes a sample whose name is that of the family with a suffix.
func (p *Page) line(suffix string, value float64, labels []string) {
	p.buf.WriteString(p.family + suffix)
	escape := strings.NewReplacer(`\`, `\\`, "\n", `\n`, `"`, `\"`)
	for i := 0; i+1 < len(labels); i += 2 {
		p.buf.WriteByte("{,"[min(i, 1)])
		p.buf.WriteString(labels[i] + `="` + escape.Replace(labels[i+1]) + `"`)
	}
	if len(labels) > 1 {
		p.buf.WriteByte('}')
	}
	p.buf.WriteByte(' ')
	p.buf.Write(strconv.AppendFloat(nil, value, 'g', -1, 64))
	p.buf.WriteByte('\n')
}

// Histogram writes a histogram as samples of the current family.
func (p *Page) Histogram(h *Histogram, labels ...string) {
	counts, sum := h.read()
	total := uint64(0)
	for i, n := range counts {
		total += n
		bound := "+Inf"
		if i < len(h.bounds) {
			bound = strconv.FormatFloat(h.bounds[i].Seconds(), 'g', -1, 64)
		}
		p.line("_bucket", float64(total), append(labels[:len(labels):len(labels)], "le", bound))
	}
	p.line("_sum", sum.Seconds(), labels)
	p.line("_count", float64(total), labels)
}

// Bytes returns the text of the page.
func (p *Page) Bytes() []byte { return p.buf.Bytes() }
