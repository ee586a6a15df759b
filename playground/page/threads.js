// Threads: what stands of them in the left column and on the messages they began with, their state, their menu.
import { byId, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { menuItem, openMenu } from "/page/menu.js";
import { ask } from "/page/question.js";
import { channel, member, messagesIn, tell, when, world } from "/page/state.js";
import { fully, messageTime } from "/page/time.js";

export const THREAD = 11;
const MANY = 50; // messages, from which on Discord stops counting

const ADDED = 1;
const REMOVED = 2;
const NAME_CHANGE = 4;
const CREATED = 18;
const STARTER = 21;

/** The threads of a channel, oldest first. */
export function threadsOf(parent) {
  return world.channels.filter((each) => each.type === THREAD && each.parent === parent.id);
}

/** "archived", "locked", "archived and locked", or nothing. */
export function stateOf({ archived, locked }) {
  return [archived && "archived", locked && "locked"].filter(Boolean).join(" and ");
}

/** Whether a message is told by the platform rather than said by its author. */
export function isNotice(message) {
  return [ADDED, REMOVED, NAME_CHANGE, CREATED, STARTER].includes(message.kind);
}

/** The sentence of such a message. */
export function noticeOf(message) {
  const who = h("b", {}, member(message.author).name);
  const name = h("b", {}, message.text);
  const named = h("b", {}, message.named.map((id) => member(id).name).join(", "));
  if (message.kind === ADDED) return [who, " added ", named, " to the thread."];
  if (message.kind === REMOVED) return [who, " removed ", named, " from the thread."];
  if (message.kind === CREATED) return [who, " started a thread: ", name];
  if (message.kind === NAME_CHANGE) return [who, " changed the name of the thread: ", name];
  if (!message.reply_to) return ["The message that this thread began with is gone."];
  const { author, text } = message.reply_to;
  const quoted = text.replace(/[*_~`|]+/g, "").trim() || "a card";
  return [who, " started this thread on a message of ", h("b", {}, member(author).name), `: ${quoted}`];
}

/** The same, to be read out. */
export function noticeText(message) {
  return noticeOf(message)
    .map((each) => each.textContent ?? each)
    .join("");
}

/** When such a message was told. */
export function noticeTime({ timestamp }) {
  const attributes = { class: "when", datetime: new Date(timestamp).toISOString(), title: fully(timestamp) };
  return h("time", attributes, messageTime(timestamp));
}

/** What a message shows of the thread that began with it; nothing once that is gone. */
export function threadCard(message) {
  const thread = message.thread && channel(message.thread);
  if (!thread) return message.kind === CREATED && h("p", { class: "thread-gone" }, "This thread is no longer there.");
  const state = stateOf(thread);
  return h(
    "button",
    { type: "button", class: "thread-card", data: { act: "go", channel: thread.id, key: `thread ${thread.id}` } },
    icon(thread.locked ? "lock" : "thread"),
    h(
      "span",
      {},
      h("b", { class: "thread-name" }, thread.name),
      state && h("span", { class: "thread-state" }, ` ${state}`),
    ),
    h("span", { class: "thread-count" }, `${counted(thread.id)} · See thread`),
  );
}

function counted(id) {
  const count = messagesIn(id).filter((each) => !each.ephemeral && each.kind !== STARTER).length;
  if (count > MANY) return `${MANY}+ messages`;
  return count === 1 ? "1 message" : `${count || "No"} messages`;
}

/** Why a member may not write in a channel. */
export function barred(here) {
  if (here.type !== THREAD || !here.locked) return "You may not write in this channel.";
  return "This thread is locked. Only moderators can write here.";
}

// The head of the room

function drawState() {
  const here = channel();
  const thread = here?.type === THREAD;
  byId("thread-menu").hidden = !thread || !(here.can_manage || here.joined);
  byId("join-bar").hidden = !thread || here.joined || here.archived;
  byId("room-state").textContent = thread ? sentence(here) : "";
}

function sentence(thread) {
  if (thread.archived && thread.locked)
    return "This thread is archived and locked. Only a moderator's message opens it again.";
  if (thread.archived) return "This thread is archived. A message opens it again.";
  return thread.locked ? "This thread is locked. Only moderators can write here." : "";
}

/** Readies the button with a thread's menu and the bar to join by; `line` takes what is chosen. */
export function threadMenu(line) {
  const button = byId("thread-menu");
  const tender = (thread) => (action) =>
    line.request("thread", { channel: thread.id, do: action }).catch((error) => tell("notice", error.message));
  byId("join-thread").addEventListener("click", () => {
    tender(channel())("join");
    tell("compose"); // the bar goes, and the focus must not get lost with it
  });
  button.append(icon("more"));
  button.addEventListener("click", () => {
    const thread = channel();
    const tend = tender(thread);
    const moderation = () => [
      menuItem(thread.archived ? "Open the thread again" : "Archive thread", () =>
        tend(thread.archived ? "unarchive" : "archive"),
      ),
      menuItem(thread.locked ? "Unlock thread" : "Lock thread", () => tend(thread.locked ? "unlock" : "lock")),
      menuItem("Delete thread", () => confirmDeletion(thread, () => tend("delete"))),
    ];
    const content = [
      thread.joined && menuItem("Leave thread", () => tend("leave")),
      ...(thread.can_manage ? moderation() : []),
    ];
    openMenu({ label: "Thread", content, anchor: button, back: button });
  });
  when("state channel channel_gone went", drawState);
}

function confirmDeletion(thread, agreed) {
  const words = `“${thread.name}” is deleted for everybody, with all that was said in it.`;
  ask({ title: "Delete this thread?", words, yes: "Delete thread", no: "Keep it" }, agreed);
}
