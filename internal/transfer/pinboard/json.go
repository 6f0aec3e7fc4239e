package pinboard

import (
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"pullquote/internal/transfer/record"
)

// row is a bookmark in Pinboard's terminology.
type row struct {
	raw         []byte
	href        string
	description string // the title
	extended    string // the commentary
	hash        string
	time        string
	shared      string // "yes" or "no"; empty if not specified
	private     string // the same, in del.icio.us's exports
	toread      string
	tags        []string
	ours        json.RawMessage // see Write
}

// jsonRows iterates over the rows in an array of objects, which may be under "posts".
func jsonRows(r io.Reader) iter.Seq2[row, error] {
	return func(yield func(row, error) bool) {
		for raw, err := range record.Elements(r, "posts") {
			one := row{raw: raw}
			switch {
			case errors.Is(err, record.ErrLarge):
				err = &rowFault{err}
			case err == nil:
				one, err = jsonRow(raw)
			}
			if !yield(one, err) {
				return
			}
		}
	}
}

func jsonRow(raw json.RawMessage) (row, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil || fields == nil {
		return row{raw: raw}, unreadable("JSON", err)
	}
	if _, late := fields["url"]; late && fields["href"] == nil {
		// The last exports of del.icio.us have clearer names.
		return row{
			raw:         raw,
			href:        jsonText(fields["url"]),
			description: jsonText(fields["title"]),
			extended:    jsonText(fields["description"]),
			time:        jsonText(fields["created"]),
			private:     jsonFlag(fields["private"]),
			tags:        jsonTags(fields["tags"]),
		}, nil
	}
	return row{
		raw:         raw,
		href:        jsonText(fields["href"]),
		description: jsonText(fields["description"]),
		extended:    jsonText(fields["extended"]),
		hash:        jsonText(fields["hash"]),
		time:        jsonText(fields["time"]),
		shared:      jsonFlag(fields["shared"]),
		private:     jsonFlag(fields["private"]),
		toread:      jsonFlag(fields["toread"]),
		tags:        jsonTags(fields["tags"]),
		ours:        fields["pullquote"],
	}, nil
}

// jsonText returns a string, or a number as written, else "": a bookmark without a
// title has the title false.
func jsonText(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(raw, &number) == nil {
		return number.String()
	}
	return ""
}

// jsonFlag returns "yes" or "no" for a boolean, else the text.
func jsonFlag(raw json.RawMessage) string {
	var flag *bool
	if json.Unmarshal(raw, &flag) == nil && flag != nil {
		if *flag {
			return "yes"
		}
		return "no"
	}
	return jsonText(raw)
}

// jsonTags parses tags separated by spaces, or a list of them.
func jsonTags(raw json.RawMessage) []string {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return strings.Fields(jsonText(raw))
	}
	var tags []string
	for _, element := range list {
		if name := record.Plain(jsonText(element)); name != "" {
			tags = append(tags, name)
		}
	}
	return tags
}

// truth parses a boolean.
func truth(text string) (yes, known bool) {
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes", "true", "1":
		return true, true
	case "no", "false", "0":
		return false, true
	}
	return false, false
}
