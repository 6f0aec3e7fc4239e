package entry

// Specimens are the posts that the stamp is computed from.
var Specimens = specimens
