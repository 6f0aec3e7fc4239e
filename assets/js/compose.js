// Improves the form on which a post is written (#pq-compose). Without this
// script it is sent by its buttons, preview included, and nothing else is
// needed. With it, what is typed outlives a closed tab and a server that is
// down, pages say their titles while one writes, and what the bookmarklet
// brings comes in.
//
// A window has one sheet, the form with its copy in this browser. All else does
// one thing with it each; here it is said when.

import { begin, goBehind } from "/js/begin.js";
import { capture } from "/js/capture.js";
import { carried } from "/js/carry.js";
import { typed } from "/js/fields.js";
import { look } from "/js/look.js";
import { notice, wake } from "/js/past.js";
import { newest, offer, restore, wanted } from "/js/restore.js";
import { Sending } from "/js/send.js";
import { forget } from "/js/sent.js";
import { Sheet } from "/js/sheet.js";
import * as shell from "/js/shell.js";
import { heed } from "/js/twins.js";

const sheet = new Sheet();
const sending = new Sending(sheet);

forget();
begin(sheet);
if (sheet.place) start();

// start goes on with what is there: a copy that was asked for, what the
// bookmarklet brought, with the unsaved words about the same page.
async function start() {
	if (shell.isShell(sheet.form) && !typed(sheet.form, sheet.saved).length) {
		shell.fill(sheet.form);
		goBehind(sheet);
		sheet.keep();
	}
	const copy = wanted(sheet);
	if (copy) return restore(sheet, copy);
	const found = newest(sheet);
	if (carried()) sheet.brought = [...new Set([...sheet.brought, carried()])];
	if (found && sheet.saved !== null && (sheet.brought.length || found.brought.length)) sheet.takeOver(found);
	if (!sheet.brought.length) goWhereOneWrites();
	else if (!(await capture(sheet))) return;
	offer(sheet);
}

// goWhereOneWrites puts the cursor behind what a door brought, unless it is
// somewhere by intention.
function goWhereOneWrites() {
	const body = sheet.field("body");
	if (sheet.isNew && body.value && sheet.isStored && [body, document.body].includes(document.activeElement)) goBehind(sheet);
}

document.addEventListener("submit", (event) => {
	if (event.target === sheet.form) sending.submit(event);
});

document.addEventListener("change", ({ target }) => {
	if (target === sheet.field("url")) look(sheet);
});
if ("look" in sheet.form.dataset) look(sheet);

heed(sheet);

addEventListener("hashchange", () => {
	const copy = wanted(sheet);
	if (copy) restore(sheet, copy);
});

// A page that the browser has kept whole, and shows again, knows nothing of what
// came after it. Into one that was loaded again it puts what was typed there,
// and says nothing of that.
addEventListener("pageshow", ({ persisted }) => {
	if (!sheet.place) return;
	forget();
	if (persisted && !sending.isUnderWay) sheet.say("");
	if (persisted ? wake(sheet) : notice(sheet)) offer(sheet);
});

// Where nothing is kept, a person is asked before the words go.
addEventListener("beforeunload", (event) => {
	if (sheet.atStake) event.preventDefault();
});
