package markup
import ("testing";"pullquote/internal/blog";"fmt";"os")
const body350 = "A spokesperson from the [US Embassy](http://france.usembassy.gov/index.html), responding to *The Verge*:\n\n> We categorically deny these allegations from unnamed sources, published in L’Express, that the **United States** took part.\n>\n> France is one of our best allies.\n\nI have no reason to doubt [that](https://example.org/a?b=c), but `it` is a thought experiment.\n"
func BenchmarkRender(b *testing.B){ b.ReportAllocs(); for b.Loop(){ Render(body350, blog.Markdown)}}
func BenchmarkMarkdownOnly(b *testing.B){ b.ReportAllocs(); for b.Loop(){ markdown(body350)}}
func BenchmarkShape(b *testing.B){ h:=markdown(body350); b.ReportAllocs(); for b.Loop(){ shape(h)}}
func BenchmarkPolicy(b *testing.B){ h:=markdown(body350); b.ReportAllocs(); for b.Loop(){ policy().Sanitize(h)}}
func TestShow(t *testing.T){
 if f:=os.Getenv("SHOW"); f!="" { bb,_:=os.ReadFile(f); r,q:=Render(string(bb), blog.Format(os.Getenv("FMT"))); fmt.Printf("%s\n--own\n%s\n--quoted\n%s\n%+v\n",r.HTML,r.Own,r.Quoted,q)}
}
