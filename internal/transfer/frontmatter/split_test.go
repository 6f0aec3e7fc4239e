package frontmatter

import "testing"

func TestMetadataWithoutMarksIsToldFromWords(t *testing.T) {
	const keys = "Title: A heron\nDate: 2012-11-21\n"
	tests := []struct {
		name, text string
		want       bool
	}{
		{"a date", keys + "\nWords.", true},
		{"a status", "Title: A heron\nStatus: draft\n\nWords.", true},
		{"neither", "Title: A heron\nAuthor: Ada\n\nWords.", false},
		{"a key of two words that nobody knows", keys + "Quotes Language: english\n\nWords.", true},
		{"a key of one word with many behind it", keys + "Subtitle: It stood there all day\n\nWords.", true},
		{"a sentence", keys + "My dear reader: these words are mine\n\nWords.", false},
		{"a sentence above dashes", keys + "My dear reader: these words are mine\n---\nWords.", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			kind, _, body, err := split(tt.text)
			if err != nil || (kind != "") != tt.want {
				t.Fatalf("front matter %q, %v; want some: %v", kind, err, tt.want)
			}
			if want := map[bool]string{true: "Words.", false: tt.text}[tt.want]; body != want {
				t.Errorf("body %q, want %q", body, want)
			}
		})
	}
}
