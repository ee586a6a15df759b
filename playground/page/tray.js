// The panel above the message box: what is being filled in, and the list that goes with it.
import { h } from "/page/dom.js";
import { Listbox } from "/page/listbox.js";

const PAGE = 6; // items a PageDown passes over

export class Tray {
  constructor() {
    this.list = new Listbox({ label: "Suggestions", onPick: (item) => this.onPick?.(item) });
    this.head = h("p", { class: "tray-head" });
    this.note = h("p", { class: "tray-note" });
    this.count = h("p", { class: "unseen", role: "status" });
    this.element = h("div", { class: "tray", hidden: true }, this.head, this.list.element, this.note);
    this.onPick = null;
    this.stale = false;
  }

  get open() {
    return !this.element.hidden;
  }

  /** Whether Enter or Tab would take an item of the list. */
  get ready() {
    return this.open && !this.stale && this.list.current !== null;
  }

  /** Shows the tray for `owner`. `items` may be empty; `note` then says why. */
  show(owner, { head, items, note = "", onPick, active }) {
    this.onPick = onPick;
    this.stale = false;
    this.element.hidden = false;
    this.element.classList.remove("stale");
    this.head.replaceChildren(...[head].flat());
    this.note.textContent = note;
    this.note.hidden = !note;
    this.list.element.hidden = items.length === 0;
    this.list.element.setAttribute("aria-label", this.head.textContent);
    this.list.owner = owner;
    this.list.show(items, active);
    expand(owner, items.length > 0);
    const words = items.length === 1 ? "1 suggestion" : `${items.length} suggestions`;
    this.count.textContent = items.length ? words : note;
  }

  /** What stands in the list is outdated until show() is called again. */
  wait() {
    this.stale = true;
    this.element.classList.add("stale");
  }

  hide() {
    this.element.hidden = true;
    expand(this.list.owner, false);
    this.list.owner = null;
    this.list.show([]);
    this.count.textContent = "";
  }

  /** Takes the active item; whether there was one to take. */
  take() {
    return this.ready && this.list.pick();
  }

  /** Arrow keys and the like; whether the key was for the list. */
  walk(event) {
    if (!this.open || !this.list.items.length || event.altKey || event.ctrlKey || event.metaKey) return false;
    const { list } = this;
    const moves = {
      ArrowDown: () => list.move(1),
      ArrowUp: () => list.move(-1),
      PageDown: () => list.to(Math.min(list.active + PAGE, list.items.length - 1)),
      PageUp: () => list.to(Math.max(list.active - PAGE, 0)),
    };
    if (!moves[event.key]) return false;
    moves[event.key]();
    event.preventDefault();
    return true;
  }
}

// Only a combobox says whether its list is open; what the list holds is told beside it for every owner.
function expand(owner, open) {
  if (owner?.getAttribute("role") === "combobox") owner.setAttribute("aria-expanded", String(open));
}
