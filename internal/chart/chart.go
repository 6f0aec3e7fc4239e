// Package chart draws line charts of growth, as SVG images for documents: without
// scripts or fonts, and with colours that follow the reader's preference for light
// or dark.
package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
)

// Lines is a chart of some curves with logarithmic axes.
type Lines struct {
	Title  string
	X, Y   string // labels of the axes, with the unit
	Curves []Curve
}

// Curve is a named series of points.
type Curve struct {
	Name   string
	Points []Point
	Dashed bool // it is a reference for the others
}

// Point is a value Y at a size X. Both are greater than zero.
type Point struct{ X, Y float64 }

// Dimensions of a chart, in its own units, which are pixels at full size.
const (
	width, height         = 760, 420
	left, right           = 64, 190 // the names of the curves are at their right ends
	top, bottom           = 56, 56
	lineHeight            = 17.0
	colours               = 8
	plotWidth, plotHeight = width - left - right, height - top - bottom
)

const style = `<style>
	text { font: 13px system-ui, sans-serif; fill: #333 }
	.title { font-size: 16px; font-weight: 600; fill: #111 }
	.grid { stroke: #ddd }
	.axis { stroke: #888 }
	.line { fill: none; stroke-width: 2.25; stroke-linejoin: round }
	.dashed { stroke-dasharray: 6 4 }
	.paper { fill: #fff }
	.c0 { --c: #0b62a4 } .c1 { --c: #b3470c } .c2 { --c: #1b7a3d } .c3 { --c: #8a2f8f }
	.c4 { --c: #8a6d00 } .c5 { --c: #b0203a } .c6 { --c: #0a7a80 } .c7 { --c: #555 }
	.line { stroke: var(--c) } .dot, .name { fill: var(--c) }
	@media (prefers-color-scheme: dark) {
		text { fill: #ccc } .title { fill: #eee } .grid { stroke: #333 } .axis { stroke: #777 } .paper { fill: #16181b }
		.c0 { --c: #6db7f2 } .c1 { --c: #f29a63 } .c2 { --c: #6fce8f } .c3 { --c: #d992de }
		.c4 { --c: #dcc05a } .c5 { --c: #f58a9b } .c6 { --c: #63cfd5 } .c7 { --c: #aaa }
	}
</style>
`

// SVG renders the chart.
func (l Lines) SVG() []byte {
	d := drawing{x: l.axis(func(p Point) float64 { return p.X }), y: l.axis(func(p Point) float64 { return p.Y })}
	d.printf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-labelledby="title">`+"\n", width, height, width, height)
	d.printf("<title id=\"title\">%s</title>\n%s<rect class=\"paper\" width=\"100%%\" height=\"100%%\"/>\n", escaped(l.Title), style)
	d.printf("<text class=\"title\" x=\"%d\" y=\"26\">%s</text>\n", left, escaped(l.Title))
	d.printf("<text x=\"%d\" y=\"46\">%s</text>\n", left, escaped(l.Y))
	for _, v := range d.y.ticks() {
		d.printf("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", left, left+plotWidth, d.down(v), d.down(v))
		d.printf("<text text-anchor=\"end\" x=\"%d\" y=\"%.1f\">%s</text>\n", left-8, d.down(v)+4, number(v))
	}
	for _, v := range d.x.ticks() {
		d.printf("<text text-anchor=\"middle\" x=\"%.1f\" y=\"%d\">%s</text>\n", d.across(v), top+plotHeight+20, number(v))
	}
	d.printf("<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>\n", left, left+plotWidth, top+plotHeight, top+plotHeight)
	d.printf("<text text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>\n", left+plotWidth/2, height-12, escaped(l.X))
	for i, c := range l.Curves {
		d.curve(i, c)
	}
	d.names(l.Curves)
	d.printf("</svg>\n")
	return d.Bytes()
}

// axis is a logarithmic axis. Its ends are powers of ten, times one, two or five.
type axis struct{ low, high float64 }

// steps are the multiples of powers of ten at which an axis may begin and end, and
// has labels.
var steps = []float64{1, 2, 5}

func (l Lines) axis(of func(Point) float64) axis {
	low, high := math.Inf(1), 0.0
	for _, c := range l.Curves {
		for _, p := range c.Points {
			low, high = min(low, of(p)), max(high, of(p))
		}
	}
	if high == 0 {
		return axis{1, 10}
	}
	a := axis{low, high}
	for _, v := range marks(low, high) {
		if v <= low*1.0001 {
			a.low = v
		}
		if v >= high*0.9999 {
			a.high = v
			break
		}
	}
	if a.low == a.high {
		a.high *= 10
	}
	return a
}

// marks returns the round numbers from below low to above high.
func marks(low, high float64) (values []float64) {
	for power := math.Floor(math.Log10(low)); power <= math.Ceil(math.Log10(high)); power++ {
		for _, s := range steps {
			values = append(values, s*math.Pow(10, power))
		}
	}
	return values
}

// longAxis is the ratio of its ends from which on an axis is labelled at powers of
// ten only.
const longAxis = 200

// ticks returns the labels of the axis: the powers of ten if it is long, else all
// steps.
func (a axis) ticks() (values []float64) {
	for _, v := range marks(a.low, a.high) {
		power := math.Log10(v)
		if v >= a.low*0.9999 && v <= a.high*1.0001 && (a.high/a.low < longAxis || math.Abs(power-math.Round(power)) < 1e-9) {
			values = append(values, v)
		}
	}
	return values
}

// share returns the position of a value between the ends of the axis, 0 to 1.
func (a axis) share(v float64) float64 {
	return (math.Log(v) - math.Log(a.low)) / (math.Log(a.high) - math.Log(a.low))
}

type drawing struct {
	bytes.Buffer
	x, y axis
}

func (d *drawing) printf(format string, args ...any) { fmt.Fprintf(d, format, args...) }

func (d *drawing) across(v float64) float64 { return left + d.x.share(v)*plotWidth }
func (d *drawing) down(v float64) float64   { return top + (1-d.y.share(v))*plotHeight }

func (d *drawing) curve(i int, c Curve) {
	class := "line c" + strconv.Itoa(i%colours)
	if c.Dashed {
		class += " dashed"
	}
	d.printf("<polyline class=\"%s\" points=\"", class)
	for _, p := range c.Points {
		d.printf("%.1f,%.1f ", d.across(p.X), d.down(p.Y))
	}
	d.printf("\"/>\n")
	for _, p := range c.Points {
		d.printf("<circle class=\"dot c%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s: %s at %s</title></circle>\n",
			i%colours, d.across(p.X), d.down(p.Y), escaped(c.Name), number(p.Y), number(p.X))
	}
}

// names writes each curve's name beside its end, moved apart where ends are close.
func (d *drawing) names(curves []Curve) {
	order := byEnd(curves, d)
	last := math.Inf(-1)
	for _, i := range order {
		points := curves[i].Points
		end := points[len(points)-1]
		at := max(d.down(end.Y)+4, last+lineHeight)
		last = at
		d.printf("<text class=\"name c%d\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", i%colours, d.across(end.X)+10, at, escaped(curves[i].Name))
	}
}

// number formats a number for readers: 1,000,000 and 0.05.
func number(v float64) string {
	text := strconv.FormatFloat(v, 'f', -1, 64)
	if v < 1 || v != math.Trunc(v) {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

func escaped(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) // writing to a buffer does not fail
	return b.String()
}
