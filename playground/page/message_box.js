// What the message box is drawn from, and the list of commands it opens.
import { fitting } from "/page/commands.js";
import { byId, h } from "/page/dom.js";
import { commandsHere } from "/page/here.js";
import { icon } from "/page/icons.js";
import { world } from "/page/state.js";

/** Draws the message box into the page; gives its field for text, the slot around that, the button, the trouble line. */
export function drawBox(tray, onSlash) {
  const text = h("textarea", {
    id: "composer-text",
    class: "composer-text",
    rows: 1,
    "aria-haspopup": "listbox", // not a combobox: ARIA in HTML has none of several lines
    "aria-autocomplete": "list",
    "aria-describedby": "composer-trouble",
    maxlength: 4000,
    enterkeyhint: "send",
    autocomplete: "off",
  });
  const slot = h("div", { class: "composer-slot" }, text);
  const slash = iconButton("slash", { class: "icon-button composer-slash", type: "button", "aria-label": "Commands", title: "Commands (/)" });
  const button = iconButton("send", { type: "submit", "aria-label": "Send", title: "Send (Enter)" });
  const trouble = h("p", { id: "composer-trouble", class: "composer-trouble", role: "alert" });
  slash.addEventListener("click", onSlash);
  byId("composer").append(
    // The slash stands before the text and is reached after it, so that Shift+Tab leads from the text to the messages.
    h("div", { class: "composer-box" }, tray.element, slot, slash, button),
    tray.count, // outside of the tray, so that it is there before it changes
    trouble,
  );
  return { text, slot, button, trouble };
}

function iconButton(name, attributes) {
  return h("button", { class: "icon-button", ...attributes }, icon(name));
}

/** Shows in the tray the commands that fit what stands in `field`; `onPick(command)` gets the one that is taken. */
export function showCommands(tray, field, onPick) {
  const typed = field.value;
  const head = [h("b", {}, world.bot.name), typed.length > 1 ? ` commands for “${typed}”` : " commands"];
  const commands = commandsHere();
  const items = fitting(commands, typed.slice(1)).map((command) => ({
    value: command.name,
    label: `/${command.name}`,
    hint: command.description,
    tail: optionNames(command),
    command,
  }));
  const why = world.commands.length ? "no commands for this place" : "no commands yet";
  const none = commands.length ? "No command fits." : `${world.bot.name} has ${why}.`;
  tray.show(field, { head, items, note: items.length ? "" : none, onPick: (item) => onPick(item.command) });
}

function optionNames(command) {
  return command.options.map((option) => (option.required ? option.name : `${option.name}?`)).join("  ");
}
