// Copies bookmarklets for browsers in which they can't be dragged, and explains the
// bookmarklet if it is clicked on this page.

import { t } from "/js/words.js";

for (const button of document.querySelectorAll("[data-copy]")) {
	const state = button.parentElement.querySelector(".pq-state");
	const code = document.getElementById(button.dataset.copy);
	button.hidden = false;
	button.addEventListener("click", async () => {
		try {
			await navigator.clipboard.writeText(code.value);
			state.textContent = t("Copied.");
		} catch {
			code.closest("details").open = true;
			code.select();
			state.textContent = t("This browser lets no page copy. The text is selected below: copy it from there.");
		}
	});
}

const link = document.getElementById("pq-bookmarklet");
link.addEventListener("click", (event) => {
	event.preventDefault();
	link.closest("section").querySelector(".pq-state").textContent = t("Here it has nothing to quote: drag it to the bookmarks bar.");
});
