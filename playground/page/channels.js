// The left column: a server's channels with their unread marks, threads under their channels, direct messages last.
import { byId, h, keepPresses } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { channel, goTo, messagesIn, server, when, world } from "/page/state.js";
import { stateOf, THREAD, threadsOf } from "/page/threads.js";

const TEXT = 0;
const DIRECT = 1;
const GROUP = 3;

const unfolded = new Set(); // the channels whose archived threads are listed

const ICONS = { [TEXT]: "hash", [DIRECT]: "at", [GROUP]: "people", [THREAD]: "thread" };

function drawChannels() {
  const texts = world.channels.filter((each) => each.type === TEXT && each.server === world.server);
  const directs = world.channels.filter((each) => !each.server).sort((one, other) => one.type - other.type);
  byId("side-top").hidden = world.server !== world.guild.id;
  const held = byId("channels").contains(document.activeElement) && document.activeElement.dataset.key;
  byId("channels").replaceChildren(
    ...[group("Text channels", texts), directs.length ? group("Direct messages", directs) : ""].filter(Boolean),
  );
  if (held) byId("channels").querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
  document.title = titleOfPage();
}

function group(title, channels) {
  return h("section", { class: "channel-group" }, h("h2", {}, title), h("ul", {}, channels.map(withThreads)));
}

// Threads that the member takes part in; whatever thread is in view stands with them, archived or not joined.
function withThreads(each) {
  const threads = threadsOf(each).filter((thread) => thread.joined || thread.id === world.channel);
  const archived = threads.filter((thread) => thread.archived && thread.id !== world.channel);
  const active = threads.filter((thread) => !archived.includes(thread));
  return h(
    "li",
    {},
    channelButton(each),
    active.length > 0 && threadList(active),
    archived.length > 0 && fold(each, archived),
  );
}

function threadList(threads) {
  return h(
    "ul",
    { class: "threads" },
    threads.map((thread) => h("li", {}, channelButton(thread))),
  );
}

function fold(each, archived) {
  // Noted at once: the list may be drawn anew before the browser tells that it was unfolded.
  const click = () => (unfolded.has(each.id) ? unfolded.delete(each.id) : unfolded.add(each.id));
  const words = h(
    "summary",
    { data: { key: `fold ${each.id}` }, on: { click } },
    `${archived.length} archived`,
    h("span", { class: "unseen" }, ` in ${each.name}`),
  );
  return h("details", { class: "archived", open: unfolded.has(each.id) }, words, threadList(archived));
}

function channelButton(each) {
  const [unread, pings] = each.id === world.channel ? [0, 0] : [world.unread[each.id], world.mentions[each.id] ?? 0];
  return h(
    "button",
    {
      type: "button",
      class: unread ? "channel unread" : "channel",
      data: { channel: each.id, key: each.id },
      "aria-current": each.id === world.channel ? "page" : null,
    },
    icon(each.locked ? "lock" : ICONS[each.type]),
    h(
      "span",
      { class: "channel-words" },
      h("span", { class: "channel-name" }, each.name),
      stateOf(each) && h("small", { class: "channel-note" }, stateOf(each)),
    ),
    unread > 0 && h("span", { class: "unseen" }, " unread"),
    pings > 0 &&
      h("span", { class: "count" }, `${pings}`, h("span", { class: "unseen" }, pings === 1 ? " mention" : " mentions")),
  );
}

function titleOfPage() {
  const elsewhere = (counts) =>
    Object.entries(counts).reduce((sum, [id, count]) => sum + (id === world.channel ? 0 : count), 0);
  const pings = elsewhere(world.mentions);
  const mark = pings ? `(${pings}) ` : elsewhere(world.unread) ? "• " : "";
  const here = channel();
  const place = here ? `${here.type === TEXT ? "#" : ""}${here.name} · ` : "";
  return `${mark}${place}${here && !here.server ? "Direct messages" : server().name}`;
}

function drawHead() {
  const here = channel();
  if (!here) return;
  byId("room-name").replaceChildren(icon(ICONS[here.type]), h("span", { class: "room-words" }, here.name));
  byId("room-topic").textContent =
    here.type === THREAD ? `A thread in #${channel(here.parent)?.name}` : (here.topic ?? "");
  byId("scroller").setAttribute("aria-label", `Messages in ${here.name}`);
}

/** Lets clicks and Alt+arrows go from channel to channel. */
export function channelKeys() {
  const list = byId("channels");
  const buttonAt = (element) => element?.closest?.("[data-channel]");
  list.addEventListener("click", ({ target }) => buttonAt(target) && goTo(buttonAt(target).dataset.channel));
  keepPresses(list);
  addEventListener("keydown", (event) => {
    if (
      !event.altKey ||
      !["ArrowUp", "ArrowDown"].includes(event.key) ||
      event.ctrlKey ||
      document.querySelector("dialog[open]")
    )
      return;
    event.preventDefault();
    const buttons = byId("channels").querySelectorAll("[data-channel]:not(details:not([open]) *)");
    const places = [...buttons].map((button) => button.dataset.channel);
    const step = event.key === "ArrowDown" ? 1 : -1;
    goTo(places.at((places.indexOf(world.channel) + step) % places.length));
  });
}

/** Tells the server what has been seen: the channel in view, while the page is looked at. */
export function markRead(line) {
  const read = () => {
    if (document.hidden || !world.channel || world.status !== "open") return;
    if (!world.unread[world.channel]) return;
    line.request("read", { channel: world.channel }).catch(() => {}); // the next look tells it again
  };
  when("went state unread", read);
  document.addEventListener("visibilitychange", read);
  when(
    "message",
    ({ message }) => message.channel === world.channel && messagesIn(message.channel).at(-1) === message && read(),
  );
}

when("state channel channel_gone unread went", drawChannels);
when("state channel channel_gone went", drawHead);
