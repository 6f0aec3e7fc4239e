package markup
import ("regexp";"testing";"pullquote/internal/blog";"fmt";"os";"path/filepath";"strings";"bytes";"golang.org/x/net/html";"github.com/google/go-cmp/cmp")
var leadRE = regexp.MustCompile(`(?s)^\s*<a [^>]*>[^<]*</a>(?:<div class="link_description">(.*)</div>)?\s*$`)
func flat(n *html.Node, d int, out *[]string){
  for c:=n.FirstChild;c!=nil;c=c.NextSibling{
    switch c.Type{
    case html.TextNode:
      if l:=len(*out); l>0 && strings.HasPrefix((*out)[l-1], fmt.Sprint(d)+" T"){ (*out)[l-1]+=c.Data } else { *out=append(*out, fmt.Sprint(d)+" T"+c.Data)}
    case html.ElementNode:
      s:=fmt.Sprint(d)+" <"+c.Data
      for _,a:=range c.Attr{ s+=" "+a.Key+"="+a.Val}
      *out=append(*out,s)
      flat(c,d+1,out)
    }
  }
}
func TestFidelity(t *testing.T){
 dir:=os.Getenv("ARCH"); if dir=="" {t.Skip()}
 same:=map[string]int{}; diff:=map[string]int{}
 filepath.Walk(dir, func(p string, i os.FileInfo, err error) error{
  if !strings.HasSuffix(p,".md"){return nil}
  b,_:=os.ReadFile(p); b=bytes.ReplaceAll(b,[]byte("\r\n"),[]byte("\n"))
  _,rest,_:=strings.Cut(string(b),"---\n"); _,body,ok:=strings.Cut(rest,"\n---\n"); if !ok {fmt.Println("NOFM",p);return nil}
  if m:=leadRE.FindStringSubmatch(body); m!=nil {body=m[1]}
  for _,f:=range []blog.Format{blog.HTML,blog.WordPress,blog.Markdown}{
    src:=body; if f==blog.Markdown {src=markdown(clean(body))}
    o,err:=parse(src); if err!=nil{fmt.Println(p,err);continue}
    r,_:=Render(body,f); g,_:=parse(r.HTML)
    var a,z []string; flat(o,0,&a); flat(g,0,&z)
    for k:=range z{ if strings.Contains(z[k],"target=") { z[k]=strings.Replace(strings.Replace(z[k]," rel=noopener","",1)," noopener","",1)}}
    if d:=cmp.Diff(a,z); d!="" && os.Getenv("F")==string(f) {diff[string(f)]++; fmt.Println("=====",filepath.Base(p),f); for _,l:=range strings.Split(d,"\n"){ if strings.HasPrefix(l,"+")||strings.HasPrefix(l,"-"){ if len(l)>220 {l=l[:220]}; fmt.Println(l)}}} else if d!="" {diff[string(f)]++} else {same[string(f)]++}
  }
  return nil})
 fmt.Println("same",same,"diff",diff)
}
