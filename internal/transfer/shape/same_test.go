package shape

import "testing"

func TestLinesThatSayTheSame(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"A Heron", "a  heron.", true},
		{"“It’s” — 3×4…", "\"It's\" -- 3x4...", true},
		{"A Heron →", "A Heron", true},
		{"Caf\u0065\u0301", "Café", true},
		{"C", "C++", false},
		{"C++", "C#", false},
		{"A Heron", "A Heron?", false},
		{"A Heron", "A Heron, again", false},
		{"", "", true},
		{"!!", "!!", true},
		{"!!", "??", false},
		{"", "A", false},
	}
	for _, tt := range tests {
		if got := Same(tt.a, tt.b); got != tt.want {
			t.Errorf("Same(%q, %q) = %v", tt.a, tt.b, got)
		}
	}
}
