package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"pullquote/internal/blog"
	"pullquote/internal/transfer"
)

// upload reads a form with files, of any length, part by part.
type upload struct {
	body    *awaited
	form    *multipart.Reader
	fields  url.Values
	left    int64 // how many more bytes the fields may take
	control *http.ResponseController
	pause   time.Duration // how long the client may send nothing before the upload is aborted
	now     func() time.Time
}

// maxFields limits the fields besides the files in all, and perField is what each
// counts besides its name and value, in bytes: there are only a few, and they are
// short.
const (
	maxFields = 64 << 10
	perField  = 100
)

// next returns the next file.
func (u *upload) next() (transfer.Upload, error) {
	for {
		u.extend()
		part, err := u.form.NextPart()
		if err == io.EOF {
			return transfer.Upload{}, io.EOF
		}
		if err != nil {
			return transfer.Upload{}, u.broken(err)
		}
		name := fileName(part)
		if part.FormName() == "files" && name != "" {
			return transfer.Upload{Name: name, Body: &arriving{part, u}}, nil
		}
		value, err := io.ReadAll(io.LimitReader(part, u.left+1))
		if u.left -= int64(perField + len(part.FormName()) + len(value)); u.left < 0 {
			return transfer.Upload{}, &blog.Error{Kind: blog.TooLarge, Field: "files", Message: "There is more beside the files than the form asks for, so nothing was imported. Send the archive as files, from this page.", Err: err}
		}
		if err != nil {
			return transfer.Upload{}, u.broken(err)
		}
		if part.FormName() != "files" {
			u.fields.Add(part.FormName(), string(value))
		}
	}
}

// options returns the values of the fields. It is called after all parts are read.
func (u *upload) options() blog.BatchOptions {
	o := blog.BatchOptions{Format: u.fields.Get("format"), Again: u.fields.Get("again") != "", Files: u.fields.Get("fetch") != "", Pages: u.fields.Get("pages") != ""}
	if o.Format == "auto" {
		o.Format = ""
	}
	return o
}

// extend extends the deadlines of an upload that makes progress.
func (u *upload) extend() {
	_ = u.control.SetReadDeadline(u.now().Add(u.pause)) // on failure the deadline of an ordinary form remains
	_ = u.control.SetWriteDeadline(u.now().Add(2 * u.pause))
}

// arriving is the body of a file that is being uploaded.
type arriving struct {
	io.Reader
	u *upload
}

// Read implements io.Reader.
func (a *arriving) Read(p []byte) (int, error) {
	n, err := a.Reader.Read(p)
	if err != nil && err != io.EOF {
		return n, a.u.broken(err)
	}
	a.u.extend()
	return n, err
}

// broken returns the reason why the files did not arrive.
func (u *upload) broken(err error) error {
	if most, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &blog.Error{Kind: blog.TooLarge, Field: "files", Message: "The files are larger than %d MB, so nothing was imported. Send them in parts, or start the program with a larger --max-upload.", Args: []any{most.Limit >> 20}, Err: err}
	}
	if u.body.late {
		return &blog.Error{Kind: blog.Late, Field: "files", Message: "The files did not arrive whole: nothing came any more, so nothing was imported. Look at your connection and send them again.", Err: err}
	}
	return &blog.Error{Kind: blog.Invalid, Field: "files", Message: "The files did not arrive whole: the connection broke. Send them again.", Err: err}
}

// fileName returns a file's name with its folders, which multipart.Part.FileName
// drops.
func fileName(part *multipart.Part) string {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return part.FileName()
	}
	return params["filename"]
}
