package fetch

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
)

// encode writes text in a charset.
func encode(t testing.TB, label, text string) []byte {
	t.Helper()
	switch label {
	case "utf-8":
		return []byte(text)
	case "utf-16le":
		return must(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(text)))
	case "utf-16be":
		return must(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().Bytes([]byte(text)))
	}
	enc, _ := charset.Lookup(label)
	if enc == nil {
		t.Fatalf("no charset %s", label)
	}
	return must(enc.NewEncoder().Bytes([]byte(text)))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestDeclaredCharsetsAreRead(t *testing.T) {
	const russian = "Ссылка дня: о погоде"
	padding := "<!-- " + strings.Repeat("x", 60<<10) + " -->"
	for name, c := range map[string]struct {
		charset, contentType, page, prefix string
	}{
		"by the header":                                {"windows-1251", "text/html; charset=windows-1251", russian, ""},
		"by the header, in capitals and quotes":        {"windows-1251", `text/html; Charset="Windows-1251"`, russian, ""},
		"by a header with faults":                      {"windows-1251", `text/html; charset=windows-1251;;=`, russian, ""},
		"by an old name":                               {"windows-1251", "text/html; charset=cp1251", russian, ""},
		"by meta charset":                              {"koi8-r", "text/html", "<meta charset=koi8-r><title>" + russian, ""},
		"by meta http-equiv":                           {"koi8-r", "text/html", `<META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset=koi8-r"><title>` + russian, ""},
		"by meta 60 KB into the page":                  {"koi8-r", "text/html", padding + `<meta charset="koi8-r"><title>` + russian, ""},
		"by an XML declaration":                        {"windows-1251", "application/xhtml+xml", `<?xml version="1.0" encoding="windows-1251"?><html>` + russian, ""},
		"the header wins over meta":                    {"windows-1251", "text/html; charset=windows-1251", "<meta charset=koi8-r><title>" + russian, ""},
		"meta steps in for a header that names nobody": {"koi8-r", "text/html; charset=none", "<meta charset=koi8-r><title>" + russian, ""},
		"meta in a comment does not count":             {"koi8-r", "text/html", "<!-- <meta charset=utf-8> --><meta charset=koi8-r><title>" + russian, ""},
		"meta in a script does not count":              {"koi8-r", "text/html", "<script>'<meta charset=utf-8>'</script><meta charset=koi8-r><title>" + russian, ""},
		"meta that says UTF-16 means UTF-8":            {"utf-8", "text/html", "<meta charset=utf-16><title>" + russian, ""},
		"a byte order mark wins over the header":       {"utf-8", "text/html; charset=windows-1251", russian, "\xEF\xBB\xBF"},
		"UTF-16 little endian with a mark":             {"utf-16le", "text/html", russian, "\xFF\xFE"},
		"UTF-16 big endian with a mark":                {"utf-16be", "text/html", russian, "\xFE\xFF"},
		"UTF-16 by the header, little endian":          {"utf-16le", "text/html; charset=utf-16", "<html>" + russian, ""},
		"UTF-16 by the header, big endian":             {"utf-16be", "text/html; charset=utf-16", "<html>" + russian, ""},
		"UTF-16 of which nobody says so":               {"utf-16le", "text/html", "<html>" + russian, ""},
		"UTF-8 of which nobody says so":                {"utf-8", "text/html", "<title>" + russian, ""},
		"UTF-8 that the server calls Latin-1":          {"utf-8", "text/html; charset=iso-8859-1", "<title>" + russian, ""},
		"UTF-8 that the page calls Latin-1":            {"utf-8", "text/html", "<meta charset=iso-8859-1><title>" + russian, ""},
		"UTF-8 that the server calls GBK":              {"utf-8", "text/html; charset=gbk", "<title>" + russian + " и 今日链接", ""},
		"legacy that the server calls UTF-8":           {"windows-1251", "text/html; charset=utf-8", "<meta charset=windows-1251><title>" + russian, ""},
		"legacy that all call UTF-8":                   {"windows-1251", "text/html; charset=utf-8", "<meta charset=utf-8><title>" + strings.Repeat(russian+" ", 5), ""},
		"GBK with a character of GB18030":              {"gb18030", "text/html; charset=gb2312", "<title>今日链接 ſ 㐀", ""},
		"Shift_JIS":                                    {"shift_jis", "text/html; charset=Shift_JIS", "<title>今日のリンク、表示", ""},
		"EUC-JP":                                       {"euc-jp", "text/html", "<meta charset=EUC-JP><title>今日のリンク", ""},
		"ISO-2022-JP":                                  {"iso-2022-jp", "text/html; charset=iso-2022-jp", "<title>今日のリンク", ""},
		"Big5":                                         {"big5", "text/html; charset=Big5", "<title>今日的連結，許功蓋", ""},
		"EUC-KR":                                       {"euc-kr", "text/html; charset=ks_c_5601-1987", "<title>오늘의 링크", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := append([]byte(c.prefix), encode(t, c.charset, c.page)...)
			if got := string(decode(body, c.contentType)); got != c.page {
				t.Errorf("decoded to %.200q, want %.200q", got, c.page)
			}
		})
	}
}

// A page on which nobody declares anything is read by its letters.
func TestUndeclaredCharsetsAreGuessed(t *testing.T) {
	for _, c := range []struct{ charset, text string }{
		{"windows-1252", "Le château où l’été a passé : une idée naïve, déjà vue"},
		{"windows-1252", "Die Straße über den Fluß ist für Fußgänger geöffnet"},
		{"windows-1252", "El niño comió una manzana; ¿qué pasó después?"},
		{"windows-1252", "It’s “quoted” – a plain English page, and nothing else"},
		{"windows-1252", "Copyright © 2012 by nobody"},
		{"windows-1252", "Price:\u00a0£5, 20\u00a0°C, ½\u00a0pint"},
		{"windows-1252", "one\u00a0two\u00a0three\u00a0four"},
		{"windows-1252", "A café in the town"},
		{"windows-1252", "Não há informações disponíveis para a região"},
		{"windows-1252", "Det är ju så här, sa hon på måndagen"},
		{"windows-1250", "Ministerstvo školství žádá o pomoc"},
		{"windows-1252", "Så här är det på svenska, och blåbær på norsk"},
		{"windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy"},
		{"windows-1250", "Zażółć gęślą jaźń, powiedział książę w środę"},
		{"windows-1250", "Árvíztűrő tükörfúrógép, mondta a hűséges őr"},
		{"windows-1251", "Ссылка дня: как писали письма в прошлом веке"},
		{"windows-1251", "Українські їжаки їдять ґрунт, і це не жарт"},
		{"koi8-r", "Ссылка дня: как писали письма в прошлом веке"},
		{"iso-8859-5", "Ссылка дня: как писали письма в прошлом веке"},
		{"ibm866", "Ссылка дня: как писали письма в прошлом веке"},
		{"windows-1253", "Το σημερινό άρθρο για τον καιρό και τη θάλασσα"},
		{"windows-1254", "Bugünkü bağlantı: İstanbul'da yağışlı bir gün, güneş yok"},
		{"windows-1255", "הקישור של היום: על מזג האוויר בירושלים"},
		{"windows-1256", "رابط اليوم: مقال عن الطقس في المدينة القديمة"},
		{"windows-874", "ลิงก์ของวันนี้เป็นบทความเกี่ยวกับอากาศในเมืองเก่า"},
		{"shift_jis", "今日のリンク：東京の天気についての記事を読みました。とても面白かったです。"},
		{"euc-jp", "今日のリンク：東京の天気についての記事を読みました。とても面白かったです。"},
		{"iso-2022-jp", "今日のリンク：東京の天気についての記事を読みました。"},
		{"gb18030", "今天的链接：一篇关于北京天气的文章，我们都觉得很有意思，值得大家去看。"},
		{"big5", "今天的連結：一篇關於台北天氣的文章，我們都覺得很有意思，值得大家去看。"},
		{"euc-kr", "오늘의 링크: 서울의 날씨에 관한 글을 읽었습니다. 정말 재미있었습니다."},
	} {
		t.Run(c.charset+" "+string([]rune(c.text)[:12]), func(t *testing.T) {
			page := "<html><head><title>" + c.text + "</title><script>var a = 1;</script></head><body class=x><p>" + c.text + "</p></body></html>"
			if got := string(decode(encode(t, c.charset, page), "text/html")); got != page {
				t.Errorf("guessed %.160q", got)
			}
		})
	}
}

func TestDamageDoesNotSpread(t *testing.T) {
	for name, c := range map[string]struct{ body, contentType, want string }{
		"one stray byte in UTF-8":                   {"Привет \xFF мир", "text/html; charset=utf-8", "Привет \uFFFD мир"},
		"one stray byte, nothing declared":          {"Привет \xFF мир", "text/html", "Привет \uFFFD мир"},
		"a character cut by the limit":              {"Привет мир"[:len("Привет мир")-1], "text/html", "Привет ми"},
		"a character cut, in declared UTF-8":        {"日本"[:5], "text/html; charset=utf-8", "日"},
		"a charset that reads nothing":              {"plain", "text/html; charset=iso-2022-kr", "plain"},
		"a charset that nobody knows":               {"naïve", "text/html; charset=klingon", "naïve"},
		"an empty page":                             {"", "text/html", ""},
		"zeros":                                     {"\x00\x00\x00", "text/html; charset=utf-8", "\x00\x00\x00"},
		"an odd byte at the end of UTF-16":          {"a\x00b\x00c", "text/html; charset=utf-16le", "ab\uFFFD"},
		"half a pair of surrogates in UTF-16":       {"a\x00\x00\xD8b\x00", "text/html; charset=utf-16le", "a\uFFFDb"},
		"surrogates written as UTF-8, as CESU does": {"é é é é é \xED\xA0\x80", "text/html; charset=utf-8", "é é é é é \uFFFD"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := string(decode([]byte(c.body), c.contentType)); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte("<meta charset=koi8-r>\xf0\xd2\xc9"), "text/html")
	f.Add([]byte("\xFF\xFE<\x00"), "text/html; charset=utf-8")
	f.Add([]byte("\x1b$B$3$s"), "text/html; charset=iso-2022-jp")
	f.Add([]byte("\x82\xa0\x82"), "text/html; charset=shift_jis")
	f.Add([]byte("\x81\x30\x81"), "text/html; charset=gb18030")
	f.Add([]byte("<?xml encoding='big5'?>\xa4"), "")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		given := bytes.Clone(body)
		text := decode(body, contentType)
		if !utf8.Valid(text) {
			t.Errorf("decode(%q, %q) = %q is not UTF-8", body, contentType, text)
		}
		if !bytes.Equal(body, given) {
			t.Errorf("decode(%q, %q) changed what it was given", given, contentType)
		}
		if again := decode(text, "text/html; charset=utf-8"); utf8.Valid(body) && !strings.HasPrefix(string(text), "\uFEFF") && !bytes.Equal(again, text) {
			t.Errorf("decode(%q, %q) = %q, and again %q", body, contentType, text, again)
		}
	})
}
