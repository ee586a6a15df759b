// The menu of a message: the bot's commands for messages under "Apps", and copying its text.
import { announce, wordsOf } from "/page/announcer.js";
import { messageCommands } from "/page/commands.js";
import { h } from "/page/dom.js";
import { runOnMessage } from "/page/interactions.js";
import { openPopup } from "/page/popup.js";
import { tell, world } from "/page/state.js";

/** Opens the menu at `anchor` (the "More" button or a point); focus goes back to where it came from. */
export function openMessageMenu(message, anchor, article) {
  if (!message) return;
  const back = article.contains(document.activeElement) ? document.activeElement : article;
  const apps = messageCommands(world.commands).map((command) => item(command.name, () => run(command, message)));
  const copy = item("Copy text", () => copyText(message));
  const element = h(
    "div",
    { class: "menu", role: "menu", "aria-label": "Message" },
    apps.length > 0 &&
      h(
        "div",
        { role: "group", "aria-labelledby": "menu-apps" },
        h("p", { id: "menu-apps", class: "menu-group" }, "Apps"),
        apps,
      ),
    copy,
  );
  anchor.setAttribute?.("aria-expanded", "true");
  article.classList.add("menu-open");
  const close = openPopup(element, anchor, (outside) => {
    anchor.setAttribute?.("aria-expanded", "false");
    article.classList.remove("menu-open");
    if (!outside) back.focus({ preventScroll: true });
  });
  element.addEventListener("keydown", (event) => keys(event, element, close));
  element.addEventListener("click", () => close());
  element.querySelector("[role=menuitem]").focus();
}

function item(label, act) {
  return h(
    "button",
    { type: "button", class: "menu-item", role: "menuitem", tabindex: "-1", on: { click: () => setTimeout(act) } },
    label,
  ); // acts once the menu has closed
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

async function run(command, message) {
  try {
    await runOnMessage(command, message.id);
  } catch (error) {
    tell("notice", error.message);
  }
}

async function copyText(message) {
  try {
    await navigator.clipboard.writeText(message.text || wordsOf(message.components));
    announce("Copied.");
    tell("notice", "Copied.");
  } catch {
    tell("notice", "The browser did not allow copying. Select the text and copy it by hand.");
  }
}
