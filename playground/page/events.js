// The server's scheduled events: how many there are, in the left column; when, where and what, in a dialog.
import { openDialog } from "/page/dialogs.js";
import { byId, h, keepPresses } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { markup } from "/page/markup.js";
import { changeEvent } from "/page/event_form.js";
import { ask } from "/page/question.js";
import { member, tell, when, world } from "/page/state.js";
import { relatively, span } from "/page/time.js";

let list = null; // the open dialog's list

function drawButton() {
  const count = world.events.length;
  byId("events").replaceChildren(
    icon("calendar"),
    h("span", { class: "channel-words" }, "Events"),
    ...(count ? [h("span", { class: "count quiet" }, `${count}`, h("span", { class: "unseen" }, " planned"))] : []),
  );
}

function drawList(line) {
  if (!list) return;
  const held = document.activeElement;
  const events = [...world.events].sort((one, other) => one.start - other.start);
  if (events.length) list.replaceChildren(...events.map((event) => card(event, line)));
  else list.replaceChildren(h("li", { class: "event-none" }, "No events are planned."));
  if (held === document.activeElement) return;
  const again = held.dataset.key && list.querySelector(`[data-key="${CSS.escape(held.dataset.key)}"]`);
  (again || list.closest("dialog").querySelector(".dialog-close")).focus();
}

function card(event, line) {
  const begins = new Date(event.start);
  const soon = h("time", { datetime: begins.toISOString(), data: { style: "R" } }, relatively(begins));
  return h(
    "li",
    { class: "event", tabindex: "-1", data: { event: event.id } },
    h(
      "p",
      { class: "event-line event-time" },
      icon("calendar"),
      h("span", {}, h("b", {}, span(event.start, event.end)), " ", event.active ? "going on now" : soon),
    ),
    h("h3", {}, event.name),
    h("p", { class: "event-line" }, icon("place"), h("span", {}, event.place)),
    event.description_html && h("div", { class: "markup" }, markup(event.description_html)),
    h("p", { class: "event-by" }, `Planned by ${member(event.creator).name}`),
    h("div", { class: "event-foot" }, interest(event, line), event.can_manage && controls(event, line)),
  );
}

function interest(event, line) {
  const click = () => send(line, event, event.mine ? "indifferent" : "interested");
  const attributes = { "aria-pressed": `${event.mine}`, data: { key: `interested ${event.id}` }, on: { click } };
  return h(
    "button",
    { type: "button", class: `button small ${event.mine ? "style-1" : "style-2"}`, ...attributes },
    event.mine && icon("check"),
    "Interested",
    h("span", { class: "event-count" }, ` ${event.interested}`),
  );
}

function controls(event, line) {
  const words = `“${event.name}” leaves the list for everybody.`;
  const button = (label, key, click) =>
    h(
      "button",
      { type: "button", class: "button small style-2", data: { key: `${key} ${event.id}` }, on: { click } },
      label,
    );
  const asked = (label, action) =>
    button(label, action, () =>
      ask({ title: `${label}?`, words, yes: label, no: "Keep it" }, () => send(line, event, action)),
    );
  return [
    button("Edit event", "edit", () => changeEvent(event, line)),
    !event.active && button("Start event", "start", () => send(line, event, "start")),
    event.active ? asked("End event", "end") : asked("Cancel event", "cancel"),
    asked("Delete event", "delete"),
  ];
}

function send(line, event, action) {
  line.request("event", { event: event.id, do: action }).catch((error) => tell("notice", error.message));
}

function openList(line, wanted) {
  list = h("ul", { class: "events" });
  keepPresses(list);
  openDialog({ title: `Events in ${world.guild.name}`, content: list, onClosed: () => (list = null) });
  drawList(line);
  const found = wanted && list.querySelector(`[data-event="${CSS.escape(wanted)}"]`);
  if (found) found.focus();
  else if (wanted) list.prepend(h("li", { class: "event-none" }, "The event of this link is over, or was called off."));
}

/** Readies the button in the left column; `line` takes what moderators do. */
export function events(line) {
  byId("events").addEventListener("click", () => openList(line));
  when("state event event_gone", () => {
    drawButton();
    drawList(line);
  });
  when("open-event", (id) => openList(line, id));
}
