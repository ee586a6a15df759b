// Calm words across the top of the room: connection lost, bot offline, problems of the bot's files, short notices.
import { announce } from "/page/announcer.js";
import { byId, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { when, world } from "/page/state.js";

const NOTICE = 6000; // ms that a notice stays
const PATIENCE = 600; // ms a line may be lost before it is worth a word

let notice = "";
let noticeTimer = 0;
let lost = false;
let lostTimer = 0;
let dismissed = "";

function draw() {
  byId("banners").replaceChildren(...[connection(), problems(), notice && banner("notice", notice)].filter(Boolean));
  drawBotState(world.bot.online && !lost && world.me !== null);
}

function drawBotState(online) {
  const state = byId("bot-state");
  state.className = `bot-state ${online ? "online" : "offline"}`;
  const words = world.me && !lost ? `${world.bot.name} is ${online ? "online" : "offline"}` : "Not connected";
  if (state.textContent !== words) state.replaceChildren(h("span", { class: "bot-state-words" }, words));
}

function connection() {
  if (world.status === "refused")
    return banner(
      "stop",
      "This address is not the playground's any more. Open the one it printed when it started.",
    );
  if (lost)
    return banner("lost", "The playground is not answering. This page comes back by itself; what you typed stays.");
  if (world.me && !world.bot.online)
    return banner("lost", `${world.bot.name} is not connected. Its commands work again when it is back.`);
  return null;
}

function problems() {
  const words = world.problems.join("\n");
  if (!words || words === dismissed) return null;
  const close = () => {
    dismissed = words;
    draw();
  };
  const count = world.problems.length === 1 ? "1 problem was found" : `${world.problems.length} problems were found`;
  const open = byId("banners").querySelector("details")?.open; // for who is reading them
  return h(
    "div",
    { class: "banner problems" },
    h(
      "details",
      { open },
      h("summary", {}, `${count} in what the bot reads`),
      h(
        "ul",
        {},
        world.problems.map((each) => h("li", {}, each)),
      ),
    ),
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Dismiss the problems", on: { click: close } },
      icon("close"),
    ),
  );
}

function banner(kind, words) {
  return h("p", { class: `banner ${kind}` }, words);
}

function say(words) {
  notice = words;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => say(""), NOTICE);
  if (words) announce(words);
  draw();
}

export function followTroubles() {
  drawBotState(false);
  when("status", (status) => {
    clearTimeout(lostTimer);
    if (status === "lost") lostTimer = setTimeout(() => setLost(true), PATIENCE);
    else setLost(false);
  });
  when("state bot problems", draw);
  when("notice", say);
}

function setLost(now) {
  if (lost && !now) announce("The playground is back.");
  lost = now;
  if (lost) announce("The playground is not answering. What you typed stays.");
  draw();
}
