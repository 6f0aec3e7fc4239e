package entry

// Specimens are what the stamp is made of.
var Specimens = specimens
