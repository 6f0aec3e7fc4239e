package web

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"pullquote/internal/auth"
	"pullquote/internal/blog"
)

// Fields of the sign-in form when it stands in for another form that was sent
// without a session: the other form's fields are included, hidden.
const (
	againUsername = "login_username"
	againPassword = "login_password"
	againFiles    = "login_files" // files were sent, too, which can't be included
)

// author lets only a signed-in author through. A GET is redirected to the sign-in
// page and back; a POST is answered with a sign-in form in its place, which
// contains the fields of the form, so that nothing in it is lost.
func (s *server) author(next func(echo.Context, viewer) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		if done, err := s.setUp(c.Request().Context()); err != nil || !done {
			return s.welcome(c, err)
		}
		v, err := s.viewer(c)
		if err != nil {
			return err
		}
		if v.signedIn() {
			return next(c, v)
		}
		if c.Request().Method == http.MethodGet {
			return c.Redirect(http.StatusSeeOther, "/login?next="+url.QueryEscape(c.Request().URL.RequestURI()))
		}
		return s.signInAgain(c, next)
	}
}

// signInAgain answers a form that was sent without a session.
func (s *server) signInAgain(c echo.Context, next func(echo.Context, viewer) error) error {
	form, err := formWithoutFiles(c)
	if err != nil {
		return err
	}
	if !form.Has(againPassword) {
		return s.showSignInAgain(c, form, viewer{}, nil)
	}
	v, err := s.signIn(c, form.Get(againUsername), form.Get(againPassword))
	if err != nil {
		return s.showSignInAgain(c, form, v, err)
	}
	form.Del(againUsername)
	form.Del(againPassword)
	form.Del(againFiles)
	return next(c, v)
}

// ofWriter lets a form through if it was rendered for the author who is signed in.
// If another has signed in meanwhile, in another window of the same browser, he
// must not send the words, nor must they be lost: the form is answered with a
// sign-in form for their author. If that author was removed and can't sign in, the
// words go to whoever is signed in.
func (s *server) ofWriter(next func(echo.Context, viewer) error) func(echo.Context, viewer) error {
	return func(c echo.Context, v viewer) error {
		form, err := postForm(c)
		if err != nil {
			return err
		}
		by := writer(form)
		if by == 0 || by == v.ID {
			return next(c, v)
		}
		writers, err := s.store.Writers(c.Request().Context())
		if err != nil {
			return err
		}
		if slices.Contains(writers, by) {
			return s.signInAgain(c, s.ofWriter(next))
		}
		if err := s.inherit(c, form); err != nil {
			return err
		}
		return next(c, v)
	}
}

// inherit turns the form of an author who was removed into one of the author who is
// signed in. What was to be published becomes a draft, and what was to change a
// published post becomes a separate draft: nobody is left who could say that it was
// ready.
func (s *server) inherit(c echo.Context, form url.Values) error {
	form.Del("writer")
	if form.Get("action") == actionPublish {
		form.Set("action", actionDraft)
	}
	if c.Param("id") == "" {
		return nil
	}
	p, err := s.requestedPost(c)
	if err != nil && blog.KindOf(err) != blog.NotFound {
		return err
	}
	if err == nil && p.Status == blog.Published {
		c.SetParamValues("")
		form.Set("key", formKey(form.Get("copy"))) // sent twice, it makes only one draft
		form.Set("version", "0")
	}
	return nil
}

// mostParts limits the parts of a multipart form whose sender is not signed in, to
// as many fields as net/url parses of a form without files. Each becomes a field of
// the answer, too, and takes a hundred times the memory that it takes in the form.
const mostParts = 10_000

// formWithoutFiles returns the fields of a form without its files, and sets
// againFiles if there were any. Files are read as far as necessary for a browser to
// show an answer, and discarded, since the sender has no session. It fails as
// postForm does.
func formWithoutFiles(c echo.Context) (url.Values, error) {
	r := c.Request()
	if !multipartForm(r) {
		return postForm(c)
	}
	r.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(r.Body, drained), r.Body}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, damagedForm(err)
	}
	values, files, left := url.Values{}, false, int64(maxForm)
	for n := 0; ; n++ {
		part, err := form.NextPart()
		if err == io.EOF || files && (err != nil || n >= mostParts) {
			break // what is truncated there does not matter
		}
		if err != nil {
			return nil, damagedForm(err)
		}
		if n >= mostParts {
			return nil, tooLongForm(nil)
		}
		if fileName(part) != "" {
			files = true
			_, _ = io.Copy(io.Discard, part) // NextPart returns the same error
			continue
		}
		value, err := io.ReadAll(io.LimitReader(part, left+1))
		if left -= int64(len(part.FormName()) + len(value)); left < 0 {
			return nil, tooLongForm(err)
		}
		if err != nil {
			return nil, damagedForm(err)
		}
		values.Add(part.FormName(), string(value))
	}
	if files {
		values.Set(againFiles, "1")
	}
	r.PostForm = values
	return values, nil
}

// signIn opens a session, which records where the request comes from, and sets its
// cookie. It ends the browser's previous session. If the password is right but no
// session can be opened, it returns the author with the error.
func (s *server) signIn(c echo.Context, username, password string) (viewer, error) {
	ctx := c.Request().Context()
	token, author, err := s.auth.SignIn(ctx, auth.Login{
		Username: username, Password: password,
		Address: c.RealIP(), UserAgent: c.Request().UserAgent(),
	})
	if err != nil {
		return viewer{Author: author}, err
	}
	if old := s.sessionToken(c.Request()); old != "" {
		if err := s.auth.SignOut(ctx, old); err != nil {
			s.log.WarnContext(ctx, "the browser's former session was not ended", "request", requestID(ctx), "err", err)
		}
	}
	s.remember(c, token)
	return s.recognise(c, token)
}

// refusal returns the status and the sentence for a form that is shown again with
// an error, and sets Retry-After if there is a time to wait. by is who is known to
// have sent the form.
func (s *server) refusal(c echo.Context, by viewer, err error) (status int, sentence string) {
	if wait := auth.RetryAfter(err); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())))
	}
	status, sentence = problem(s.locale(c), by.shown(c, err))
	s.logFailure(c, status, err)
	return status, sentence
}
