// On the desk, what was typed and never saved is offered.

import { copies, holdsNothing } from "/js/keep.js";
import { offerElsewhere } from "/js/offers.js";

const place = document.querySelector("main .pq-tabs");
if (place) offerElsewhere(place, copies().filter((copy) => !holdsNothing(copy)));
