// One option of a command: its name, the field to fill, and the suggestions that go with it.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { inWords, listOf, narrow, valueOf } from "/page/options.js";

const PAUSE = 120; // ms of quiet before the bot is asked for suggestions
let made = 0;

/** Leaves an option out again. */
export function removeButton({ name }, act) {
  return h(
    "button",
    { type: "button", class: "pill-remove", tabindex: "-1", "aria-label": `Leave out ${name}`, on: { click: act } },
    icon("close"),
  );
}

export class Pill {
  #timer = 0;
  #asked = 0;
  #waiting = false; // for the bot's suggestions
  #hasty = 0; // how often Enter was pressed meanwhile

  /** `form` offers tray, ask(pill) → choices, next(), remove(pill), submit(), backOut(). */
  constructor(option, form) {
    this.option = option;
    this.form = form;
    this.picked = null;
    const id = `pill-${++made}`;
    this.input = h("input", {
      id,
      type: "text",
      class: "pill-input",
      size: 4,
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-required": option.required ? "true" : null,
      "aria-describedby": "composer-trouble",
      inputmode: option.type === 4 || option.type === 10 ? "decimal" : null,
      name: option.name,
    });
    this.element = h(
      "div",
      { class: "pill", data: { option: option.name } },
      h("label", { for: id, title: option.description }, option.name),
      this.input,
      !option.required && removeButton(option, () => form.remove(this)),
    );
    this.input.addEventListener("focus", () => this.suggest());
    this.input.addEventListener("input", () => this.#typed());
    this.input.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("click", (event) => event.target === this.element && this.input.focus());
  }

  get empty() {
    return !this.input.value;
  }

  get value() {
    return valueOf(this.option, this.input.value, this.picked);
  }

  /** Fills the field with a list item or with text. */
  fill(item) {
    this.picked = typeof item === "string" ? null : item;
    this.input.value = typeof item === "string" ? item : item.name;
    this.#fit();
    this.complain(false);
  }

  complain(wrong) {
    this.element.classList.toggle("wrong", wrong);
    this.input.setAttribute("aria-invalid", String(wrong));
  }

  #typed() {
    this.picked = null;
    this.#fit();
    this.complain(false);
    this.form.changed();
    this.suggest();
  }

  #fit() {
    this.input.size = Math.max(4, Math.min(60, [...this.input.value].length + 1));
  }

  /** Shows what fits the text so far; asks the bot where the option is completed by it. */
  suggest() {
    this.#forget();
    const asked = this.#asked;
    if (!this.option.autocomplete)
      return this.#offer(narrow(listOf(this.option) ?? [], this.picked ? "" : this.input.value));
    if (this.form.tray.list.owner === this.input) this.form.tray.wait();
    else this.#offer([], "Looking …");
    this.#waiting = true;
    this.#timer = setTimeout(
      async () => {
        const { choices, trouble } = await this.form.ask(this);
        if (asked !== this.#asked || document.activeElement !== this.input) return;
        this.#waiting = false;
        this.#offer(choices, trouble ?? (choices.length ? "" : "No suggestions. Enter sends it as typed."));
        for (let left = this.#hasty; left > 0 && document.activeElement === this.input; left -= 1) this.#enter();
        this.#hasty = 0;
      },
      this.input.value || this.picked ? PAUSE : 0,
    );
  }

  // An answer that is still on its way is passed over.
  #forget() {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#waiting = false;
    this.#hasty = 0;
  }

  #offer(items, note = "") {
    const { name, description, required } = this.option;
    const list = listOf(this.option);
    const missing = list && !items.length ? `Nothing in the list fits “${this.input.value}”.` : note;
    this.form.tray.show(this.input, {
      head: [
        h("b", {}, name),
        ` ${description} `,
        h("span", { class: "tray-kind" }, `${inWords(this.option)}${required ? "" : ", optional"}`),
      ],
      items: items.map((item) => ({ value: item.value, label: item.name, hint: item.hint, item })),
      note: missing,
      active: this.picked ? items.findIndex((item) => item.value === this.picked.value) : undefined,
      onPick: ({ item }) => {
        this.fill(item);
        this.form.changed();
        this.form.next();
      },
    });
  }

  // Takes the suggestion that is marked; sends if there is none, or if it has been taken already.
  #enter() {
    const { tray } = this.form;
    const taken = this.picked && (this.#waiting || tray.list.current?.value === this.picked.value);
    if (this.#waiting && this.input.value && !taken) this.#hasty += 1;
    else if (taken || !tray.take()) this.form.submit();
  }

  #key(event) {
    const { tray } = this.form;
    if (event.isComposing || tray.walk(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.#enter();
    } else if (event.key === "Tab" && !event.shiftKey && this.input.value && !this.picked && tray.ready) {
      event.preventDefault();
      tray.take();
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.#forget();
      if (tray.open) tray.hide();
      else this.form.backOut();
    } else if (event.key === "Backspace" && !this.input.value) {
      event.preventDefault();
      this.form.remove(this);
    }
  }
}
