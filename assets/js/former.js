// A plain file can't answer by its query. Addresses that a blog's posts once had
// there (/?p=367) are looked up here.

import { at } from "/js/root.js";

const query = decodeURIComponent(location.search.slice(1));
if (/^(p=\d+|[\w@-]{6})$/.test(query)) {
	const former = await (await fetch(at("/former.json"))).json();
	if (former[query]) location.replace(at(former[query]));
}
