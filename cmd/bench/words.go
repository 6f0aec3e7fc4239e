package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// zipf draws ranks with the distribution of words, tags and sites: rank r has a
// probability of about 1/(r+shift)^exponent.
type zipf struct{ sums []float64 }

func newZipf(n int, exponent, shift float64) *zipf {
	z := &zipf{sums: make([]float64, n)}
	sum := 0.0
	for r := range n {
		sum += math.Pow(float64(r)+shift, -exponent)
		z.sums[r] = sum
	}
	return z
}

// rank draws a rank, 0 being the most frequent.
func (z *zipf) rank(random *rand.Rand) int {
	at, _ := slices.BinarySearch(z.sums, random.Float64()*z.sums[len(z.sums)-1])
	return min(at, len(z.sums)-1)
}

// language is a vocabulary in the order of frequency, and how its words are joined.
type language struct {
	code   string // BCP 47
	share  float64
	words  []string
	space  string // between words
	stop   string // at the end of a sentence
	drawn  *zipf
	spaced bool // words are separated by spaces
}

// The frequent words of each alphabet are real ones, so that searches for them have
// realistic costs; the others are made of syllables.
var (
	english = strings.Fields("the of and to a in that is it for was on with as be by this have from not but are or an they which you one we all had at so there been if more when will would who what her his their can out up about some into than them other time new no only these two may then do first any like my now over such our even most me after also made many must before through back years where much your way down should because long each just state those people too little good world still own see work life")
	german  = strings.Fields("der die und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach wie im für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen welche sind oder zur um haben einer mir über ihm diese einem ihr uns da zum kann doch vor dieser mich ihn du hatte seine mehr am denn nun unter sehr selbst schon hier bis habe ihre dann ihnen seiner alle wieder meine Zeit gegen vom ganz einzelnen wo muss ohne eines können")
	french  = strings.Fields("de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la mais comme ou si leur y dont elle deux ces tout nous sa fait été aussi même cette bien où sans peut ont être avec son lui après très on temps encore entre déjà monde")
	russian = strings.Fields("и в не на я что он с как это по но они к у ты из мы за вы так же от сказать этот который мочь человек о один ещё бы такой только себя свой какой когда уже для вот кто да говорить год мой до если время рука нет самый ни стать большой даже другой наш под где дело есть сам раз чтобы два там чем глаз жизнь первый день")
)

// Syllables and characters that the rare words are made of.
const (
	latinSyllables    = "ba ce di fo gu la me ni or pa qui re sa te un va wi ex yo za tra ment ing ly con per able ish ton er al"
	germanSyllables   = "ba ge die fuß gü la me ni or pfa re sä te un vor wi schö zu stra keit ung lich heit ver ent ein aus tum er en"
	frenchSyllables   = "ba ce di fê gué la me ni où pa que ré sa té un va voi ex ça eau tion ment eur elle aux con par able er"
	cyrillicSyllables = "ба ве ги до жу за ки ле ми но пы ра си ту фе хо ця чи шо ще ный ость ение при пере под над вы ка ть"
	hanSigns          = "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市"
	kanaSigns         = "のにはをたがでてとしれさあいうえかきくけこすせそちつなぬねひふへほまみむめもやゆよらりるろわんアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン日本語人年大中時間見新世界読書水山川東京都"
)

// vocabulary is the number of words per language.
const vocabulary = 30000

// newLanguages returns the languages of the generated blog. They are the same every
// time.
func newLanguages() []*language {
	random := rand.New(rand.NewPCG(3, 14))
	spaced := func(code string, share float64, frequent []string, syllables string) *language {
		return &language{code: code, share: share, words: coin(random, frequent, strings.Fields(syllables)), space: " ", stop: ".", spaced: true}
	}
	run := func(code string, share float64, signs string) *language {
		return &language{code: code, share: share, words: coin(random, nil, strings.Split(signs, "")), stop: "。"}
	}
	languages := []*language{
		spaced("en", 0.70, english, latinSyllables), spaced("de", 0.10, german, germanSyllables), spaced("fr", 0.06, french, frenchSyllables),
		spaced("ru", 0.06, russian, cyrillicSyllables), run("zh", 0.04, hanSigns), run("ja", 0.04, kanaSigns),
	}
	for _, l := range languages {
		l.drawn = newZipf(len(l.words), 1.05, 2.7)
	}
	return languages
}

// coin makes a vocabulary: the frequent words, and then words of one part or more.
// They get longer when the short ones are used up, as rare words are long.
func coin(random *rand.Rand, frequent, parts []string) []string {
	seen := map[string]bool{}
	words := make([]string, 0, vocabulary)
	add := func(w string) bool {
		if seen[w] {
			return false
		}
		seen[w] = true
		words = append(words, w)
		return true
	}
	for _, w := range frequent {
		add(w)
	}
	for longest, taken := 2, 0; len(words) < vocabulary; {
		var b strings.Builder
		for range 1 + random.IntN(longest) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		if add(b.String()) {
			taken = 0
		} else if taken++; taken > 4 {
			longest, taken = longest+1, 0
		}
	}
	return words
}

func (l *language) word(random *rand.Rand) string { return l.words[l.drawn.rank(random)] }

// phrase returns n words without punctuation.
func (l *language) phrase(random *rand.Rand, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = l.word(random)
	}
	return strings.Join(words, l.space)
}

// capital capitalises the beginning of a text.
func (l *language) capital(text string) string {
	if !l.spaced {
		return text
	}
	for i := range text {
		if i > 0 {
			return strings.ToUpper(text[:i]) + text[i:]
		}
	}
	return strings.ToUpper(text)
}

// sentence returns n words with a capital, sometimes a comma, and a full stop.
func (l *language) sentence(random *rand.Rand, n int) string {
	if n > 12 && l.spaced {
		half := n/2 + random.IntN(3)
		return l.capital(l.phrase(random, half)) + ", " + l.phrase(random, n-half) + l.stop
	}
	return l.capital(l.phrase(random, n)) + l.stop
}
