// Writes HTML as Markdown, the way an author would by hand: what Markdown has no
// sign for is its words. The HTML is parsed into a document of its own, where
// nothing of it runs or is fetched. What the Markdown becomes on a page is the
// server's policy's affair, like all that is typed.
//
// What the bookmarklet brings the server writes as Markdown itself, and proves it
// (internal/markup). This is for words that are pasted, which must not wait for a
// server.

// markdownOf gives a body as Markdown.
export const markdownOf = (body) => blocks(body).join("\n\n");

// STYLE is the name that style attributes have here. By their own they would be
// styles, which the page's policy forbids, with a complaint for each of thousands.
export const STYLE = "data-style";

// bodyOf parses HTML and takes out what is no words, or not shown.
export function bodyOf(html) {
	const { body } = new DOMParser().parseFromString(html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, ` ${STYLE}=`)), "text/html");
	for (const n of body.querySelectorAll("script,style,template,noscript,svg,canvas,iframe,object,video,audio,button,select,input,textarea,img,[hidden],[aria-hidden=true]")) n.remove();
	for (const n of body.querySelectorAll(`[${STYLE}]`)) if (styleOf(n, "display") === "none") n.remove();
	return body;
}

// styleOf gives what an element's own style says of a property.
export function styleOf(n, property) {
	const said = (n.getAttribute(STYLE) ?? "").split(";").map((line) => line.split(":"));
	return (said.findLast(([name]) => name.trim().toLowerCase() === property)?.[1] ?? "").replace(/!.*/, "").trim().toLowerCase();
}

const isBlock = (n) => /^(address|article|aside|blockquote|body|caption|center|dd|details|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/.test(n.localName);

const holdsBlocks = (n) => [...n.children].some((c) => isBlock(c) || holdsBlocks(c));

// blocks gives what stands in an element as pieces of Markdown, each of one or
// several lines. Words between blocks are a paragraph.
function blocks(parent) {
	const out = [];
	let run = [];
	const end = () => {
		const words = paragraph(run);
		if (words) out.push(words);
		run = [];
	};
	for (const n of parent.childNodes) {
		if (n.nodeType !== Node.ELEMENT_NODE || (!isBlock(n) && !holdsBlocks(n))) {
			run.push(n);
			continue;
		}
		end();
		out.push(...block(n));
	}
	end();
	return out;
}

function block(n) {
	const name = n.localName;
	const heading = name.match(/^h([1-6])$/);
	if (heading) {
		const words = paragraph([...n.childNodes]).replaceAll("\\\n", " ");
		return words ? ["#".repeat(heading[1]) + " " + words] : [];
	}
	if (name === "blockquote") {
		const quoted = blocks(n).join("\n\n");
		return quoted ? [indented(quoted, "> ", "> ")] : [];
	}
	if (name === "ul" || name === "ol") return list(n);
	if (name === "pre") return listing(n);
	if (name === "hr") return ["***"];
	if (name === "table") return table(n);
	return blocks(n);
}

// indented puts something before the first line and before the others. Nothing
// stands at the end of a line.
export function indented(text, first, others) {
	return text.split("\n").map((line, i) => ((i ? others : first) + line).replace(line ? "" : / +$/, "")).join("\n");
}

// list writes a list. One that stands beside the items belongs to the item before.
function list(n) {
	const items = [];
	const alone = []; // what stands before the first item
	for (const child of n.children) {
		const parts = child.localName === "li" ? blocks(child) : block(child);
		if (child.localName !== "li") (items.at(-1) ?? alone).push(...parts);
		else if (parts.length) items.push(parts);
	}
	const isNested = (part) => /^([-*]|\d+[.)]) /.test(part);
	const loose = items.some((parts) => parts.some((part, i) => i && !isNested(part)));
	let number = n.localName === "ol" ? Number(n.getAttribute("start") ?? 1) : null;
	const lines = items.map((parts) => {
		const mark = number === null ? "- " : `${number++}. `;
		return indented(parts.join(loose ? "\n\n" : "\n"), mark, " ".repeat(mark.length));
	});
	return lines.length ? [...alone, lines.join(loose ? "\n\n" : "\n")] : alone;
}

// listing writes preformatted text between fences that do not occur in it.
function listing(n) {
	for (const br of n.querySelectorAll("br")) br.replaceWith("\n");
	const text = n.textContent.replace(/\n+$/, "");
	if (!text.trim()) return [];
	const classes = [n, ...n.querySelectorAll("code")].map((e) => e.className).join(" ");
	const language = classes.match(/(?:^|\s)(?:lang(?:uage)?|highlight-source)-([\w+#.-]+)/)?.[1] ?? "";
	const fence = "`".repeat(Math.max(3, longest(text) + 1));
	return [fence + language + "\n" + text + "\n" + fence];
}

const longest = (text) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

// table writes a table, with an empty head if it has none. The items of a list in a cell
// are its lines. A table of one column only lays out a page.
function table(n) {
	const rows = grid(n);
	const columns = Math.max(0, ...rows.map((row) => row.length));
	if (columns < 2 || n.querySelector("table, ul ul, ol, pre, blockquote")) return [...n.rows].flatMap((row) => [...row.cells].flatMap(blocks));
	for (const list of n.querySelectorAll("ul")) list.replaceWith(...[...list.children].map(line));
	const words = (cell) => cell === null ? "" : blocks(cell).join("<br>").replaceAll("\\\n", "<br>").replace(/(?<!\\)\|/g, "\\|");
	const written = rows.map((row) => row.map(words));
	if (!rows[0].every((cell) => cell?.localName !== "td")) written.unshift([]);
	const row = (cells) => "|" + Array.from({ length: columns }, (_, i) => (cells[i] ? ` ${cells[i]} |` : " |")).join("");
	written.splice(1, 0, Array(columns).fill("---"));
	const caption = n.caption ? blocks(n.caption) : [];
	return [...caption, written.map(row).join("\n")];
}

const mostSpanned = 100; // a cell that spans more columns or rows was made to be long

// grid returns the rows of a table, with null where a cell before or above spans.
function grid(n) {
	const rows = Array.from(n.rows, () => []);
	rows.forEach((row, y) => {
		let x = 0;
		for (const cell of n.rows[y].cells) {
			while (row[x] !== undefined) x++;
			for (const below of rows.slice(y, y + Math.min(cell.rowSpan || 1, mostSpanned))) {
				for (let i = 0; i < Math.min(cell.colSpan, mostSpanned); i++) below[x + i] = null;
			}
			row[x] = cell;
		}
	});
	return rows.map((row) => Array.from(row, (cell) => cell ?? null));
}

// line returns an item of a list as a block of its own.
function line(item) {
	const div = document.createElement("div");
	div.append(...item.childNodes);
	return div;
}

// paragraph writes words and inline elements. A break at either end is none.
function paragraph(nodes) {
	const text = nodes.map((n) => inline(n)).join("").replace(/[ \t]+/g, " ");
	const lines = text.split(/ *\u0085 */).map((line) => line.trim());
	while (lines.length && !lines[0]) lines.shift();
	while (lines.length && !lines.at(-1)) lines.pop();
	return lines.map(marked).join("\\\n");
}

const BREAK = "\u0085"; // stands for a break until lines are made

// marked writes the beginning of a line that would make it another block so that
// it does not.
function marked(line) {
	return line.replace(/^(\d{1,9})([.)])(?=\s|$)/, "$1\\$2").replace(/^([-+](?=\s|$)|#{1,6}(?=\s|$)|>|[-=]{2,}$|~~~)/, "\\$1");
}

const signs = { em: "*", i: "*", dfn: "*", cite: "*", strong: "**", b: "**", del: "~~", s: "~~", strike: "~~" };

// inline writes a node that stands within signs of emphasis that are open.
function inline(n, open = []) {
	if (n.nodeType === Node.TEXT_NODE) return escaped(n.data.replace(/[\s\u0085]+/g, (space) => (space.includes("\u00a0") ? space : " ")));
	if (n.nodeType !== Node.ELEMENT_NODE) return "";
	const name = n.localName;
	if (name === "br") return BREAK;
	if (/^(code|tt|samp)$/.test(name)) return code(n);
	const fresh = signsOf(n).filter((sign) => !open.includes(sign));
	const inner = [...n.childNodes].map((child) => inline(child, [...open, ...fresh])).join("");
	if (name === "a") return link(n, inner);
	if (/^(sub|sup|kbd|mark|ins|q)$/.test(name)) return inner.trim() ? `<${name}>${inner}</${name}>` : inner;
	return fresh.reduce(around, inner);
}

// signsOf gives the signs of emphasis for an element: some programs put what it is
// into a style, and put around all that is copied a bold element that is none.
export function signsOf(n) {
	const [weight, slant, line] = ["font-weight", "font-style", "text-decoration"].map((property) => styleOf(n, property));
	const sign = signs[n.localName];
	const isNone = (sign === "**" && (weight === "normal" || (weight !== "" && Number(weight) < 600))) || (sign === "*" && slant === "normal");
	if (sign) return isNone ? [] : [sign];
	const out = [];
	if (slant === "italic") out.push("*");
	if (weight === "bold" || Number(weight) >= 600) out.push("**");
	if (line.includes("line-through") || styleOf(n, "text-decoration-line").includes("line-through")) out.push("~~");
	return out;
}

// around sets a sign around words; spaces and breaks stand outside it.
function around(inner, sign) {
	const [, before, words, after] = inner.match(/^([\s\u0085]*)([^]*?)([\s\u0085]*)$/);
	return words ? before + sign + words.replaceAll(BREAK, sign + BREAK + sign) + sign + after : inner;
}

function code(n) {
	const text = n.textContent.replace(/\s+/g, " ");
	if (!text.trim()) return text;
	const fence = "`".repeat(longest(text) + 1);
	const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text;
	const written = fence + padded + fence;
	const only = n.children.length === 1 && n.firstElementChild.localName === "a" && n.firstElementChild.textContent === n.textContent;
	return only ? link(n.firstElementChild, written) : written;
}

// link writes a link to an address of the web; of another one, its words.
function link(n, inner) {
	const href = n.getAttribute("href") ?? "";
	if (!/^(https?:\/\/|mailto:)\S+$/i.test(href) || !inner.trim()) return inner;
	if (n.textContent.trim() === href) return `<${href}>`;
	const [, before, words, after] = inner.match(/^([\s\u0085]*)([^]*?)([\s\u0085]*)$/);
	return `${before}[${words.replaceAll(BREAK, " ")}](${targetOf(href)})${after}`;
}

export const isAddress = (text) => /^https?:\/\/\S+$/.test(text);

// targetOf writes an address as a link's. A parenthesis that is not closed would
// end it, or the link.
export function targetOf(address) {
	const closed = /^[^()<>]*(\([^()<>]*\)[^()<>]*)*$/.test(address);
	return closed ? address : `<${address.replace(/[<>]/g, encodeURIComponent)}>`;
}

// escaped writes words so that they mean themselves, with as few backslashes as
// an author who edits them needs to see.
function escaped(text) {
	return text.replace(/\\(?=[!-/:-@[-`{-~])|[`[\]]|\*(?! )|(?<! )\*|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|<(?=[a-z/!?])|&(?=#?\w+;)|~(?=~)/giu, "\\$&");
}
