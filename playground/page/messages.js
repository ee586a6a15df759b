// The message list: rows are drawn once, changed in place, and the view stays where the reader put it.
import { byId, h, morph } from "/page/dom.js";
import { announce, spoken } from "/page/announcer.js";
import { openCommands, pressedLately } from "/page/interactions.js";
import { commandRow, messageRow } from "/page/message.js";
import { channel, messagesIn, tell, when, world } from "/page/state.js";
import { isNotice, noticeText, THREAD } from "/page/threads.js";
import { day } from "/page/time.js";

const TOGETHER = 7 * 60_000; // ms within which an author's messages stand under one head
const ARRIVING = 1500; // ms in which a new message takes its final size
const MARGIN = 16; // px above a message whose beginning is shown
const BOTTOM = 48; // px from the end that still count as being there

const ALL = "all";
const THINKING = "thinking";
const ANSWERED = "answered";

const rows = new Map(); // key → list row, of the channel in view
let place = ""; // whose view of which channel is drawn
let atBottom = true;
let arrival = null; // {id, until} of a message that has just come
let top = 0; // how far the list was scrolled when last heard of or set
let missed = 0;
let known = new Map(); // message id → THINKING or ANSWERED, of all channels

/** Brings the rows up to date; `changed` is the id of the message whose drawing is outdated, ALL, or null for none. */
function draw(changed) {
  const list = byId("messages");
  const parts = [
    ...opening(),
    ...dialogue(changed),
    ...openCommands().map((each) => [`command ${each.id} ${each.state}`, () => commandRow(each)]),
  ];
  const wanted = new Set(parts.map(([key]) => key));
  for (const [key, row] of rows) if (!wanted.has(key)) drop(key, row);
  let next = list.firstElementChild;
  for (const [key, make, outdated] of parts) {
    const row = rows.get(key) ?? make();
    if (rows.has(key) && outdated) morph(row.firstElementChild, make().firstElementChild);
    rows.set(key, row);
    if (row === next) next = next.nextElementSibling;
    else list.insertBefore(row, next);
  }
  keepTabStop();
}

function drop(key, row) {
  const held = row.contains(document.activeElement);
  row.remove();
  rows.delete(key);
  if (held) tell("compose"); // the focus must not get lost with what had it
}

function opening() {
  const here = channel();
  if (!here) return [];
  const title = here.server ? `Welcome to ${here.type === THREAD ? "" : "#"}${here.name}` : here.name;
  return [
    [
      `start ${here.id}`,
      () =>
        h(
          "li",
          { class: "beginning" },
          h("p", { class: "beginning-title" }, title),
          h("p", {}, beginning(here)),
        ),
    ],
  ];
}

function beginning({ type, place }) {
  const bot = world.bot.name;
  if (place === "direct") return `This is where you and ${bot} talk. Nobody else sees it.`;
  const begins = `This is where the ${type === THREAD ? "thread" : type === 0 ? "channel" : "group"} begins.`;
  if (place === "server") return begins;
  return `${begins} ${bot} is not in it. You have it installed for yourself, so it can answer you here, and do nothing else.`;
}

function dialogue(changed) {
  const parts = [];
  let before = null;
  for (const message of messagesIn(world.channel)) {
    const date = day(message.timestamp);
    if (!before || day(before.timestamp) !== date)
      parts.push([`day ${date}`, () => h("li", { class: "divider" }, h("span", {}, date))]);
    if (message.id === world.firstUnread)
      parts.push(["new", () => h("li", { class: "divider new" }, h("span", {}, "New"))]);
    const continued = goesOn(before, message) && parts.at(-1)[0].startsWith("message");
    parts.push([
      `message ${message.id} ${continued}`,
      () => messageRow(message, { continued }),
      changed === ALL || message.id === changed,
    ]);
    before = message;
  }
  return parts;
}

function goesOn(before, message) {
  return (
    before !== null &&
    before.author === message.author &&
    before.ephemeral === message.ephemeral &&
    !isNotice(before) &&
    !isNotice(message) &&
    !message.interaction &&
    !message.reply_to &&
    message.timestamp - before.timestamp < TOGETHER
  );
}

// After a reconnection the same view is brought up to date; another member's or channel's view is a new one.
function enter() {
  const here = `${world.me} ${world.channel}`;
  if (here === place) return draw(ALL);
  place = here;
  rows.clear();
  byId("messages").replaceChildren();
  draw(null);
  toBottom();
}

export function toBottom() {
  const scroller = byId("scroller");
  arrival = null;
  scroller.scrollTop = scroller.scrollHeight;
  top = scroller.scrollTop; // a reader may go up before the list's own scrolling is heard of
  caughtUp();
}

function caughtUp() {
  atBottom = true;
  missed = 0;
  byId("new-pill").hidden = true;
}

function arrived(message) {
  const old = known.get(message.id);
  known.set(message.id, message.thinking ? THINKING : ANSWERED);
  if (message.channel !== world.channel) return channel(message.channel)?.parent === world.channel && draw(ALL);
  draw(message.id);
  if (old !== ANSWERED) arrival = { id: message.id, until: Date.now() + ARRIVING };
  if (!old && message.author === world.me) toBottom();
  else if (!old && !atBottom) {
    missed += 1;
    byId("new-pill").hidden = false;
    byId("new-pill").textContent = missed === 1 ? "1 new message" : `${missed} new messages`;
  }
  const awaited = !old || old === THINKING || pressedLately(message.id);
  if (message.author !== world.me && !message.thinking && awaited)
    announce(isNotice(message) ? noticeText(message) : spoken(message, old !== ANSWERED));
}

// Whoever is at the end stays there; only of a new message too tall for the view the beginning is shown, not the end.
function follow() {
  if (!atBottom) return;
  const scroller = byId("scroller");
  const article =
    arrival &&
    Date.now() < arrival.until &&
    byId("messages").querySelector(`[data-message="${CSS.escape(arrival.id)}"]`);
  if (!article || article.offsetHeight <= scroller.clientHeight) return toBottom();
  scroller.scrollTop = article.offsetTop - scroller.offsetTop - MARGIN;
  top = scroller.scrollTop;
}

function reach(id) {
  const article = byId("messages").querySelector(`[data-message="${CSS.escape(id)}"]`);
  if (!article) return tell("notice", "That message is not here any more.");
  article.scrollIntoView({ block: "center" });
  article.focus({ preventScroll: true, focusVisible: true });
}

// Exactly one message can be reached by Tab, the newest unless another has the focus; arrow keys go from there.
function keepTabStop() {
  const articles = byId("messages").querySelectorAll("article");
  const current = byId("messages").querySelector("article:focus-within") ?? articles[articles.length - 1];
  for (const article of articles) {
    const tabindex = article === current ? "0" : "-1";
    article.setAttribute("tabindex", tabindex);
    article.querySelector('[data-act="more"]')?.setAttribute("tabindex", tabindex);
  }
}

function walk(event) {
  const article = event.target.closest("article");
  const on = event.target === article || event.target.dataset.act === "more"; // else the keys are the control's own
  if (!article || !on || !["ArrowUp", "ArrowDown"].includes(event.key) || event.altKey) return;
  const articles = [...byId("messages").querySelectorAll("article")];
  articles[articles.indexOf(article) + (event.key === "ArrowUp" ? -1 : 1)]?.focus();
  event.preventDefault();
}

export function followMessages() {
  const scroller = byId("scroller");
  scroller.addEventListener("scroll", () => {
    const left = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    if (left < BOTTOM) caughtUp();
    else if (scroller.scrollTop < top) atBottom = false; // only going up leaves the end; new rows below do not
    top = scroller.scrollTop;
  });
  const grown = new ResizeObserver(follow);
  grown.observe(byId("messages"));
  grown.observe(scroller);
  byId("messages").addEventListener("focusin", keepTabStop);
  byId("messages").addEventListener("keydown", walk);
  byId("new-pill").addEventListener("click", () => {
    toBottom();
    tell("compose");
  });
  when(
    "state",
    () =>
      (known = new Map(
        [...world.messages.values()].flat().map((each) => [each.id, each.thinking ? THINKING : ANSWERED]),
      )),
  );
  when("state went", enter);
  when("bottom", toBottom);
  when("reach", reach);
  when("message", ({ message }) => arrived(message));
  when("message_gone", ({ channel: where }) => draw(where === world.channel ? null : ALL)); // a thread's card counts
  when("channel channel_gone", () => draw(ALL));
  when("pending", draw);
}
