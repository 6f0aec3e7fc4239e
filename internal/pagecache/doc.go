// Package pagecache caches the finished answers of an http.Handler: their bytes,
// compressed once per encoding, with a strong ETag.
//
// An answer is valid for one generation, a number from the cache's owner that
// changes with each commit, and for later ones as long as no commit touches a topic
// that the answer depends on. So there is no invalidation: stale pages are found
// out when they are looked up. Concurrent requests for a page that is not cached
// share one rendering. The cache has a limit in bytes, and evicts pages that are
// stale or were not asked for again first.
//
// The package knows neither the database nor the pages.
package pagecache
