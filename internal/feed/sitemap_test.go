package feed

import (
	"bytes"
	"encoding/xml"
	"strings"
	"testing"
)

func TestASitemapHoldsEachPage(t *testing.T) {
	var b bytes.Buffer
	pages := []Page{{"https://links.example/?a=1&b='2'", day}, {"https://links.example/鷺/", day.Add(1)}, {Address: "https://links.example/new/"}, {Address: "https://links.example/" + strings.Repeat("x", 2048)}, {}}
	if err := Sitemap(&b, pages); err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []struct {
			Loc     string `xml:"loc"`
			Lastmod string `xml:"lastmod"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.URLs) != 3 || got.URLs[0].Loc != pages[0].Address || got.URLs[0].Lastmod != "2012-11-21T16:07:30Z" || got.URLs[1].Loc != "https://links.example/%E9%B7%BA/" || got.URLs[2].Lastmod != "" {
		t.Errorf("it holds %+v", got.URLs)
	}
}

func TestASitemapHasNoMorePagesThanItMay(t *testing.T) {
	pages := make([]Page, maxPages+1)
	for i := range pages {
		pages[i].Address = "https://links.example/"
	}
	var b bytes.Buffer
	if err := Sitemap(&b, pages); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "<loc>"); n != maxPages {
		t.Errorf("it has %d", n)
	}
}

func TestAnIndexHoldsEachSitemap(t *testing.T) {
	var b bytes.Buffer
	if err := SitemapIndex(&b, []Page{{"https://links.example/sitemap-1.xml", day}}); err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName xml.Name `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
		Loc     []string `xml:"sitemap>loc"`
		Lastmod string   `xml:"sitemap>lastmod"`
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil || len(got.Loc) != 1 || got.Lastmod == "" {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestASearchIsDescribed(t *testing.T) {
	var b bytes.Buffer
	err := OpenSearch(&b, Description{
		Name: "The longest named blog & all", Search: "https://links.example/search/?q={searchTerms}&s=é", Feed: "https://links.example/search/feed.xml?q={searchTerms}",
		Icon: "https://links.example/icon.png", Lang: "en", Self: "https://links.example/opensearch.xml",
	})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		XMLName                          xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName, LongName, Description string
		InputEncoding, Language          string
		URLs                             []struct {
			Type     string `xml:"type,attr"`
			Rel      string `xml:"rel,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Url"`
		Image struct {
			Type string `xml:"type,attr"`
			Text string `xml:",chardata"`
		}
	}
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.ShortName != "The longest" || got.LongName != "The longest named blog & all" || got.Description != got.LongName || got.InputEncoding != "UTF-8" || got.Language != "en" {
		t.Errorf("it says %+v", got)
	}
	if len(got.URLs) != 3 || got.URLs[0].Template != "https://links.example/search/?q={searchTerms}&s=%C3%A9" || got.URLs[1].Type != "application/rss+xml" || got.URLs[2].Rel != "self" {
		t.Errorf("its addresses are %+v", got.URLs)
	}
	if got.Image.Type != "image/png" || got.Image.Text != "https://links.example/icon.png" {
		t.Errorf("its picture is %+v", got.Image)
	}
}
