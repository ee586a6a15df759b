// Whether the other members take part by themselves: one switch, drawn wherever it is needed.
import { announce } from "/page/announcer.js";
import { h } from "/page/dom.js";
import { tell, when, world } from "/page/state.js";

const WORDS = "Let the others take part";
const HINT = "Members whom nobody plays join, answer, note and vote by themselves.";
let line = null;

/** `through` is the line to the playground. */
export function followCompany(through) {
  line = through;
  when("state company", drawSwitches);
  when("company", () => announce(world.company ? "The others take part." : "The others do nothing by themselves."));
}

/** The switch, kept true from then on. */
export function companySwitch() {
  const control = h(
    "button",
    { type: "button", class: "switch", role: "switch", title: HINT, on: { click: turn } },
    h("span", { class: "switch-track", "aria-hidden": "true" }),
    WORDS,
  );
  control.setAttribute("aria-checked", String(world.company));
  return control;
}

function drawSwitches() {
  for (const each of document.querySelectorAll(".switch")) each.setAttribute("aria-checked", String(world.company));
}

async function turn() {
  try {
    await line.request("company", { on: !world.company });
  } catch (error) {
    tell("notice", error.message);
  }
}
