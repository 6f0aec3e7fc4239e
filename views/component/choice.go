package component

// Choice is an option of a list to choose from.
type Choice struct {
	Value  string
	Text   string
	Chosen bool
}

// Fact is a line of what is known of something.
type Fact struct {
	Name  string
	Value string
}
