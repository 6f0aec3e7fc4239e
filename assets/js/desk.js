// On the desk, what was typed and never saved is offered.

import { copies, holdsNothing } from "/js/keep.js";
import { elsewhere, offer } from "/js/offers.js";

const place = document.querySelector("main .pq-tabs");
if (place) offer(place, copies().filter((copy) => !holdsNothing(copy)).map(elsewhere));
