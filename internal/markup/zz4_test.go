package markup
import ("testing";"fmt";"strings";"time";"pullquote/internal/blog";"os";"strconv")
func TestRounds(t *testing.T){
 b,_:=os.ReadFile("testdata/xss.txt"); n:=map[int]int{}
 for _,l:=range strings.Split(string(b),"\n"){ if strings.HasPrefix(l,`"`){l,_=strconv.Unquote(l)}
  for _,s:=range []string{l,markdown(l)} {
   _,shaped,err:=shape(s); k:=0
   for ;k<10&&err==nil;k++{ a:=policy().Sanitize(shaped); _,again,e:=shape(a); err=e; if again==a&&(a==shaped||policy().Sanitize(a)==a){break}; shaped=again}
   n[k]++; if k>1||err!=nil {fmt.Println(k,err,s)}
  }}
 fmt.Println(n)
}
func TestSlow(t *testing.T){
 const N=2<<20
 bt:=""; for i:=1;i<700;i++ {bt+="e"+strings.Repeat("`",i)}
 for _,u:=range []string{"a**b","c* ","[ a_","[ (](","**x [a*b**c*](d)","[a](<b","![[]()","<>","*_","__a ","a _b","a*","~a","[a] ","[a]: ","[a]:\n","[a]: <b","[a]: b 'c\n","|-","a|","|","`a","<a href='","<?","<!A ",bt,"http://","a.b@","[[","]]","[^","[^a]","[^a]:","(www.a.b","www.a.b/(((", "a\n- b\n", "> - ", "- > ", ">\n", "> a\n>> b\n","    a\n\n","```\n","~~~a\n","# ","a\n=\n","* a\n\n","<div>\n\n","<b>\n","\u00a0","\u4e00*a*"} {
  for _,f:=range []blog.Format{blog.Markdown,blog.HTML,blog.WordPress}{
   s:=strings.Repeat(u,N/8/len(u)); st:=time.Now(); r,_:=Render(s,f); if d:=time.Since(st); d>400*time.Millisecond { fmt.Printf("%q %s %v out=%d\n",u,f,d,len(r.HTML))}
  }
  s:=strings.Repeat(u,N/8/len(u)); st:=time.Now(); QuoteMarkdown(s); if d:=time.Since(st); d>400*time.Millisecond { fmt.Printf("%q quote %v\n",u,d)}
 }
}
