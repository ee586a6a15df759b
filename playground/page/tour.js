// A tour: a line of explanation for each step, at the top of the room; what is to be pressed stands out below it.
import { byId, h, morph } from "/page/dom.js";
import { dialogOpen } from "/page/dialogs.js";
import { icon } from "/page/icons.js";
import { toBottom } from "/page/messages.js";
import { channel, goTo, tell, when, world } from "/page/state.js";

const ANYTHING = "*";
const marking = new CSSStyleSheet(); // a rule of its own, since messages are drawn anew while it holds
let line = null;
let tour = null; // what the playground last told of it
let label = "";
let place = null;

/** `through` is the line to the playground. */
export function followTours(through) {
  line = through;
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, marking];
  when("tour", (event) => {
    const left = byId("welcome").contains(document.activeElement); // which goes while a tour is under way
    const begins = !tour && event.tour;
    const moved = tour?.at !== event.tour?.at || tour?.ready !== event.tour?.ready;
    if (begins) place = null;
    tour = event.tour;
    if (event.words) tell("notice", event.words);
    follow();
    draw();
    tell("touring");
    if (tour && moved) toBottom(); // what a step is about is what came last
    if (begins && left) byId("tour-foot").querySelector("button").focus();
  });
  when("state", () => {
    tour = null; // a line that was lost, or another member, ends a tour
    draw();
  });
  when("message message_gone pending", mark);
  when("went", () => tour && draw());
}

export const touring = () => tour !== null;

/** Starts the tour of an offer; rejects with a sentence where that cannot be. */
export async function startTour(offer) {
  label = offer.label;
  await line.request("tour", { do: "start", offer: offer.tour });
}

const ask = (what) => line.request("tour", { do: what }).catch((error) => tell("notice", error.message));

// The page goes where the tour does, once for each place: whoever goes elsewhere meanwhile is left there.
function follow() {
  if (!tour || tour.place === place) return;
  if (!channel(tour.place)) return void setTimeout(follow, 200); // its thread is being told
  place = tour.place;
  if (world.channel !== place) goTo(place);
}

function draw() {
  const section = byId("tour");
  const held = section.contains(document.activeElement);
  section.hidden = !tour;
  mark();
  if (!tour) return void (held && tell("compose"));
  const title = h(
    "h2",
    {},
    label,
    h("span", { class: "tour-count" }, h("span", { class: "unseen" }, ", step "), `${tour.at} of ${tour.of}`),
  );
  byId("tour-title").replaceChildren(...title.childNodes);
  requestAnimationFrame(explain); // once it is there, so that it is spoken too
  morph(byId("tour-foot"), foot());
  if (held && !section.contains(document.activeElement)) byId("tour-foot").querySelector("button").focus();
}

function explain() {
  const words = byId("tour-words");
  if (tour && words.dataset.of !== tour.words) words.replaceChildren(...marked(tour.words));
  words.dataset.of = tour?.words ?? "";
}

// Labels stand between backticks.
const marked = (words) => words.split("`").map((part, at) => (at % 2 ? h("b", { class: "label" }, part) : part));

function foot() {
  const last = tour.at === tour.of;
  const reading = tour.ready && !tour.waits;
  const on = reading ? (last ? "Done" : "Next") : "Skip";
  return h(
    "div",
    { class: "tour-foot", id: "tour-foot" },
    h(
      "button",
      {
        type: "button",
        class: `button small ${reading ? "style-1" : "style-2"}`,
        data: { key: "on" },
        on: { click: () => ask("go_on") },
      },
      on,
    ),
    way(),
    !tour.ready && h("span", { class: "tour-busy" }, "…"),
    h(
      "button",
      {
        type: "button",
        class: "icon-button tour-end",
        data: { key: "end" },
        "aria-label": "End the tour",
        title: "End the tour",
        on: { click: () => ask("stop") },
      },
      icon("close"),
    ),
  );
}

// What leads to where the step is: back to its room for whoever left it, then to what is to be pressed.
function way() {
  const away = world.channel !== tour.place && channel(tour.place);
  const named = tour.waits && tour.waits !== ANYTHING;
  if (!away && !named) return null;
  return h(
    "button",
    { type: "button", class: "button small style-2", data: { key: "to" }, on: { click: lead } },
    away ? `Back to “${away.name}”` : `Go to “${tour.waits}”`,
  );
}

const lead = () => (world.channel === tour.place ? toControl() : goTo(tour.place));

function wanted() {
  if (!tour?.waits || world.channel !== tour.place) return null;
  const buttons = [...byId("messages").querySelectorAll('button[data-act="press"]')].filter(
    (each) => each.getAttribute("aria-disabled") !== "true",
  );
  if (tour.waits !== ANYTHING) return buttons.findLast((each) => each.textContent.trim() === tour.waits) ?? null;
  const last = buttons.at(-1)?.closest("article");
  return buttons.find((each) => each.closest("article") === last) ?? null;
}

// Drawn once the list is, which follows the same events.
function mark() {
  requestAnimationFrame(() => {
    const control = wanted();
    if (!control) return marking.replaceSync("");
    const of = `article[data-message="${control.closest("article").dataset.message}"]`;
    const which = `[data-custom="${CSS.escape(control.dataset.custom)}"]`;
    const each = tour.waits === ANYTHING ? `${of} .action-row:has(${which}) button` : `${of} ${which}`;
    marking.replaceSync(`${each} { outline: 0.1875rem solid var(--accent-text); outline-offset: 0.125rem; }`);
  });
}

function toControl() {
  const control = wanted();
  if (!control || dialogOpen()) return;
  control.scrollIntoView({ block: "center" });
  control.focus();
}
