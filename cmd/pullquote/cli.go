package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"reflect"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"pullquote/internal/app"
	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

// cli is the command line: a field for each command, with its flags.
//
// Each flag has an environment variable. By default kong derives its name from the
// flag's, so that it is the same for all commands, which is right for settings. A flag
// that says what one call does must not affect other commands, so its variable is
// named explicitly, with the command in it: PULLQUOTE_TITLE, which sets up a blog,
// must not give every post a title.
type cli struct {
	LogFormat string `help:"How the log is written. Default: ${default}." enum:"text,json" default:"text" placeholder:"text|json"`
	LogLevel  string `help:"Least level of what is logged; debug includes readers' requests. Default: ${default}." enum:"debug,info,warn,error" default:"info" placeholder:"debug|info|warn|error"`

	// No environment variable: container images set PULLQUOTE_VERSION to their version.
	Version kong.VersionFlag `help:"Print version, commit and Go version." env:"-"`

	Serve       serveCmd       `cmd:"" default:"withargs" help:"Run the blog. This is what pullquote does without a command."`
	Init        initCmd        `cmd:"" help:"Set the blog up without a browser."`
	Post        postCmd        `cmd:"" help:"Publish a link, with a quote and words of your own."`
	Import      importCmd      `cmd:"" help:"Bring an archive in."`
	Export      exportCmd      `cmd:"" help:"Write everything out."`
	Backup      backupCmd      `cmd:"" help:"Copy the blog into a file, also while it is served."`
	Restore     restoreCmd     `cmd:"" help:"Bring a backup back."`
	Doctor      doctorCmd      `cmd:"" help:"Verify the blog and say in plain words what is wrong."`
	User        userCmd        `cmd:"" help:"People who can sign in."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask a running blog whether it is well."`
	VersionCmd  versionCmd     `cmd:"" name:"version" help:"Print version, commit and Go version."`
	Help        helpCmd        `cmd:"" help:"Show what a command does and takes: the same as its --help."`
}

// dataFlags are the flags of commands that open the blog.
type dataFlags struct {
	Data    string `help:"Folder that holds everything. Default: ${default}." default:"./pullquote-data" placeholder:"DIR"`
	BaseURL string `help:"Address under which readers reach the blog: scheme, host, and a path if it shares the host." placeholder:"URL"`
}

// outsideFlags are the flags of commands that fetch from other hosts.
type outsideFlags struct {
	AllowHosts []string `help:"Hosts on private or loopback addresses that may be reached all the same, for links within a home network." placeholder:"HOST[:PORT]"`
	CAFile     string   `help:"File with certificates to trust beside the system's." placeholder:"FILE"`
}

// open opens the blog for a command that may create it.
func (f dataFlags) open(e *env) (*app.App, error) {
	return app.Open(e.ctx, app.Config{Data: f.Data, BaseURL: f.BaseURL, Log: e.log})
}

// openExisting opens an existing blog, so that a typo in --data creates none.
func (f dataFlags) openExisting(e *env) (*app.App, error) {
	return app.Open(e.ctx, app.Config{Data: f.Data, BaseURL: f.BaseURL, Log: e.log, Existing: true})
}

// openToRead is openExisting for a command that changes nothing.
func (f dataFlags) openToRead(e *env) (*app.App, error) {
	return app.Open(e.ctx, app.Config{Data: f.Data, BaseURL: f.BaseURL, Log: e.log, Existing: true, Reading: true})
}

// notSetUp returns the error of a blog without an author.
func notSetUp(data string) error {
	return &blog.Error{Kind: blog.Conflict, Message: "The blog in %s is not set up yet. Run pullquote init, or pullquote serve and open the address it prints.", Args: []any{data}}
}

// env is the environment of a command: its context, streams and log.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout *output
	stderr io.Writer
	log    *slog.Logger
}

// exited is the panic with which kong's --help and --version leave, with their exit
// code.
type exited int

// run parses the command line, runs the command, and returns the exit code. See
// exit.go for the codes.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	e := &env{ctx: ctx, stdin: stdin, stdout: &output{to: stdout}, stderr: stderr}
	var c cli
	parser, err := c.parser(unminded{e.stdout}, stderr)
	if err != nil {
		return report(stderr, fmt.Errorf("the command line is built wrong: %w", err))
	}
	defer func() {
		if r := recover(); r != nil {
			left, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = int(left)
			if code == exitDone {
				code = e.stdout.end(stderr, nil)
			}
		}
	}()
	call, err := parser.Parse(args)
	if err != nil {
		return report(stderr, misuse(err, parser, args))
	}
	e.log = c.logger(stderr)
	if call.Selected().Name == "serve" {
		w := newLogWriter(stderr)
		e.log = c.logger(w)
		w.tell = func(lines int64) { e.log.Warn("lines of the log were lost, since nobody read it", "lines", lines) }
	}
	return e.stdout.end(stderr, call.Run(e))
}

// parser returns a parser that reads the command line into c.
func (c *cli) parser(stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("pullquote"),
		kong.Description("A link blog: links, quotes and what you think of them.\n\nExample:\n  pullquote serve --data ./blog --base-url https://links.example.org"),
		kong.DefaultEnvars("PULLQUOTE"),
		kong.Vars{"version": versionLine(), "formats": strings.Join(transfer.Formats(), ", "), "exports": strings.Join(blog.ExportFormats, ", ")},
		kong.Writers(stdout, stderr),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.Exit(func(code int) { panic(exited(code)) }),
		kong.TypeMapper(reflect.TypeFor[netip.Prefix](), kong.MapperFunc(decodePrefix)),
		kong.TypeMapper(reflect.TypeFor[time.Duration](), kong.MapperFunc(decodeDuration)),
		kong.NamedMapper("file", kong.MapperFunc(decodeFile)),
		kong.KindMapper(reflect.Int, kong.MapperFunc(decodeNumber)),
		kong.KindMapper(reflect.Int64, kong.MapperFunc(decodeNumber)),
	)
}

// logger returns the logger that the flags ask for.
func (c *cli) logger(w io.Writer) *slog.Logger {
	o := &slog.HandlerOptions{}
	var level slog.Level
	if level.UnmarshalText([]byte(c.LogLevel)) == nil { // kong has validated it
		o.Level = level
	}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
