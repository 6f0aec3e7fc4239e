// Package auth authenticates authors: it checks passwords, keeps sessions, sets
// up the first author, and throttles password guessing.
//
// Passwords are stored as argon2id hashes. Only one hash is computed at a time,
// so that a flood of sign-ins can't exhaust memory. A session is 32 random bytes
// in the browser and their SHA-256 in the database, so that read access to the
// database is not enough to sign in. A session lasts for SessionLife after the
// last visit and is not bound to an address.
//
// Wrong passwords are counted by address and by account. An address with too
// many is refused, each time for longer. An account with too many is answered
// late, but it is answered, so that its owner can sign in during an attack. A
// wrong user name and a wrong password take the same time and get the same
// message.
//
// Values that hold a secret print as REDACTED, in logs and everywhere else.
package auth
