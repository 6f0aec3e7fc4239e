package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"pullquote/internal/blog"
	"pullquote/internal/sqlite"
)

// maxForm is the most that a form may bring, in bytes: the longest body and as
// much captured text, with each byte percent-encoded, and the rest of the fields.
const maxForm = 6*blog.MaxBody + 1<<20

// param gives a path parameter decoded. Echo hands it over decoded or not,
// after the client's way of writing the address.
func param(c echo.Context, name string) string {
	value := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return value
	}
	if decoded, err := url.PathUnescape(value); err == nil {
		return decoded
	}
	return value
}

// postID reads the :id of a path. It fails with NotFound if it is no number.
func postID(c echo.Context) (blog.PostID, error) { return parsePostID(param(c, "id")) }

func parsePostID(text string) (blog.PostID, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, &blog.Error{Kind: blog.NotFound, Message: "There is no such post."}
	}
	return blog.PostID(id), nil
}

// drained is how much of a form that is too large is read to its end, in
// bytes: a browser shows the answer only when it could send everything.
const drained = 64 << 20

// postForm gives what the form sent, and nothing of the address's query. It
// fails with TooLarge, Late or Invalid.
func postForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	if r.PostForm != nil {
		return r.PostForm, nil // it was read without a fault before
	}
	whole := &awaited{ReadCloser: r.Body}
	r.Body = http.MaxBytesReader(c.Response(), whole, maxForm)
	err := parseForm(r)
	if err != nil {
		r.PostForm = nil
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		_, _ = io.CopyN(io.Discard, whole, drained)
		return nil, tooLongForm(err)
	}
	if err != nil && whole.late {
		return nil, &blog.Error{Kind: blog.Late, Message: "The form did not arrive whole in time, so nothing was saved. Go back: your words are still in the form. Look at your connection and send it again.", Err: err}
	}
	if err != nil {
		return nil, damagedForm(err)
	}
	return r.PostForm, nil
}

// awaited is a body that is on its way. It remembers that no more came in time: who
// takes it apart may complain of what did come instead.
type awaited struct {
	io.ReadCloser
	late bool
}

// Read implements io.Reader.
func (a *awaited) Read(p []byte) (int, error) {
	n, err := a.ReadCloser.Read(p)
	a.late = a.late || errors.Is(err, os.ErrDeadlineExceeded)
	return n, err
}

func tooLongForm(err error) error {
	return &blog.Error{Kind: blog.TooLarge, Message: "That is more than a post can hold, so nothing was saved. Go back: your words are still in the form. Shorten them and send again.", Err: err}
}

func damagedForm(err error) error {
	return &blog.Error{Kind: blog.Invalid, Message: "The form arrived damaged, so nothing was saved. Go back and send it again.", Err: err}
}

// parseForm reads the body alone: neither shall the query count, nor a fault
// in it spoil the form.
func parseForm(r *http.Request) error {
	query := r.URL.RawQuery
	r.URL.RawQuery = ""
	defer func() { r.URL.RawQuery = query }()
	if multipartForm(r) {
		return r.ParseMultipartForm(maxForm)
	}
	return r.ParseForm()
}

// multipartForm reports whether a form came in the way that files can be sent.
func multipartForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// headAllowed names HEAD wherever GET is allowed: echo knows nothing of it, since
// it is answered as GET is, before the routes.
func headAllowed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method != http.MethodGet { // those name nothing
			h := c.Response().Header()
			c.Response().Before(func() {
				if allowed := h.Get("Allow"); strings.Contains(allowed, http.MethodGet) {
					h.Set("Allow", strings.Replace(allowed, http.MethodGet, http.MethodGet+", "+http.MethodHead, 1))
				}
			})
		}
		return next(c)
	}
}

// local gives an address on this site to go on to, fallback if the one that
// was handed in leads elsewhere.
func local(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return next
}

// cursor reads the place in a list at which a page begins.
func cursor(c echo.Context) (blog.Cursor, error) { return blog.ParseCursor(c.QueryParam("before")) }

// place reads the place at which a page of a public list begins, from its path.
func place(c echo.Context) (blog.Cursor, error) { return blog.ParseCursor(param(c, "cursor")) }

// labelCursor writes a place in a list of labels as it stands in addresses: how
// many posts the last one has, and its name.
func labelCursor(at sqlite.LabelCursor) string {
	return strconv.Itoa(at.Posts) + "-" + url.PathEscape(at.Slug)
}

// labelPlace reads what labelCursor wrote. It fails with NotFound.
func labelPlace(cursor string) (at sqlite.LabelCursor, err error) {
	if cursor == "" {
		return at, nil
	}
	posts, slug, ok := strings.Cut(cursor, "-")
	if at.Posts, err = strconv.Atoi(posts); err != nil || !ok {
		return at, &blog.Error{Kind: blog.NotFound, Message: "There is no such page in this list."}
	}
	at.Slug = slug
	return at, nil
}
