package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"pullquote": main})
}

// TestCommands runs the scripts in testdata, one for each command. They know
// two commands besides testscript's own:
//
//	await URL         waits until something answers there
//	fetch URL TEXT…   fails unless the answer holds every TEXT
func TestCommands(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(e *testscript.Env) error {
			e.Setenv("ADDR", freeAddress(t))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"await": func(ts *testscript.TestScript, _ bool, args []string) {
				for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
					if resp, err := http.Get(args[0]); err == nil {
						resp.Body.Close()
						return
					}
				}
				ts.Fatalf("nothing answers at %s", args[0])
			},
			"fetch": func(ts *testscript.TestScript, neg bool, args []string) {
				body, err := fetch(args[0])
				ts.Check(err)
				for _, text := range args[1:] {
					if strings.Contains(body, text) == neg {
						ts.Fatalf("%s answers, against what is expected of %q:\n%s", args[0], text, body)
					}
				}
			},
		},
	})
}
