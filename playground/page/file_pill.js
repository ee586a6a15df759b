// An option of a command that takes a file.
import { h } from "/page/dom.js";
import { FilePicker } from "/page/files.js";
import { removeButton } from "/page/pill.js";

let made = 0;

/** Stands in a command's form as other pills do. */
export class FilePill {
  constructor(option, form) {
    this.option = option;
    this.form = form;
    this.picked = null; // nothing is picked from a list
    const id = `file-pill-${++made}`;
    this.picker = new FilePicker({
      id,
      describedBy: "composer-trouble",
      required: option.required,
      onChange: () => this.#changed(),
    });
    this.input = this.picker.input;
    this.element = h(
      "div",
      { class: "pill file-pill", data: { option: option.name } },
      h("label", { for: id, title: option.description }, option.name),
      this.picker.element,
      !option.required && removeButton(option, () => form.remove(this)),
    );
    this.input.addEventListener("focus", () => this.suggest());
    this.input.addEventListener("keydown", (event) => this.#key(event));
  }

  get empty() {
    return this.picker.count === 0;
  }

  get value() {
    if (this.picker.problem) return { problem: this.picker.problem };
    const [value] = this.picker.values;
    if (value) return { value };
    return this.option.required ? { problem: `Choose a file for “${this.option.name}” first.` } : { empty: true };
  }

  take(files) {
    this.picker.take(files);
    this.input.focus();
  }

  /** Text is no file. */
  fill() {}

  complain(wrong) {
    this.element.classList.toggle("wrong", wrong);
    this.input.setAttribute("aria-invalid", String(wrong));
  }

  suggest() {
    const { name, description, required } = this.option;
    const kind = h("span", { class: "tray-kind" }, required ? "a file" : "a file, optional");
    const send = this.form.waiting ? "It is sent as soon as the file is there." : "Enter sends it.";
    const note = this.empty ? "Choose a file, or drop one on the message box." : send;
    this.form.tray.show(this.input, { head: [h("b", {}, name), ` ${description} `, kind], items: [], note });
  }

  #changed() {
    if (!this.picker) return; // it is still being made
    this.complain(false);
    this.form.changed();
    if (document.activeElement === this.input) this.suggest();
  }

  // The browser opens its dialog with the space bar; Enter does so while there is no file, and then sends.
  #key(event) {
    if (event.key === "Enter" && !this.empty) this.form.submit();
    else if (event.key === "Escape") this.form.backOut();
    else if (event.key === "Backspace" && !this.empty) this.picker.clear();
    else if (event.key === "Backspace") this.form.remove(this);
    else return;
    event.preventDefault();
  }
}
