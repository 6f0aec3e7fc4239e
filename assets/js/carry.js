// What the bookmarklet brings stands behind the # of the address, where servers
// do not see it. It would not outlive the signing in, so the first page of ours
// that comes up puts it aside.

const place = "pullquote:carried";

if (location.hash.startsWith("#pq=")) {
	sessionStorage.setItem(place, location.hash.slice(4));
	history.replaceState(history.state, "", location.pathname + location.search);
}
if (new URLSearchParams(location.search).get("w") === "1" || (new URLSearchParams(location.search).get("next") || "").includes("&w=1")) {
	sessionStorage.setItem("pullquote:small", "1");
}

// carried gives what was put aside, empty if nothing was.
export function carried() {
	return sessionStorage.getItem(place) || "";
}

export function delivered() {
	sessionStorage.removeItem(place);
}
