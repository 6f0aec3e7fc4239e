package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pullquote/internal/chart"
)

// drawn returns the chart as text, and fails the test if it is not well-formed.
func drawn(t *testing.T, l chart.Lines) string {
	t.Helper()
	svg := string(l.SVG())
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return svg
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
}

// points matches the points of curves.
var points = regexp.MustCompile(`points="([^"]*)"`)

func TestACurveStandsWhereItsFiguresAre(t *testing.T) {
	svg := drawn(t, chart.Lines{Title: "Growth", X: "posts", Y: "ms", Curves: []chart.Curve{
		{Name: "flat", Points: []chart.Point{{1000, 2}, {10000, 2}, {100000, 2}}},
		{Name: "grows", Points: []chart.Point{{1000, 1}, {10000, 10}, {100000, 100}}, Dashed: true},
	}})
	var ends [][3][2]float64
	for _, m := range points.FindAllStringSubmatch(svg, -1) {
		var at [3][2]float64
		for i, pair := range strings.Fields(m[1]) {
			x, y, _ := strings.Cut(pair, ",")
			at[i][0], _ = strconv.ParseFloat(x, 64)
			at[i][1], _ = strconv.ParseFloat(y, 64)
		}
		ends = append(ends, at)
	}
	if len(ends) != 2 {
		t.Fatalf("%d curves in\n%s", len(ends), svg)
	}
	flat, grows := ends[0], ends[1]
	if flat[0][1] != flat[2][1] || grows[0][1] <= grows[1][1] || grows[1][1] <= grows[2][1] {
		t.Errorf("heights are %v and %v", flat, grows)
	}
	if step, next := grows[1][0]-grows[0][0], grows[2][0]-grows[1][0]; step <= 0 || step-next > 0.2 || next-step > 0.2 {
		t.Errorf("ten times as much is %v to the right, and then %v", step, next)
	}
	for _, want := range []string{">100,000<", ">1,000<", ">flat<", ">grows<", "dashed", "prefers-color-scheme: dark"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in\n%s", want, svg)
		}
	}
}

func TestNamesDoNotCoverOneAnother(t *testing.T) {
	var l chart.Lines
	for i := range 5 {
		l.Curves = append(l.Curves, chart.Curve{Name: "curve" + strconv.Itoa(i), Points: []chart.Point{{1, 3}, {10, 3 + float64(i)/100}}})
	}
	name := regexp.MustCompile(`y="([\d.]+)">curve`)
	var last float64
	for i, m := range name.FindAllStringSubmatch(drawn(t, l), -1) {
		y, err := strconv.ParseFloat(m[1], 64)
		if err != nil || i > 0 && y-last < 15 {
			t.Errorf("name %d is at %s, the one above at %v", i, m[1], last)
		}
		last = y
	}
}

func TestWhatACurveIsCalledIsNoMarkup(t *testing.T) {
	svg := drawn(t, chart.Lines{Title: `<b>&"`, Curves: []chart.Curve{{Name: "<i>", Points: []chart.Point{{1, 1}}}}})
	if strings.Contains(svg, "<b>") || strings.Contains(svg, "<i>") {
		t.Errorf("markup in\n%s", svg)
	}
}

func TestNothingToDrawIsAPictureToo(t *testing.T) {
	for _, l := range []chart.Lines{{}, {Curves: []chart.Curve{{Name: "empty"}}}} {
		if svg := drawn(t, l); strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Error(svg)
		}
	}
}
