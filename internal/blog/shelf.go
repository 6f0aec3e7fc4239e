package blog

// Shelf is one of the author's lists of posts on the desk.
type Shelf string

// The shelves of the desk. A post is on one of them.
const (
	ShelfDrafts    Shelf = "drafts"
	ShelfPublished Shelf = "published"
	ShelfTrash     Shelf = "trash"
)
