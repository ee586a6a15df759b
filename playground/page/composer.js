// The message box: plain text is sent as a message, a slash opens the list of commands and then the command's form.
import { byId } from "/page/dom.js";
import { CommandForm, commandNamed } from "/page/command_form.js";
import { typedOut } from "/page/commands.js";
import { commandsHere } from "/page/here.js";
import { runCommand } from "/page/interactions.js";
import { drawBox, showCommands } from "/page/message_box.js";
import { channel, tell, when, world } from "/page/state.js";
import { barred, THREAD } from "/page/threads.js";
import { Tray } from "/page/tray.js";

const SIGNS = { 1: "@", 3: "" }; // before the name of a channel of that type

export class Composer {
  #line;
  #drafts = new Map(); // "member channel" → {text, form}
  #place = "";
  #sending = false;

  constructor(line) {
    this.#line = line;
    this.tray = new Tray();
    this.form = null;
    this.left = null; // a form backed out of; picked again, it still holds what was filled in
    Object.assign(
      this,
      drawBox(this.tray, () => this.openCommands()),
    ); // text, slot, button, trouble
    this.#listen();
    this.#show();
  }

  /** Says what went wrong, in place; "" takes it back. */
  complain(words) {
    this.trouble.textContent = words;
  }

  focus() {
    if (this.form) this.form.focus();
    else this.text.focus();
  }

  openCommands() {
    if (this.form) this.leave(this.form, "/");
    else if (!this.text.value.startsWith("/")) this.text.value = `/${this.text.value}`;
    this.text.focus();
    this.#suggest();
  }

  pick(command, rest = "") {
    this.form = this.left?.command.name === command.name ? this.left : new CommandForm(command, this);
    this.left = null;
    this.text.value = "";
    this.#show();
    this.form.begin(rest);
    this.form.focus();
  }

  /** Picks a command by its full name, as a mention of it does. */
  useCommand(name) {
    const command = commandNamed(name);
    if (command) this.pick(command);
    else this.complain(`/${name} is not offered to you here.`);
  }

  leave(form, text) {
    if (this.form !== form) return;
    const focused = document.activeElement;
    const elsewhere = focused !== document.body && !byId("composer").contains(focused);
    this.form = null;
    this.left = text ? form : null;
    this.tray.hide();
    this.complain("");
    this.text.value = text;
    this.#show();
    if (!elsewhere) this.text.focus(); // on a slow line, who sent it may be at something else by now
  }

  async ask(form, pill) {
    const { id, name } = form.command;
    const asking = {
      channel: world.channel,
      command: id,
      name,
      options: form.typedSoFar(pill),
      focused: pill.option.name,
    };
    try {
      return { choices: (await this.#line.request("autocomplete", asking)).choices };
    } catch (error) {
      return { choices: [], trouble: error.message };
    }
  }

  send(form, options) {
    return this.#deliver(
      () => runCommand(form.command, options),
      () => this.form === form && this.leave(form, ""),
    );
  }

  async #deliver(request, done) {
    if (this.#sending) return;
    this.#sending = true;
    this.complain("");
    this.tray.hide();
    try {
      await request();
      done();
      tell("bottom");
    } catch (error) {
      this.complain(error.message);
    } finally {
      this.#sending = false;
    }
  }

  #submit() {
    if (this.form) return this.form.submit();
    const text = this.text.value;
    if (!text.trim()) return;
    if (/^\/\S/.test(text))
      return this.complain(
        `No command begins with “${text.split(/\s/)[0]}”. Type / to see them all; with a space before it, it is sent as text.`,
      );
    this.#say(text);
  }

  // The box takes the next words at once; what could not be sent comes back before them.
  async #say(text) {
    const place = this.#place;
    this.complain("");
    this.#write("");
    try {
      await this.#line.request("say", { channel: world.channel, text });
      tell("bottom");
    } catch (error) {
      this.#giveBack(place, text);
      this.complain(error.message);
    }
  }

  #giveBack(place, text) {
    const draft = this.#drafts.get(place);
    const since = place === this.#place ? this.text.value : draft?.text;
    const words = [text, since].filter(Boolean).join("\n");
    if (place === this.#place) this.#write(words);
    else this.#drafts.set(place, { form: null, ...draft, text: words });
  }

  #write(text) {
    this.text.value = text;
    this.#grow();
  }

  #suggest() {
    const text = this.text.value;
    if (this.form || !text.startsWith("/") || text.includes("\n") || document.activeElement !== this.text)
      return this.tray.hide();
    showCommands(this.tray, this.text, (command) => this.pick(command));
  }

  #listen() {
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("input", () => {
      this.complain("");
      this.#grow();
      const typed = typedOut(commandsHere(), this.text.value);
      if (typed) this.pick(typed.command, typed.rest);
      else this.#suggest();
    });
    this.text.addEventListener("focus", () => this.#suggest());
    this.text.addEventListener("keydown", (event) => this.#key(event));
    byId("composer").addEventListener(
      "focusout",
      ({ relatedTarget }) => byId("composer").contains(relatedTarget) || this.tray.hide(),
    );
    this.button.addEventListener("pointerdown", (event) => event.preventDefault());
    when("went state channel", () => this.#moved());
    when("commands state", () => (this.form ? this.form.refresh() : this.#suggest()));
  }

  #key(event) {
    if (event.isComposing || this.tray.walk(event)) return;
    if ((event.key === "Enter" && !event.shiftKey) || (event.key === "Tab" && !event.shiftKey && this.tray.ready)) {
      event.preventDefault();
      if (!this.tray.take() && event.key === "Enter") this.#submit();
    } else if (event.key === "Escape" && this.tray.open) {
      event.preventDefault();
      event.stopPropagation();
      this.tray.hide();
    }
  }

  // Each member's words in each channel are kept apart.
  #moved() {
    const place = `${world.me} ${world.channel}`;
    if (place !== this.#place) {
      if (this.#place) this.#drafts.set(this.#place, { text: this.text.value, form: this.form });
      const draft = this.#drafts.get(place) ?? { text: "", form: null };
      this.#place = place;
      this.form = draft.form;
      this.left = null;
      this.text.value = draft.text;
      this.complain("");
      this.tray.hide();
    }
    this.#show();
  }

  #show() {
    const here = channel();
    const may = here !== null && here.can_send !== false;
    const field = this.form ? this.form.element : this.text;
    if (this.slot.firstElementChild !== field) this.slot.replaceChildren(field);
    this.text.disabled = !may;
    const where = here?.type === THREAD ? "this thread" : `${SIGNS[here?.type] ?? "#"}${here?.name}`;
    const words = may ? `Message ${where}` : here ? barred(here) : "Message";
    this.text.placeholder = may ? `${words} or type /` : words;
    this.text.setAttribute("aria-label", words);
    for (const button of byId("composer").querySelectorAll(".composer-box > button")) button.disabled = !may;
    this.#grow();
  }

  #grow() {
    this.text.style.height = "auto";
    this.text.style.height = `${this.text.scrollHeight}px`;
  }
}
