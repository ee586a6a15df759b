// Presses on what messages carry: buttons, selects, spoilers, pictures, "More", "Dismiss message".
import { byId } from "/page/dom.js";
import { forgetCommand, useControl } from "/page/interactions.js";
import { reveal } from "/page/markup.js";
import { openMessageMenu } from "/page/message_menu.js";
import { defaultsOf, keepShown, openSelect, valuesShown } from "/page/selects.js";
import { channel, goTo, message, tell } from "/page/state.js";
import { openViewer } from "/page/viewer.js";

/** Listens on the message list for everything in it that can be pressed. */
export function listenToControls(line) {
  const list = byId("messages");
  list.addEventListener("click", (event) => {
    const target = event.target.closest("[data-act]");
    const article = target?.closest("article");
    if (!target || target.getAttribute("aria-disabled") === "true" || target.getAttribute("aria-busy") === "true")
      return;
    ACTS[target.dataset.act]?.({ target, id: article.dataset.message, article, line });
  });
  list.addEventListener("keydown", (event) => {
    if (["Enter", " "].includes(event.key) && event.target.matches("span[data-act]")) {
      event.preventDefault();
      event.target.click();
    }
    if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) menuFor(event);
  });
  list.addEventListener("contextmenu", (event) => {
    const native = event.target.closest("a, img, input, textarea") || String(getSelection());
    if (!native && event.button === 2) menuFor(event, { x: event.clientX, y: event.clientY });
  });
}

function menuFor(event, point) {
  const article = event.target.closest("article[data-message]");
  if (!article) return;
  event.preventDefault();
  openMessageMenu(message(article.dataset.message), point ?? placeOfMenu(article), article);
}

// At the "More" button, or at the top of the view if that has scrolled out of it.
function placeOfMenu(article) {
  const more = article.querySelector('[data-act="more"]');
  const { left, top } = more.getBoundingClientRect();
  const edge = byId("scroller").getBoundingClientRect().top;
  return top >= edge ? more : { x: left, y: edge };
}

const ACTS = {
  press: ({ target, id }) => useControl(id, { custom_id: target.dataset.custom, type: Number(target.dataset.type) }),
  select: ({ target, id }) => {
    const part = partOf(message(id).components, target.dataset.custom);
    openSelect(target, part, valuesShown(id, part), (values) => {
      keepShown(id, part, values.length ? values : defaultsOf(part));
      useControl(id, part, values);
    });
  },
  command: ({ target }) => tell("use-command", target.dataset.name),
  go: ({ target }) => channel(target.dataset.channel) && goTo(target.dataset.channel),
  reveal: ({ target }) => reveal(target),
  uncover: ({ target }) => {
    const covered = target.parentElement;
    covered.classList.add("revealed");
    [...covered.querySelectorAll("button, a, [tabindex]")].find((each) => each !== target)?.focus();
  },
  view: ({ target, article }) =>
    openViewer(
      [...article.querySelectorAll(".picture")].filter((each) => !each.closest(".covered:not(.revealed)")),
      target,
    ),
  more: ({ target, id, article }) => openMessageMenu(message(id), target, article),
  dismiss: ({ id, line }) =>
    line.request("dismiss", { message: id }).then(
      () => document.activeElement === document.body && tell("compose"),
      () => {},
    ),
  forget: ({ target }) => {
    forgetCommand(target.dataset.id);
    tell("compose");
  },
};

function partOf(components, customId) {
  for (const each of components) {
    if (each.custom_id === customId) return each;
    const found = partOf([...(each.components ?? []), ...(each.accessory ? [each.accessory] : [])], customId);
    if (found) return found;
  }
  return null;
}
