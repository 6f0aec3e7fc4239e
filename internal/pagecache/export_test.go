package pagecache

// Weight returns what the pages that are kept take, counted anew.
func (c *Cache) Weight() (bytes int64) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, p := range c.pages {
		bytes += p.size()
	}
	return bytes
}
