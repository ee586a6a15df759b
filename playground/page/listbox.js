// A list of options to pick from, walked by the keys of the control that owns it (ARIA: listbox, active descendant).
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";

let made = 0;

/** Items: {value, label, hint?, lead? (an element), tail?}. */
export class Listbox {
  #owner = null;

  constructor({ label, onPick, multiple = false }) {
    this.id = `list-${++made}`;
    this.items = [];
    this.active = -1;
    this.chosen = new Set();
    this.onPick = onPick;
    this.element = h("ul", {
      id: this.id,
      class: "listbox",
      role: "listbox",
      "aria-label": label,
      "aria-multiselectable": multiple ? "true" : null,
    });
    this.element.addEventListener("pointerdown", (event) => event.preventDefault()); // focus stays with the owner
    this.element.addEventListener("pointermove", (event) =>
      this.#at(event, (index) => index !== this.active && this.to(index, false)),
    );
    this.element.addEventListener("click", (event) => this.#at(event, (index) => this.pick(index)));
  }

  /** The control that has the focus while the list is walked. */
  get owner() {
    return this.#owner;
  }

  set owner(control) {
    if (control === this.#owner) return;
    this.#owner?.removeAttribute("aria-activedescendant");
    this.#owner = control;
    control?.setAttribute("aria-controls", this.id);
    this.to(this.active, false);
  }

  show(items, active = items.length ? 0 : -1) {
    this.items = items;
    this.element.replaceChildren(...items.map((item, index) => this.#row(item, index)));
    this.to(active);
  }

  get current() {
    return this.items[this.active] ?? null;
  }

  move(step) {
    if (this.items.length)
      this.to((this.active + step + this.items.length + (this.active < 0 && step < 0 ? 1 : 0)) % this.items.length);
  }

  to(index, scroll = true) {
    this.active = index;
    for (const row of this.element.querySelectorAll("[role=option]"))
      row.classList.toggle("active", Number(row.dataset.index) === index);
    const row = this.element.querySelector(".active");
    if (scroll) row?.scrollIntoView({ block: "nearest" });
    if (row) this.#owner?.setAttribute("aria-activedescendant", row.id);
    else this.#owner?.removeAttribute("aria-activedescendant");
  }

  pick(index = this.active) {
    const item = this.items[index];
    if (!item) return false;
    this.onPick(item);
    return true;
  }

  choose(values) {
    this.chosen = new Set(values);
    for (const row of this.element.querySelectorAll("[role=option]")) {
      row.setAttribute("aria-selected", String(this.chosen.has(this.items[row.dataset.index].value)));
    }
  }

  #at(event, use) {
    const row = event.target.closest("[role=option]");
    if (row) use(Number(row.dataset.index));
  }

  #row(item, index) {
    return h(
      "li",
      {
        id: `${this.id}-${index}`,
        class: "option",
        role: "option",
        data: { index },
        "aria-selected": String(this.chosen.has(item.value)),
      },
      item.lead && h("span", { class: "option-lead" }, item.lead),
      h(
        "span",
        { class: "option-text" },
        h("span", { class: "option-label" }, item.label),
        item.hint && h("span", { class: "option-hint" }, item.hint),
      ),
      item.tail && h("span", { class: "option-tail" }, item.tail),
      h("span", { class: "option-check" }, icon("check")),
    );
  }
}
