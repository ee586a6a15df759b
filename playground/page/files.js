// Choosing files, by the browser's own dialog or by dropping them: each goes to the playground at once and gets an id.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { bytes } from "/page/media.js";

const LARGEST = 10 * 1024 * 1024; // bytes
const UNREACHABLE = "The playground cannot be reached right now. Choose the file again in a moment.";

async function upload(file) {
  if (file.size > LARGEST) throw new Error(`This has ${bytes(file.size)}; a file has at most 10 MiB.`);
  const headers = { "Playground-File": encodeURIComponent(file.name) };
  const answer = await fetch("/play/files", { method: "POST", headers, body: file }).catch(() => null);
  const told = await answer?.json().catch(() => null);
  if (!answer?.ok) throw new Error(told?.message ?? UNREACHABLE);
  return told.id;
}

/** A field for up to `most` files; `onChange()` hears whenever one is chosen, has arrived or is taken away. */
export class FilePicker {
  #chosen = []; // {name, size, id once it has arrived, problem if it has not}
  #waiting = []; // whoever is told of the next change

  constructor({ id, most = 1, describedBy, required, onChange = () => {} }) {
    this.most = most;
    this.onChange = onChange;
    this.input = h("input", {
      id,
      type: "file",
      class: "unseen",
      multiple: most > 1,
      "aria-describedby": describedBy,
      "aria-required": required ? "true" : null,
    });
    this.list = h("ul", { class: "chosen", "aria-live": "polite" });
    this.opener = h("label", { for: id, class: "button small style-2" });
    this.element = h("div", { class: "file-picker" }, this.list, this.input, this.opener);
    this.input.addEventListener("change", () => {
      this.take(this.input.files);
      this.input.value = ""; // or the same file could not be chosen again
    });
    this.#draw();
  }

  get count() {
    return this.#chosen.length;
  }

  /** The ids of what has arrived. */
  get values() {
    return this.#chosen.map((each) => each.id).filter(Boolean);
  }

  /** Whether something is still on its way. */
  get awaited() {
    return this.#chosen.some((each) => !each.id && !each.problem);
  }

  /** Waits until nothing is on its way any more: it has arrived, was not taken, or was taken away. */
  async arrival() {
    while (this.awaited) await new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Why it cannot be sent as it is; "" if it can. */
  get problem() {
    const missing = this.#chosen.find((each) => !each.id);
    if (!missing) return "";
    return `“${missing.name}” ${missing.problem ? "was not taken. Choose another, or take it away." : "is still on its way."}`;
  }

  /** Takes files as far as there is room; one alone replaces the one before. */
  take(files) {
    if (this.most === 1) this.#chosen = [];
    for (const file of [...files].slice(0, this.most - this.#chosen.length)) this.#add(file);
  }

  clear() {
    this.#chosen = [];
    this.#draw();
  }

  async #add(file) {
    const entry = { name: file.name, size: file.size, id: null, problem: "" };
    this.#chosen.push(entry);
    this.#draw();
    try {
      entry.id = await upload(file);
    } catch (error) {
      entry.problem = error.message;
    }
    this.#draw();
  }

  #draw() {
    this.list.replaceChildren(...this.#chosen.map((entry) => this.#row(entry)));
    const one = this.count ? "Choose another" : "Choose a file";
    this.opener.textContent = this.most === 1 ? one : "Choose files";
    this.opener.hidden = this.most > 1 && this.count >= this.most;
    for (const resolve of this.#waiting.splice(0)) resolve();
    this.onChange();
  }

  #row(entry) {
    const drop = () => {
      this.#chosen = this.#chosen.filter((each) => each !== entry);
      this.#draw();
      this.input.focus();
    };
    const state = entry.problem || (entry.id ? bytes(entry.size) : "on its way …");
    return h(
      "li",
      { class: entry.problem ? "failed" : null },
      icon("file"),
      h("span", { class: "chosen-words" }, h("b", {}, entry.name), h("small", {}, state)),
      h(
        "button",
        { type: "button", class: "pill-remove", "aria-label": `Take away ${entry.name}`, on: { click: drop } },
        icon("close"),
      ),
    );
  }
}

/** Lets files be dropped on `zone`; `take(files)` gets them. */
export function dropsOn(zone, take) {
  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.toggle("dropping", event.type === "dragover");
    if (event.type === "drop") take(event.dataTransfer.files);
  };
  for (const type of ["dragover", "drop"]) zone.addEventListener(type, over);
  zone.addEventListener("dragleave", () => zone.classList.remove("dropping"));
}
