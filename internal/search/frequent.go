package search

import (
	"strings"
	"sync"
)

// frequent returns the set of words, folded, that are so common that n-grams of them
// speed phrases up; see gram.go.
var frequent = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(Fold(frequentWords)) {
		set[word] = true
	}
	return set
})

// frequentWords lists the most common words of some languages.
const frequentWords = "" +
	// English, with what apostrophes split off
	` the of and to a in is it that for was on with as be by at this from have not but are or an they which you we all
	had he she his her him its i me my our your their them us one so there been if more when will would who what can
	could no do has were out up about some into than then only other these those also over such any may time new like
	just now how where after because two first most many much must made make before through should back down each even
	very well way long between while here said year years people s t d m re ve ll` +
	// German
	` der die und in zu den das nicht von sie ist des sich mit dem dass er es ein ich auf so eine auch als an nach wie im
	für man aber aus durch wenn nur war noch werden bei hat wir was wird sein einen sind oder zur um haben einer mir
	über ihm diese einem ihr uns da zum kann doch vor dieser mich ihn du am mehr nun unter sehr schon hier bis` +
	// French, likewise
	` de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont mais comme ou si leur
	y dont elle deux ces tout nous sa son ses fait été aussi cette bien où sans peut ont être avec lui après on je vous
	ils l d c qu n j m s t` +
	// Spanish
	` de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin sobre
	este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué` +
	// Italian, likewise
	` di che e la il un a per in una è non le si da i con del ma come lo gli al più della sono nel dei alla ha o se anche
	questo delle su era dal ci mi io nella ne cui suo l d dell nell all c` +
	// Portuguese
	` de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou
	ser quando muito há nos já está eu também só pelo pela até isso` +
	// Dutch
	` de van het een en in is dat op te zijn met voor niet die aan er om ook als dan bij of maar uit nog naar door over
	wordt hij ze je wat werd heeft worden kan geen tot deze ik zich meer we` +
	// Swedish, Danish and Norwegian
	` och i att det som en på är av för med den till inte har de om ett han var jag men så vi från kan när ut sig
	og at er af ikke et der hun jeg til ved fra han var å av som på med har` +
	// Polish and Czech
	` w i na z się nie do to że jest o jak a ale po co tak za od przez dla ma już był tym czy ich tylko jego są
	v se na že je s z do o k ve pro za by jako si ale po které jsou byl které tak jeho` +
	// Russian and Ukrainian
	` и в не на я что он с как это по но они к у ты из мы за вы так же от который о один ещё бы такой только себя свой
	когда уже для вот кто да до если время ни даже другой под где есть то его её а все всё было был была их или при
	чтобы мне
	і та що з у до як це не на є від про за його й але або для вони він вона ми б` +
	// Turkish
	` ve bir bu da de için ile o çok daha gibi ne kadar olan olarak en sonra ama var ben her mi` +
	// Greek
	` και το να του η της με που την από για τα είναι των σε ο οι στο θα τη στην τον δεν τους μου ότι` +
	// Arabic and Hebrew
	` في من على أن إلى التي عن لا ما هذا هذه كان الذي مع أو لم قد كل بعد بين هو هي
	של את על לא הוא זה עם גם כל או אם היא אני כי יש מה`
