// One message as a list row: who, when, in answer to what, and all that it carries.
import { messageCommands } from "/page/commands.js";
import { components } from "/page/components.js";
import { h } from "/page/dom.js";
import { embeds } from "/page/embeds.js";
import { icon } from "/page/icons.js";
import { troubleOf } from "/page/interactions.js";
import { markup } from "/page/markup.js";
import { attachments } from "/page/media.js";
import { avatar, nameOf } from "/page/members.js";
import { member, world } from "/page/state.js";
import { isNotice, noticeOf, noticeText, noticeTime, threadCard } from "/page/threads.js";
import { fully, hour, messageTime } from "/page/time.js";

/** `continued`: the author of the message above goes on, so the head is left out. */
export function messageRow(message, { continued }) {
  if (isNotice(message)) return noticeRow(message);
  const author = member(message.author);
  const pinged = message.pings.includes(world.me) && "pinged";
  const kinds = ["message", pinged, continued && "continued", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return h(
    "li",
    {},
    h(
      "article",
      {
        class: kinds,
        tabindex: "-1",
        data: { message: message.id },
        "aria-label": [author.name, messageTime(message.timestamp), message.ephemeral && "only you can see this"]
          .filter(Boolean)
          .join(", "),
      },
      spine(message),
      continued ? h("span", { class: "gutter-time", "aria-hidden": "true" }, hour(message.timestamp)) : avatar(author),
      h(
        "div",
        { class: "message-body" },
        !continued && head(author, message.timestamp, message.pinned),
        body(message),
        threadCard(message),
        foot(message),
      ),
      tools(message),
    ),
  );
}

// What the platform tells: that a thread began, or has another name.
function noticeRow(message) {
  return h(
    "li",
    {},
    h(
      "article",
      { class: message.pings.includes(world.me) ? "message notice pinged" : "message notice", tabindex: "-1", data: { message: message.id }, "aria-label": noticeText(message) },
      h("span", { class: "notice-icon" }, icon("thread")),
      h(
        "div",
        { class: "message-body" },
        h("p", { class: "notice-words" }, noticeOf(message), " ", noticeTime(message)),
        threadCard(message),
      ),
      tools(message),
    ),
  );
}

export function head(author, timestamp, pinned = false) {
  return h(
    "p",
    { class: "byline" },
    nameOf(author),
    h(
      "time",
      { class: "when", datetime: new Date(timestamp).toISOString(), title: fully(timestamp) },
      messageTime(timestamp),
    ),
    pinned && h("span", { class: "pinned", title: "Pinned" }, icon("pin"), h("span", { class: "unseen" }, "pinned")),
  );
}

function spine({ interaction, reply_to: reply }) {
  if (interaction) return usedLine(interaction.user, interaction.command);
  if (!reply) return null;
  return h(
    "p",
    { class: "spine" },
    icon("reply"),
    h("span", { class: "unseen" }, "In reply to "),
    h("b", {}, member(reply.author).name),
    " ",
    h("span", { class: "spine-text" }, reply.text || "a message"),
  );
}

/** "Sam used /explain", above an answer; commands of a message's menu have no slash. */
export function usedLine(user, command) {
  const who = member(user);
  const shown = messageCommands(world.commands).some((each) => each.name === command) ? command : `/${command}`;
  return h(
    "p",
    { class: "spine" },
    avatar(who, "avatar tiny"),
    h("b", {}, who.name),
    " used ",
    h("span", { class: "command-tag" }, shown),
  );
}

function body(message) {
  if (message.thinking) return thinking(member(message.author).name);
  const edited = message.edited && h("span", { class: "edited", title: `Edited ${fully(message.edited)}` }, "(edited)");
  const text = h("div", { class: "markup content" }, markup(message.html, message.text));
  const wordless = !text.textContent.trim();
  if (edited && !wordless) (text.lastElementChild?.nodeName === "P" ? text.lastElementChild : text).append(" ", edited);
  return [
    !wordless && text,
    embeds(message),
    attachments(message),
    h("div", { class: "components" }, components(message.components, message)),
    wordless && edited,
  ];
}

export function thinking(name) {
  return h(
    "p",
    { class: "thinking" },
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")),
    `${name} is thinking…`,
  );
}

function foot(message) {
  const trouble = troubleOf(message.id);
  return [
    trouble && h("p", { class: "trouble" }, trouble),
    message.ephemeral &&
      h(
        "p",
        { class: "private" },
        icon("eye"),
        "Only you can see this",
        h("span", { "aria-hidden": "true" }, " · "),
        h("button", { type: "button", class: "text-button", data: { act: "dismiss" } }, "Dismiss message"),
      ),
  ];
}

function tools(message) {
  return h(
    "div",
    { class: "tools" },
    h(
      "button",
      {
        type: "button",
        class: "icon-button",
        tabindex: "-1",
        "aria-label": "More actions",
        title: "More",
        "aria-haspopup": "menu",
        data: { act: "more", key: `more ${message.id}` },
      },
      icon("more"),
    ),
  );
}

/** A command that has no answer yet, or got none. */
export function commandRow(command) {
  const failed = command.state === "failed";
  const bot = member(world.bot.id);
  const forget = h(
    "button",
    { type: "button", class: "text-button", data: { act: "forget", id: command.id } },
    "Dismiss message",
  );
  return h(
    "li",
    {},
    h(
      "article",
      {
        class: `message ${failed ? "ephemeral failed" : "sending"}`,
        tabindex: "-1",
        data: { command: command.id },
        "aria-label": `${bot.name}, ${failed ? command.message : "no answer yet"}`,
      },
      command.command && usedLine(world.me, command.command),
      avatar(bot),
      h(
        "div",
        { class: "message-body" },
        head(bot, command.at),
        failed ? h("p", { class: "trouble" }, command.message) : h("p", { class: "thinking" }, "Sending command…"),
        failed &&
          h(
            "p",
            { class: "private" },
            icon("eye"),
            "Only you can see this",
            h("span", { "aria-hidden": "true" }, " · "),
            forget,
          ),
      ),
    ),
  );
}
