// Shows the progress of an import, and reloads the page for the report when it has
// finished.

import { t } from "/js/words.js";

const place = document.querySelector("[data-progress]");
const bar = place.querySelector("progress");
const words = place.querySelector("[role=status]");

async function look() {
	try {
		const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
		if (!answer.ok) throw new Error(answer.status);
		const { moving, state, share, detail } = await answer.json();
		if (!moving) return location.reload();
		bar.value = share;
		words.textContent = detail;
		document.querySelector("[data-state]").textContent = state;
	} catch {
		words.textContent = t("The blog does not answer just now. The import goes on when it is back.");
	}
	setTimeout(look, 700);
}

look();
