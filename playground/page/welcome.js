// The greeting of a first-time visitor: a few things to try, each one click; it comes back by the "?" button.
import { byId, h } from "/page/dom.js";
import { commandNamed } from "/page/command_form.js";
import { icon } from "/page/icons.js";
import { runCommand } from "/page/interactions.js";
import { tell, when, world } from "/page/state.js";

const KEPT = "playground.greeted";
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

function greeted(value) {
  try {
    if (value) localStorage.setItem(KEPT, value);
    return localStorage.getItem(KEPT) === "yes";
  } catch {
    return false; // without storage every visit is the first
  }
}

/** Readies the greeting and the button that brings it back. */
export function greetings() {
  const section = byId("welcome");
  const button = byId("help");
  const show = (open) => {
    section.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (!open) greeted("yes");
  };
  button.setAttribute("aria-controls", "welcome");
  button.addEventListener("click", () => {
    const opening = section.hidden;
    draw(() => dismiss());
    show(opening);
    if (opening) section.querySelector(".thing")?.focus();
  });
  const dismiss = () => {
    show(false);
    tell("compose");
  };
  section.addEventListener("keydown", (event) => event.key === "Escape" && dismiss());
  when("state", () => draw(dismiss));
  when(
    "state",
    once(() => show(!greeted())),
  );
}

function once(act) {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}

function draw(dismiss) {
  const closer = h(
    "button",
    {
      type: "button",
      class: "icon-button welcome-close",
      "aria-label": "Dismiss this greeting",
      title: "Dismiss",
      on: { click: dismiss },
    },
    icon("close"),
  );
  byId("welcome").replaceChildren(
    h("h2", { id: "welcome-title" }, `Welcome to ${world.guild.name}`),
    closer,
    h(
      "p",
      { class: "welcome-words" },
      `A server of your own, on this computer only. ${world.bot.name} is here as it would be in Discord. `,
      world.welcome.length ? "A few things to try:" : "Type / to see what it can do.",
    ),
    h(
      "ul",
      { class: "things" },
      world.welcome.map((thing) => h("li", {}, thingButton(thing))),
    ),
    h(
      "details",
      { class: "keys" },
      h("summary", {}, "Keys"),
      h(
        "dl",
        {},
        KEYS.map(([key, what]) => h("div", {}, h("dt", {}, h("kbd", {}, key)), h("dd", {}, what))),
      ),
    ),
  );
}

function thingButton(thing) {
  const done = h(
    "span",
    { class: "thing-done", hidden: !tried.has(thing.label) },
    icon("check"),
    h("span", { class: "unseen" }, "tried"),
  );
  const run = async () => {
    const command = commandNamed(thing.command);
    if (!command)
      return tell(
        "notice",
        `${world.bot.name} does not offer /${thing.command} to ${world.members.get(world.me)?.name} here.`,
      );
    try {
      await runCommand(command, thing.options);
      tried.add(thing.label);
      done.hidden = false;
    } catch (error) {
      tell("notice", error.message);
    }
  };
  return h(
    "button",
    { type: "button", class: "thing", on: { click: run } },
    h("b", {}, thing.label),
    h("span", {}, thing.hint),
    done,
  );
}
