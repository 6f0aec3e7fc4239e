package blog

// Shelf is one of the lists of posts on the author's desk.
type Shelf string

// The shelves of the desk. Each post is on exactly one of them.
const (
	ShelfDrafts    Shelf = "drafts"
	ShelfPublished Shelf = "published"
	ShelfTrash     Shelf = "trash"
)
