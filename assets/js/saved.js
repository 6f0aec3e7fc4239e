// Runs on the pages that a signed-in author may see after a post was saved.
// compose.js keeps a copy of what is typed; the server confirms a save with a
// cookie that names it, and only then is the copy forgotten. Without this
// script there is no copy.

const sent = JSON.parse(sessionStorage.getItem("pullquote:sent") || "null");
if (sent && document.cookie.split("; ").includes("pullquote-saved=" + sent.name)) {
	for (const place of sent.places) localStorage.removeItem(place);
	sessionStorage.removeItem("pullquote:sent");
	document.cookie = "pullquote-saved=; Max-Age=0; Path=/; SameSite=Lax";
}
