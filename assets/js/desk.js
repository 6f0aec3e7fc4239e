// Offers unsaved text on the desk.

import { copies, holdsNothing } from "/js/keep.js";
import { elsewhere, offer } from "/js/offers.js";

const place = document.querySelector("main .pq-tabs");
if (place) offer(place, copies().filter((copy) => !holdsNothing(copy)).map(elsewhere));
