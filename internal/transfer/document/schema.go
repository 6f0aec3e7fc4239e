package document

import _ "embed" // for the schema

//go:embed schema.json
var schema string

// Schema returns the JSON Schema of documents (draft 2020-12,
// https://json-schema.org/draft/2020-12).
func Schema() []byte { return []byte(schema) }
