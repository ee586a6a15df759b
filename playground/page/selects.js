// Select menus, in messages and in forms: the button that shows the choice, and the list it opens.
import { h } from "/page/dom.js";
import { channelsHere, peopleHere, rolesHere } from "/page/here.js";
import { emoji, icon } from "/page/icons.js";
import { avatar } from "/page/members.js";
import { openPicker } from "/page/picker.js";
import { when } from "/page/state.js";

const STRING = 3;
const USER = 5;
const ROLE = 6;
const MENTIONABLE = 7;
const CHANNEL = 8;

const kept = new Map(); // "message custom_id" → what the reader chose there last, until the message changes
when("message", ({ message }) =>
  [...kept.keys()].forEach((key) => key.startsWith(`${message.id} `) && kept.delete(key)),
);
when("state", () => kept.clear());

/** The items a select offers. */
export function itemsOf(part) {
  switch (part.type) {
    case STRING:
      return (part.options ?? []).map((each) => ({
        value: each.value,
        label: each.label,
        hint: each.description,
        lead: emoji(each.emoji),
      }));
    case USER:
      return people();
    case ROLE:
      return roles();
    case MENTIONABLE:
      return [...people(), ...roles()];
    case CHANNEL:
      return channels(part.channel_types);
    default:
      return [];
  }
}

const people = () =>
  peopleHere().map((who) => ({
    value: who.id,
    label: who.name,
    hint: who.bot ? "app" : who.about,
    lead: avatar(who, "avatar small"),
  }));
const roles = () => rolesHere().map((role) => ({ value: role.id, label: role.name, hint: "role", lead: icon("at") }));
const channels = (types) =>
  channelsHere(types).map((each) => ({
    value: each.id,
    label: each.name,
    lead: icon(each.type === 11 ? "thread" : "hash"),
  }));

/** The values a select starts with. */
export function defaultsOf(part) {
  if (part.type === STRING) return (part.options ?? []).filter((each) => each.default).map((each) => each.value);
  return (part.default_values ?? []).map((each) => String(each.id));
}

/** The values shown in a message's select: the reader's own last choice, else its defaults. */
export function valuesShown(message, part) {
  return kept.get(`${message} ${part.custom_id}`) ?? defaultsOf(part);
}

export function keepShown(message, part, values) {
  kept.set(`${message} ${part.custom_id}`, values);
}

/** The closed select. `label` names it for assistive technology. */
export function selectButton(part, values, { label, describedBy = null }) {
  const chosen = itemsOf(part).filter((item) => values.includes(item.value));
  const shown = chosen.length
    ? chosen.map((item) => h("span", { class: "select-value" }, item.lead, item.label))
    : h("span", { class: "select-placeholder" }, part.placeholder || "Make a choice");
  return h(
    "button",
    {
      type: "button",
      class: "select",
      role: "combobox",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-describedby": describedBy,
      "aria-label": chosen.length ? `${label}: ${chosen.map((item) => item.label).join(", ")}` : label,
      "aria-disabled": part.disabled ? "true" : null,
    },
    h("span", { class: "select-values" }, shown),
    icon("down"),
  );
}

/** Opens the list of a select; `onDone(values)` gets the choice. */
export function openSelect(trigger, part, values, onDone) {
  const { min_values: min = 1, max_values: max = 1, placeholder } = part;
  openPicker(trigger, {
    label: placeholder || "Choices",
    items: itemsOf(part),
    selected: values,
    min: part.required === false ? 0 : min,
    max,
    onDone,
  });
}
