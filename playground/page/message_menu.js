// The menu of a message: the bot's commands for messages under "Apps", and copying its text.
import { announce, wordsOf } from "/page/announcer.js";
import { messageCommands } from "/page/commands.js";
import { h } from "/page/dom.js";
import { commandsHere } from "/page/here.js";
import { runOnMessage } from "/page/interactions.js";
import { menuItem, openMenu } from "/page/menu.js";
import { tell } from "/page/state.js";

/** Opens the menu at `anchor` (the "More" button or a point); focus goes back to where it came from. */
export function openMessageMenu(message, anchor, article) {
  if (!message) return;
  const back = article.contains(document.activeElement) ? document.activeElement : article;
  const apps = messageCommands(commandsHere()).map((command) => menuItem(command.name, () => run(command, message)));
  const content = [
    apps.length > 0 &&
      h(
        "div",
        { role: "group", "aria-labelledby": "menu-apps" },
        h("p", { id: "menu-apps", class: "menu-group" }, "Apps"),
        apps,
      ),
    menuItem("Copy text", () => copyText(message)),
  ];
  article.classList.add("menu-open");
  openMenu({ label: "Message", content, anchor, back, onClosed: () => article.classList.remove("menu-open") });
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
