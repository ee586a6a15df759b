// The greeting of a first-time visitor: a few things to try, each one click. Once one was tried it shrinks to a strip;
// the "?" button brings all of it back.
import { byId, h } from "/page/dom.js";
import { commandNamed } from "/page/command_form.js";
import { companySwitch } from "/page/company.js";
import { icon } from "/page/icons.js";
import { runCommand } from "/page/interactions.js";
import { member, tell, when, world } from "/page/state.js";
import { startTour, touring } from "/page/tour.js";

const KEPT = "playground.greeted"; // "strip" once something was tried, "yes" once it was dismissed
const KEYS = [
  ["/", "commands of the bot"],
  ["↑ ↓", "through a list; from a message to the next"],
  ["Enter · Tab", "take what is marked"],
  ["Shift+Tab", "from the message box to the newest message"],
  ["Shift+F10", "menu of a message"],
  ["Alt+↑ Alt+↓", "to another channel"],
  ["Escape", "close, or back to the message box"],
];
const tried = new Set();
let shape = "full"; // full · strip · gone

function greeted(value) {
  try {
    if (value) localStorage.setItem(KEPT, value);
    return localStorage.getItem(KEPT);
  } catch {
    return null; // without storage every visit is the first
  }
}

/** Readies the greeting and the button that brings it back. */
export function greetings() {
  const section = byId("welcome");
  const button = byId("help");
  button.setAttribute("aria-controls", "welcome");
  button.addEventListener("click", () => {
    const opening = section.hidden || shape === "strip";
    show(opening ? "full" : "gone");
    if (opening) section.querySelector(".thing")?.focus();
  });
  section.addEventListener("keydown", (event) => event.key === "Escape" && dismiss());
  when("state touring", draw);
  when(
    "state",
    once(() => show({ strip: "strip", yes: "gone" }[greeted()] ?? "full")),
  );
}

function once(act) {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function show(as) {
  shape = as;
  greeted({ strip: "strip", gone: "yes" }[as]);
  draw();
}

function dismiss() {
  show("gone");
  tell("compose");
}

function draw() {
  const section = byId("welcome");
  section.hidden = shape === "gone" || touring();
  section.classList.toggle("is-strip", shape === "strip");
  byId("help").setAttribute("aria-expanded", String(!section.hidden && shape === "full"));
  if (!section.hidden) section.replaceChildren(...(shape === "strip" ? strip() : full()).filter(Boolean));
}

function closer() {
  return h(
    "button",
    {
      type: "button",
      class: "icon-button welcome-close",
      "aria-label": "Dismiss this greeting",
      title: "Dismiss; “?” brings it back",
      on: { click: dismiss },
    },
    icon("close"),
  );
}

function full() {
  const offers = world.welcome.filter((each) => !each.more);
  const more = world.welcome.filter((each) => each.more);
  return [
    h("h2", { id: "welcome-title" }, `Welcome to ${world.guild.name}`),
    closer(),
    h(
      "p",
      { class: "welcome-words" },
      h(
        "span",
        { class: "wide-only" },
        `A server of your own, on this computer only. ${world.bot.name} is here as it would be in Discord. `,
      ),
      `You are ${member(world.me).name}; your name, at the top, makes you somebody else. `,
      offers.length ? null : "Type / to see what there is.",
    ),
    list("things", offers),
    h(
      "div",
      { class: "welcome-foot" },
      companySwitch(),
      more.length > 0 && h("details", { class: "more" }, h("summary", {}, "More to try"), list("things small", more)),
      keys(),
    ),
  ];
}

function strip() {
  return [
    h("h2", { id: "welcome-title" }, "Try"),
    list(
      "things",
      world.welcome.filter((each) => !each.more),
    ),
    closer(),
  ];
}

function list(className, things) {
  return (
    things.length > 0 &&
    h(
      "ul",
      { class: className },
      things.map((thing) => h("li", {}, thingButton(thing))),
    )
  );
}

function keys() {
  return h(
    "details",
    { class: "keys" },
    h("summary", {}, "Keys"),
    h(
      "dl",
      {},
      KEYS.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))),
    ),
  );
}

function thingButton(thing) {
  const done =
    tried.has(thing.label) &&
    h("span", { class: "thing-done" }, icon("check"), h("span", { class: "unseen" }, "tried"));
  return h(
    "button",
    { type: "button", class: "thing", data: { key: thing.label }, on: { click: () => take(thing) } },
    h("b", {}, inShort(thing)),
    thing.hint && h("span", { class: "thing-hint" }, thing.hint),
    done,
  );
}

// On a strip of a phone's width the label ends where its short form does.
function inShort({ label, short }) {
  return short ? [short, h("span", { class: "rest" }, label.slice(short.length))] : label;
}

async function take(thing) {
  try {
    if (thing.tour === undefined) await look(thing);
    else await startTour(thing);
  } catch (error) {
    return tell("notice", error.message);
  }
  tried.add(thing.label);
  const held = byId("welcome").contains(document.activeElement);
  if (shape === "full") show("strip");
  else draw();
  if (held && !touring()) again(thing.label)?.focus();
}

const again = (label) => [...byId("welcome").querySelectorAll(".thing")].find((each) => each.dataset.key === label);

async function look(thing) {
  const command = commandNamed(thing.command);
  if (!command)
    throw new Error(`${world.bot.name} does not offer /${thing.command} to ${member(world.me).name} here.`);
  await runCommand(command, thing.options);
}
