// The left column: the server's channels with their unread marks, threads under their channels, direct messages last.
import { byId, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { channel, goTo, messagesIn, when, world } from "/page/state.js";

const TEXT = 0;
const DIRECT = 1;
const THREAD = 11;

const ICONS = { [TEXT]: "hash", [DIRECT]: "at", [THREAD]: "thread" };

function drawChannels() {
  byId("guild").textContent = world.guild.name;
  const texts = world.channels.filter((each) => each.type === TEXT);
  const directs = world.channels.filter((each) => each.type === DIRECT);
  const held = document.activeElement?.dataset.channel;
  byId("channels").replaceChildren(
    ...[group("Text channels", texts), directs.length ? group("Direct messages", directs) : ""].filter(Boolean),
  );
  if (held)
    byId("channels")
      .querySelector(`[data-channel="${CSS.escape(held)}"]`)
      ?.focus();
  document.title = titleOfPage();
}

function group(title, channels) {
  return h("section", { class: "channel-group" }, h("h2", {}, title), h("ul", {}, channels.map(withThreads)));
}

function withThreads(each) {
  const threads = world.channels.filter(
    (other) => other.type === THREAD && other.parent === each.id && (!other.archived || other.id === world.channel),
  );
  return h(
    "li",
    {},
    channelButton(each),
    threads.length > 0 &&
      h(
        "ul",
        { class: "threads" },
        threads.map((thread) => h("li", {}, channelButton(thread))),
      ),
  );
}

function channelButton(each) {
  const unread = each.id === world.channel ? 0 : (world.unread[each.id] ?? 0);
  return h(
    "button",
    {
      type: "button",
      class: unread ? "channel unread" : "channel",
      data: { channel: each.id },
      "aria-current": each.id === world.channel ? "page" : null,
    },
    icon(each.locked ? "lock" : ICONS[each.type]),
    h("span", { class: "channel-name" }, each.name),
    unread > 0 && h("span", { class: "count" }, `${unread}`, h("span", { class: "unseen" }, " unread")),
  );
}

function titleOfPage() {
  const total = Object.entries(world.unread).reduce((sum, [id, count]) => sum + (id === world.channel ? 0 : count), 0);
  const here = channel();
  const place = here ? `${here.type === TEXT ? "#" : ""}${here.name} · ` : "";
  return `${total ? `(${total}) ` : ""}${place}${world.guild.name}`;
}

function drawHead() {
  const here = channel();
  if (!here) return;
  byId("room-name").replaceChildren(icon(ICONS[here.type]), here.name);
  byId("room-topic").textContent = here.topic ?? "";
  byId("scroller").setAttribute("aria-label", `Messages in ${here.name}`);
}

/** Lets clicks and Alt+arrows go from channel to channel. */
export function channelKeys() {
  byId("channels").addEventListener("click", (event) => {
    const button = event.target.closest("[data-channel]");
    if (button) goTo(button.dataset.channel);
  });
  addEventListener("keydown", (event) => {
    if (
      !event.altKey ||
      !["ArrowUp", "ArrowDown"].includes(event.key) ||
      event.ctrlKey ||
      document.querySelector("dialog[open]")
    )
      return;
    event.preventDefault();
    const buttons = [...byId("channels").querySelectorAll("[data-channel]")].map((button) => button.dataset.channel);
    const step = event.key === "ArrowDown" ? 1 : -1;
    goTo(buttons.at((buttons.indexOf(world.channel) + step) % buttons.length));
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
