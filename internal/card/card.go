package card

// Post is what a card shows.
type Post struct {
	Blog, Title, Domain, Quote, Words, Author, Date string
	RTL                                             bool
}

// Version changes when cards come to look otherwise.
const Version = 1

// Draw gives the card.
func Draw(p Post) ([]byte, error) { return nil, nil }
