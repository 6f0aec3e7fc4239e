package blog

import (
	"errors"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Limits of an author's record, in characters; MinPassword and MaxPassword in
// bytes.
const (
	MaxName     = 200
	MaxUsername = 60
	MinPassword = 8
	MaxPassword = 1000
)

// AuthorID numbers authors.
type AuthorID int64

// Author is a person whose words stand on the blog. One without a user name
// can't sign in: an archive brought the name in.
type Author struct {
	ID       AuthorID
	Name     string // as it stands beside posts
	Username string // to sign in with; empty for one who can't
	Email    string
	Slug     string // in the address of the page with the author's posts; given once
	Created  time.Time
}

// Path gives the address of the page with the author's posts.
func (a Author) Path() string { return "/author/" + a.Slug + "/" }

var username = regexp.MustCompile(`^[\pL\pN][\pL\pN._@+-]*$`)

// Validate reports every fault of an author who shall be able to sign in, each
// as an *Error with its field (name, username, email), joined.
func (a Author) Validate() error {
	var faults []error
	switch n := utf8.RuneCountInString(a.Name); {
	case strings.TrimSpace(a.Name) == "":
		faults = append(faults, Fault("name", "Your name stands beside each post. Give one, a pen name if you like."))
	case n > MaxName:
		faults = append(faults, Fault("name", "The name has %d characters; %d is the most.", n, MaxName))
	}
	switch n := utf8.RuneCountInString(a.Username); {
	case a.Username == "":
		faults = append(faults, Fault("username", "Choose a user name to sign in with."))
	case n > MaxUsername:
		faults = append(faults, Fault("username", "The user name has %d characters; %d is the most.", n, MaxUsername))
	case !username.MatchString(a.Username):
		faults = append(faults, Fault("username", "A user name is made of letters, digits and . _ - @ +, and begins with a letter or digit."))
	}
	if err := CheckEmail(a.Email); err != nil {
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// FoldUsername gives what is the same of all user names that count as one: those
// that differ in the case of letters alone, in any script and as Unicode folds
// single characters, so that Kelvin's sign is a k and the long s is an s. It is
// what strings.EqualFold compares, as text to count and to look up by.
func FoldUsername(username string) string { return strings.Map(foldRune, username) }

// foldRune gives the first of the characters that are r in some case.
func foldRune(r rune) rune {
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	return first
}

// CheckEmail reports why an address can't be one to write to, as an *Error of
// field email; empty can.
func CheckEmail(email string) error {
	if email == "" {
		return nil
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email {
		return &Error{Kind: Invalid, Field: "email", Message: "The email address can't be read. It should look like name@example.org; it may also be left out.", Err: err}
	}
	return nil
}

// CheckPassword reports why a new password won't do, as an *Error of field
// password.
func CheckPassword(password string) error {
	switch n := len(password); {
	case utf8.RuneCountInString(password) < MinPassword:
		return Fault("password", "The password needs at least %d characters. A few words in a row make a good one.", MinPassword)
	case n > MaxPassword:
		return Fault("password", "The password is longer than %d bytes. Choose a shorter one.", MaxPassword)
	}
	return nil
}

// Session is a browser in which an author is signed in.
type Session struct {
	ID        int64
	AuthorID  AuthorID
	UserAgent string
	Created   time.Time
	Seen      time.Time // to the day
	Expires   time.Time
}
