// A plain file can't answer by its query. Addresses that a blog's posts once had
// there (/?p=367) are looked up here.

const query = decodeURIComponent(location.search.slice(1));
if (/^(p=\d+|[\w@-]{6})$/.test(query)) {
	const former = await (await fetch("/former.json")).json();
	if (former[query]) location.replace(former[query]);
}

export {};
