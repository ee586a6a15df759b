// Discord's message components as elements: one drawing for each type number.
import { accent } from "/page/colour.js";
import { h } from "/page/dom.js";
import { emoji, icon } from "/page/icons.js";
import { isPending } from "/page/interactions.js";
import { asLink, isWeb, markup } from "/page/markup.js";
import { covered, file, gallery, picture, resolve } from "/page/media.js";
import { selectButton, valuesShown } from "/page/selects.js";

const PREMIUM = 6;
const LINK = 5;

export function components(list, message) {
  return (list ?? []).map((component) => DRAWINGS[component.type]?.(component, message) ?? unknown(component));
}

const DRAWINGS = {
  1: (row, message) => h("div", { class: "action-row" }, components(row.components, message)),
  2: button,
  3: select,
  5: select,
  6: select,
  7: select,
  8: select,
  9: section,
  10: (text) => h("div", { class: "markup" }, markup(text.html, text.content)),
  11: (thumbnail, message) =>
    picture(resolve(thumbnail.media, message), {
      alt: thumbnail.description,
      spoiler: thumbnail.spoiler,
      kind: "thumbnail",
    }),
  12: (set, message) => gallery(set.items, message),
  13: (part, message) =>
    file(
      {
        ...resolve(part.file, message),
        ...(part.name && { name: part.name }),
        ...(part.size !== undefined && { size: part.size }),
      },
      part.spoiler,
    ),
  14: (line) => h(line.divider === false ? "div" : "hr", { class: `separator spacing-${line.spacing ?? 1}` }),
  17: container,
};

function container(box, message) {
  const stripe = accent(box.accent_color);
  const inner = h("div", { class: "container-inner" }, components(box.components, message));
  return h(
    "div",
    { class: stripe ? "container striped" : "container", css: stripe ? { "--stripe": stripe } : {} },
    box.spoiler ? covered(inner) : inner,
  );
}

function section(part, message) {
  return h(
    "div",
    { class: "section" },
    h("div", { class: "section-texts" }, components(part.components, message)),
    h("div", { class: "accessory" }, components([part.accessory], message)),
  );
}

function button(part, message) {
  const words = [emoji(part.emoji), part.label && h("span", {}, part.label)];
  const key = `button ${part.label ?? part.emoji?.name ?? part.custom_id}`;
  const name = part.label ? null : (part.emoji?.name ?? "Button");
  if (part.style === LINK) return linkButton(part, words, key, name);
  const pending = !part.disabled && isPending(message.id, part.custom_id);
  return h(
    "button",
    {
      type: "button",
      class: `button style-${part.style}${pending ? " pending" : ""}`,
      data: { key, act: "press", custom: part.custom_id, type: 2 },
      "aria-label": name,
      "aria-disabled": part.disabled || part.style === PREMIUM ? "true" : null,
      "aria-busy": pending ? "true" : null,
    },
    words,
  );
}

function linkButton(part, words, key, name) {
  if (!isWeb(part.url) || part.disabled)
    return h("span", { class: "button style-5", role: "link", "aria-disabled": "true", data: { key } }, words);
  const { host } = new URL(part.url);
  const link = h(
    "a",
    { class: "button style-5", data: { key }, title: `Opens ${host} in a new tab`, "aria-label": name },
    words,
    icon("open"),
  );
  return asLink(link, part.url);
}

function select(part, message) {
  const pending = isPending(message.id, part.custom_id);
  const element = selectButton(part, valuesShown(message.id, part), { label: part.placeholder || "Make a choice" });
  element.dataset.key = `select ${part.placeholder ?? part.type}`;
  element.dataset.act = "select";
  element.dataset.custom = part.custom_id;
  element.dataset.type = part.type;
  element.classList.toggle("pending", pending);
  if (pending) element.setAttribute("aria-busy", "true");
  return element;
}

function unknown(component) {
  return h("p", { class: "foreign" }, `A part of type ${component.type}, which the playground cannot show.`);
}
