package record

import "strings"

// pluginKeys begin the names of custom fields in which WordPress's plugins keep what no
// reader ever saw: what they have sent where, counters, switches. Fields whose names begin
// with an underscore are hidden from authors, too, and are none of these.
var pluginKeys = []string{
	"aktt_", "al2fb_", "dsq_", "email_notification", "essb_", "gfonts_meta_", "jabber_published", "original_post_id", "post_views_count",
	"robotsmeta", "sharing_disabled", "snap_", "switch_like_status", "wp_jd_", "wpas_",
}

// IsPluginKey reports whether a custom field of WordPress's is one in which a plugin keeps
// what no reader ever saw.
func IsPluginKey(key string) bool {
	key = strings.ToLower(key)
	for _, begin := range pluginKeys {
		if strings.HasPrefix(key, begin) {
			return true
		}
	}
	return false
}
