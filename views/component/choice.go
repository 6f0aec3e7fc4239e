package component

// Choice is an option of a list.
type Choice struct {
	Value  string
	Text   string
	Chosen bool
}

// Fact is a name and a value.
type Fact struct {
	Name  string
	Value string
}
