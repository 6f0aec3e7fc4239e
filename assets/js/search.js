// Searches a site of plain files. The index is split into files by the first two
// characters of the words; only the files that a query needs are fetched.

import { at } from "/js/root.js";

const form = document.querySelector(".pq-search");
const found = document.querySelector("[data-found]");
const list = document.querySelector("[data-results]");
const MOST = 100;

// Words as internal/site splits them: letters and digits without accents and case;
// in scripts without spaces, every two adjacent characters.
const UNPARTED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

function fold(text) {
	return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

export function words(text) {
	const out = [];
	for (const [run] of fold(text).matchAll(/[\p{L}\p{N}]+/gu)) {
		let plain = "";
		let signs = [];
		const flush = () => {
			if (plain) out.push(plain);
			if (signs.length === 1) out.push(signs[0]);
			for (let i = 0; i + 1 < signs.length; i++) out.push(signs[i] + signs[i + 1]);
			plain = "";
			signs = [];
		};
		for (const sign of run) {
			if (UNPARTED.test(sign)) {
				if (plain) flush();
				signs.push(sign);
			} else {
				if (signs.length) flush();
				plain += sign;
			}
		}
		flush();
	}
	return out;
}

// The name of the file that contains a word: its first two characters, as numbers.
const shard = (word) => [...word].slice(0, 2).map((c) => c.codePointAt(0).toString(16)).join("-");

const files = new Map();

function load(name) {
	if (!files.has(name)) {
		files.set(name, fetch(at(`/search/${name}.json`)).then((r) => (r.ok ? r.json() : null)));
	}
	return files.get(name);
}

// The posts that contain a word or, unless whole is true, one that begins with it.
async function postsWith(word, whole) {
	const index = await load(`words/${shard(word)}`);
	const posts = new Set();
	for (const [key, list] of Object.entries(index ?? {})) {
		if (key === word || (!whole && key.startsWith(word))) for (const n of list) posts.add(n);
	}
	return posts;
}

async function search(query) {
	const wanted = [];
	const unwanted = [];
	for (const part of query.split(/\s+/)) {
		(part.startsWith("-") ? unwanted : wanted).push(...words(part));
	}
	let posts = null;
	for (const word of wanted) {
		const these = await postsWith(word, word.length < 2);
		posts = posts ? new Set([...posts].filter((n) => these.has(n))) : these;
	}
	for (const word of unwanted) {
		const these = await postsWith(word, true);
		posts = new Set([...(posts ?? [])].filter((n) => !these.has(n)));
	}
	return { posts: [...(posts ?? [])].sort((a, b) => a - b), wanted };
}

const PER_FILE = 200;

async function show(query) {
	const { posts, wanted } = await search(query);
	const items = [];
	for (const n of posts.slice(0, MOST)) {
		const post = (await load(`posts/${Math.floor(n / PER_FILE)}`))?.[n % PER_FILE];
		if (post) items.push(item(post, wanted));
	}
	list.replaceChildren(...items);
	found.textContent = !wanted.length ? "" : !posts.length ? found.dataset.none : posts.length === 1 ? found.dataset.one : found.dataset.many.replace("{n}", posts.length);
}

function item({ t, p, d, x }, wanted) {
	const li = document.createElement("li");
	const link = document.createElement("a");
	link.href = at(p);
	link.dir = "auto";
	link.append(...mark(t, wanted));
	const time = document.createElement("time");
	time.textContent = d;
	time.dateTime = d;
	const text = document.createElement("p");
	text.dir = "auto";
	text.append(...mark(x, wanted));
	li.append(link, " ", time, text);
	return li;
}

// A text with the wanted words marked.
function mark(text, wanted) {
	const out = [];
	for (const part of text.split(/([\p{L}\p{N}\p{M}]+)/u)) {
		const folded = fold(part);
		if (folded && wanted.some((w) => folded.startsWith(w) || (UNPARTED.test(w) && folded.includes(w)))) {
			const m = document.createElement("mark");
			m.textContent = part;
			out.push(m);
		} else {
			out.push(part);
		}
	}
	return out;
}

const query = new URLSearchParams(location.search).get("q") ?? "";
form.elements.q.value = query;
if (query) show(query);

let timer;
form.addEventListener("input", () => {
	clearTimeout(timer);
	timer = setTimeout(() => {
		const q = form.elements.q.value;
		history.replaceState(null, "", q ? `?q=${encodeURIComponent(q)}` : location.pathname);
		show(q);
	}, 150);
});
form.addEventListener("submit", (event) => {
	event.preventDefault();
	show(form.elements.q.value);
});
