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

// maxForm limits the body of a form, in bytes: the longest body and as much
// captured text, with each byte percent-encoded, and the other fields.
const maxForm = 6*blog.MaxBody + 1<<20

// param returns a decoded path parameter. Echo returns it decoded or not, depending
// on how the client wrote the address.
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

// postID parses the :id of a path. It fails with NotFound if that is not a number
// above 0.
func postID(c echo.Context) (blog.PostID, error) { return parsePostID(param(c, "id")) }

// requestedPost returns the post of the :id of a path. It fails with NotFound.
func (s *server) requestedPost(c echo.Context) (blog.Post, error) {
	id, err := postID(c)
	if err != nil {
		return blog.Post{}, err
	}
	return s.store.Post(c.Request().Context(), id)
}

func parsePostID(text string) (blog.PostID, error) {
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || id <= 0 {
		return 0, &blog.Error{Kind: blog.NotFound, Message: "There is no such post."}
	}
	return blog.PostID(id), nil
}

// drained is how much of a form that is too large is read and discarded, in bytes:
// a browser shows the answer only if it could send everything.
const drained = 64 << 20

// postForm returns the values of the form in the body, without those of the query.
// It fails with TooLarge, Late or Invalid.
func postForm(c echo.Context) (url.Values, error) {
	r := c.Request()
	if r.PostForm != nil {
		return r.PostForm, nil // parsed before without an error
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

// awaited is a request body that remembers whether reading it hit the deadline: a
// parser may report what is wrong with the truncated input instead.
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

// parseForm parses only the body: the query's values must not be included, and a
// malformed query must not make the form fail.
func parseForm(r *http.Request) error {
	query := r.URL.RawQuery
	r.URL.RawQuery = ""
	defer func() { r.URL.RawQuery = query }()
	if multipartForm(r) {
		return r.ParseMultipartForm(maxForm)
	}
	return r.ParseForm()
}

// multipartForm reports whether a form is encoded as multipart/form-data, in which
// files can be sent.
func multipartForm(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}

// headAllowed adds HEAD to an Allow header that lists GET. Echo does not know that
// HEAD is allowed, because headAsGet turns it into GET before routing.
func headAllowed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if c.Request().Method != http.MethodGet { // answers to GET have no Allow header
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

// local returns next if it is an address on this site, otherwise fallback. It
// prevents open redirects.
func local(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") ||
		strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return fallback
	}
	return next
}

// queryCursor parses the queryCursor at which a page of a list begins, from the query.
func queryCursor(c echo.Context) (blog.Cursor, error) {
	return blog.ParseCursor(c.QueryParam("before"))
}

// pathCursor parses the cursor at which a page of a public list begins, from the path.
func pathCursor(c echo.Context) (blog.Cursor, error) { return blog.ParseCursor(param(c, "cursor")) }

// labelCursor formats a cursor in a list of labels for an address: the number of
// posts of the last label, and its name.
func labelCursor(at sqlite.LabelCursor) string {
	return strconv.Itoa(at.Posts) + "-" + url.PathEscape(at.Slug)
}

// parseLabelCursor parses the result of labelCursor. It fails with NotFound.
func parseLabelCursor(cursor string) (at sqlite.LabelCursor, err error) {
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
