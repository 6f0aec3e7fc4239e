// Redirects former addresses of posts that are in the query (/?p=367). A site of
// plain files can't do that on the server.

import { at } from "/js/root.js";

const query = decodeURIComponent(location.search.slice(1));
if (/^(p=\d+|[\w@-]{6})$/.test(query)) {
	const former = await (await fetch(at("/former.json"))).json();
	if (former[query]) location.replace(at(former[query]));
}
