// Dialogs: titled, modal, closed by Escape or a press outside; the browser keeps the focus in and gives it back.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";

let made = 0;

/**
 * Opens a dialog with `title` and `content`. `mayClose()` may refuse a closing by Escape or outside press;
 * `onClosed()` hears that it is gone. Returns {element, close}.
 */
export function openDialog({ title, content, kind = "", mayClose = () => true, onClosed }) {
  const back = document.activeElement;
  const id = `dialog-${++made}`;
  const closer = h(
    "button",
    { type: "button", class: "icon-button dialog-close", "aria-label": "Close", title: "Close (Escape)" },
    icon("close"),
  );
  const element = h(
    "dialog",
    { class: `dialog ${kind}`, "aria-labelledby": id },
    h("header", { class: "dialog-head" }, h("h2", { id }, title), closer),
    content,
  );
  const ask = () => mayClose() && element.close();
  closer.addEventListener("click", ask);
  element.addEventListener("cancel", (event) => {
    event.preventDefault();
    ask();
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault(); // browsers let a second Escape pass "cancel" by
    ask();
  });
  element.addEventListener("pointerdown", (event) => event.target === element && outside(element, event) && ask());
  element.addEventListener("close", () => {
    element.remove();
    // The browser gave the focus back already; by now it may be somewhere else on purpose.
    if (back?.isConnected && document.activeElement === document.body) back.focus({ preventScroll: true });
    onClosed?.();
  });
  document.body.append(element);
  element.showModal();
  return { element, close: () => element.close() };
}

function outside(element, { clientX: x, clientY: y }) {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return x < left || x > right || y < top || y > bottom;
}

/** Whether a dialog has the page to itself. */
export function dialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}
