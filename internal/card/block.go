package card

import (
	"math"
	"slices"
	"unicode"
)

// setting constrains the layout of a text. Lengths are in pixels.
type setting struct {
	sizes    []int // candidates, in descending order
	leading  float32
	width    int // of the column
	height   int // maximum, as measured by block.height
	lines    int // maximum
	balanced bool
}

// block is a text laid out in lines.
type block struct {
	*text
	size    int
	column  int // width available for it
	leading int // distance between baselines
	lines   []span
	cut     bool // the last line ends with an ellipsis
	broken  bool // a word is longer than a line and was split
	right   bool // lines are aligned to the right side of the column
}

// Room above the first baseline and below the last, in hundredths of the size: the
// height of a capital and the depth of a descender, and the same for scripts that
// need more of both.
const (
	capital     = 69
	tail        = 24
	tallCapital = 80
	tallTail    = 44
)

// looser is the factor on the leading for scripts whose letters extend further up
// and down.
const looser = 1.22

func (b block) empty() bool { return len(b.lines) == 0 }

// fits reports whether all of the text is shown, and no word is split.
func (b block) fits() bool { return !b.empty() && !b.cut && !b.broken }

// words returns a line's characters.
func (b block) words(i int) []rune {
	l := b.lines[i]
	if b.cut && i == len(b.lines)-1 {
		return append(slices.Clone(b.runes[l.from:l.to]), '…')
	}
	return b.runes[l.from:l.to]
}

// long returns the length of a block of one line.
func (b block) long() int {
	if b.empty() {
		return 0
	}
	w := b.width(b.lines[0])
	if b.cut {
		w += b.ellipsis
	}
	return int(math.Ceil(float64(w * float32(b.size))))
}

// ascent returns the height above the first baseline.
func (b block) ascent() int {
	if b.tall {
		return b.size * tallCapital / 100
	}
	return b.size * capital / 100
}

// descent returns the height below the last baseline.
func (b block) descent() int {
	if b.tall {
		return b.size * tallTail / 100
	}
	return b.size * tail / 100
}

// height returns the distance from the top of the first line's capitals to the
// descenders of the last.
func (b block) height() int {
	if b.empty() {
		return 0
	}
	return b.ascent() + (len(b.lines)-1)*b.leading + b.descent()
}

// fit lays out a text in the largest size in which all of it fits without splitting
// a word, else shortened in the smallest. The result is empty if not even one line
// fits, or if the column is too narrow for words.
func (t *text) fit(how setting) block {
	var b block
	for _, size := range how.sizes {
		b = t.at(size, how)
		if b.fits() {
			break
		}
	}
	return b
}

// at lays out a text in a size.
func (t *text) at(size int, how setting) block {
	leading := how.leading
	if t.tall {
		leading *= looser
	}
	b := block{text: t, size: size, column: how.width, right: t.rtl, leading: int(math.Round(float64(float32(size) * leading)))}
	first := b.ascent() + b.descent()
	most := min(how.lines, 1+(how.height-first)/b.leading)
	if how.height < first || how.width < 2*size || len(t.runes) == 0 {
		return b
	}
	measure := float32(how.width) / float32(size)
	lines, whole := t.lines(measure)
	b.lines, b.broken = lines, !whole
	switch {
	case len(lines) > most:
		b.lines, b.cut = t.shorten(lines, most, measure), true
	case whole && how.balanced:
		b.lines = t.balance(len(lines), measure)
	case whole:
		b.lines = t.filled(lines, measure)
	}
	return b
}

// balance breaks a text into n lines of similar length: it minimises the sum of the
// squared differences from their mean.
func (t *text) balance(n int, measure float32) []span {
	mean := t.upTo[len(t.runes)] / float32(n)
	places := append([]int{0}, t.breaks...)
	cost, before := make([][]float32, n+1), make([][]int, n+1)
	for k := range cost {
		cost[k], before[k] = make([]float32, len(places)), make([]int, len(places))
		for i := range places {
			cost[k][i] = math.MaxFloat32
		}
	}
	cost[0][0] = 0
	for k := 1; k <= n; k++ {
		for to := 1; to < len(places); to++ {
			for from := to - 1; from >= 0; from-- {
				l := t.line(places[from], places[to])
				w := t.width(l)
				if w > measure {
					break
				}
				if c := cost[k-1][from] + t.uneven(l, w-mean, k == n); c < cost[k][to] {
					cost[k][to], before[k][to] = c, from
				}
			}
		}
	}
	out := make([]span, n)
	for k, to := n, len(places)-1; k > 0; k-- {
		from := before[k][to]
		out[k-1], to = t.line(places[from], places[to]), from
	}
	return out
}

// uneven returns the cost of a line that differs from the mean. It is higher if the
// line ends with a word that belongs to the next, such as an article.
func (t *text) uneven(l span, by float32, last bool) float32 {
	if n := l.to - l.from; !last && (n < 3 || unicode.IsSpace(t.runes[l.to-2]) || unicode.IsSpace(t.runes[l.to-3])) && unicode.IsLetter(t.runes[l.to-1]) {
		return by*by + 4
	}
	return by * by
}

// filled avoids a last line of a single short word: it uses a narrower measure if
// that helps and needs no more lines.
func (t *text) filled(lines []span, measure float32) []span {
	const short = 0.3
	for narrow := measure; narrow > measure*0.8; narrow *= 0.98 {
		try, whole := t.lines(narrow)
		if !whole || len(try) != len(lines) {
			return lines
		}
		if t.width(try[len(try)-1]) >= measure*short {
			return try
		}
	}
	return lines
}
