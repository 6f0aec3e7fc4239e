// What the blog's windows tell one another:
//
//	{ place, from }  the words of that copy go on in the window that says so
//	{ asks, from }   which copies are being written just now?
//	{ here, from }   this one is

import { store } from "/js/root.js";

export const windows = new BroadcastChannel(store);
