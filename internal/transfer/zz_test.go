package transfer_test
import ("testing";"os";"bytes";"fmt";"time";"pullquote/internal/transfer")
func TestZ(t *testing.T){
 root:=os.Getenv("ZROOT"); if root=="" {t.Skip()}
 a:=newArchive(t,nil)
 for range 2 {
 var b bytes.Buffer
 st:=time.Now()
 s,err:=a.importer().Import(t.Context(),[]string{root,"/work/shared/examples"},transfer.Options{Report:&b})
 fmt.Println(s,err,time.Since(st))
 os.WriteFile("/tmp/report.csv",b.Bytes(),0o644)
 os.WriteFile(fmt.Sprintf("/tmp/report%d.csv",s.Batch),b.Bytes(),0o644)
 }
}
