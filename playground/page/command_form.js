// A picked command in the message box: its name and a pill for each option, sent when they are filled.
import { h } from "/page/dom.js";
import { FilePill } from "/page/file_pill.js";
import { dropsOn } from "/page/files.js";
import { commandsHere } from "/page/here.js";
import { icon } from "/page/icons.js";
import { Pill } from "/page/pill.js";

const ATTACHMENT = 11;

export class CommandForm {
  /** `box` offers tray, ask(form, pill), send(form), complain(words), leave(form, text). */
  constructor(command, box) {
    this.command = command;
    this.box = box;
    this.tray = box.tray;
    this.waiting = false; // whether it is sent as soon as its files are there
    this.pills = command.options.filter((option) => option.required).map((option) => this.#pill(option));
    this.row = h("div", { class: "pills" });
    const leave = h(
      "button",
      {
        type: "button",
        class: "pill-remove",
        "aria-label": `Leave /${command.name}`,
        title: "Leave this command (Escape)",
        on: { click: () => this.backOut() },
      },
      icon("close"),
    );
    this.name = h(
      "p",
      { class: "command-name", tabindex: "-1", title: command.description },
      `/${command.name}`,
      leave,
    );
    this.element = h(
      "div",
      { class: "command-form", role: "group", "aria-label": `Command ${command.name}` },
      this.name,
      this.row,
    );
    this.element.addEventListener("keydown", (event) => this.#key(event));
    dropsOn(this.element, (files) => this.pills.find((pill) => pill instanceof FilePill)?.take(files));
    this.#draw();
  }

  /** Puts the cursor where there is something to fill. */
  focus() {
    const pill = this.pills.find((each) => each.empty) ?? this.pills.at(-1);
    if (pill) return pill.input.focus();
    this.name.focus();
    this.#explain();
  }

  /** Puts text typed after the command's name into its first option. */
  begin(text) {
    if (!text || !this.command.options.length) return;
    if (!this.pills.length) this.add(this.command.options[0]);
    this.pills[0].fill(text);
  }

  add(option) {
    const pill = this.#pill(option);
    this.pills.push(pill);
    this.#draw();
    pill.input.focus();
  }

  remove(pill) {
    if (pill.option.required)
      return this.pills[0] === pill ? this.backOut() : this.pills[this.pills.indexOf(pill) - 1].input.focus();
    const before = this.pills[this.pills.indexOf(pill) - 1];
    this.pills = this.pills.filter((each) => each !== pill);
    this.changed();
    this.#draw();
    if (before) before.input.focus();
    else this.focus();
  }

  /** To the next required option that is empty; else stays, so that Enter sends. */
  next() {
    const empty = this.pills.find((each) => each.option.required && each.empty);
    if (empty) empty.input.focus();
    else this.tray.hide();
  }

  ask(pill) {
    return this.box.ask(this, pill);
  }

  changed() {
    this.box.complain("");
  }

  /** Looks again for what fits the field in focus. */
  refresh() {
    this.pills.find((pill) => pill.input === document.activeElement)?.suggest();
  }

  backOut() {
    this.box.leave(this, `/${this.command.name}`);
  }

  /** What is filled in so far, for suggestions: problems and empty fields left out, the one in focus as typed. */
  typedSoFar(focused) {
    const read = (pill) => (pill === focused && !pill.picked ? pill.input.value : pill.value.value);
    return Object.fromEntries(
      this.pills.map((pill) => [pill.option.name, read(pill)]).filter(([, value]) => value !== undefined),
    );
  }

  /** Sends it, as soon as its files are there; not if it was left meanwhile. */
  async submit() {
    const coming = this.pills.filter((pill) => pill.picker?.awaited);
    if (!coming.length) return this.#send();
    if (this.waiting) return;
    this.waiting = true;
    this.refresh();
    await Promise.all(coming.map((pill) => pill.picker.arrival()));
    this.waiting = false;
    if (this.box.form !== this) return;
    this.refresh();
    this.#send();
  }

  #send() {
    for (const pill of this.pills) {
      const { problem } = pill.value;
      pill.complain(Boolean(problem));
      if (!problem) continue;
      pill.input.focus();
      return this.box.complain(problem);
    }
    const values = this.pills
      .map((pill) => [pill.option.name, pill.value.value])
      .filter(([, value]) => value !== undefined);
    this.box.send(this, Object.fromEntries(values));
  }

  #pill(option) {
    return option.type === ATTACHMENT ? new FilePill(option, this) : new Pill(option, this);
  }

  #draw() {
    const shown = new Set(this.pills.map((pill) => pill.option.name));
    const more = this.command.options.filter((option) => !shown.has(option.name));
    const adders = more.map((option) =>
      h(
        "button",
        { type: "button", class: "pill-add", title: option.description, on: { click: () => this.add(option) } },
        icon("plus"),
        h("span", { class: "unseen" }, "Add "),
        option.name,
      ),
    );
    this.row.replaceChildren(...this.pills.map((pill) => pill.element), ...adders);
  }

  #explain() {
    const note = this.command.options.length ? "Enter sends it; Tab goes to what may be added." : "Enter sends it.";
    this.tray.show(this.name, {
      head: [h("b", {}, `/${this.command.name}`), ` ${this.command.description}`],
      items: [],
      note,
    });
  }

  // The name itself holds the focus while there is no option to fill.
  #key(event) {
    if (event.target !== this.name) return;
    if (event.key === "Enter") this.submit();
    else if (event.key === "Escape" || event.key === "Backspace") this.backOut();
    else return;
    event.preventDefault();
  }
}

/** The command of that full name that this member may use here and now, or null. */
export function commandNamed(name) {
  return commandsHere().find((command) => command.type === 1 && command.name === name) ?? null;
}
