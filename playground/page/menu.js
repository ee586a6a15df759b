// A menu that opens at a control or a point: its entries, its keys, and where the focus goes afterwards.
import { h } from "/page/dom.js";
import { openPopup } from "/page/popup.js";

/** Opens a menu named `label` at `anchor` (an element or a point); focus goes back to `back`, `onClosed()` hears of it. */
export function openMenu({ label, content, anchor, back, onClosed }) {
  const element = h("div", { class: "menu", role: "menu", "aria-label": label }, content);
  anchor.setAttribute?.("aria-expanded", "true");
  const close = openPopup(element, anchor, (outside) => {
    anchor.setAttribute?.("aria-expanded", "false");
    onClosed?.();
    if (!outside) back.focus({ preventScroll: true });
  });
  element.addEventListener("keydown", (event) => keys(event, element, close));
  element.addEventListener("click", () => close());
  element.querySelector("[role=menuitem]").focus();
}

/** An entry; it acts once the menu has closed. */
export function menuItem(label, act) {
  const click = () => setTimeout(act);
  return h("button", { type: "button", class: "menu-item", role: "menuitem", tabindex: "-1", on: { click } }, label);
}

function keys(event, element, close) {
  const items = [...element.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const moves = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 };
  if (event.key in moves) items.at(moves[event.key] % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else if (event.key.length === 1 && event.key !== " ") {
    const rest = [...items.slice(at + 1), ...items];
    rest.find((each) => each.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
