package chart

import (
	"cmp"
	"slices"
)

// byEnd returns the indices of the curves that have points, the one that ends
// highest in the chart first.
func byEnd(curves []Curve, d *drawing) (order []int) {
	for i, c := range curves {
		if len(c.Points) > 0 {
			order = append(order, i)
		}
	}
	end := func(i int) float64 { return d.down(curves[i].Points[len(curves[i].Points)-1].Y) }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(end(a), end(b)) })
	return order
}
