// The name of the server whose channels are listed, which opens the list of servers.
import { byId, h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { openPicker } from "/page/picker.js";
import { goToServer, server, when, world } from "/page/state.js";

const unreadIn = (id) => world.channels.some((each) => each.server === id && world.unread[each.id] > 0);

function drawServer() {
  const elsewhere = world.servers.some((each) => each.id !== world.server && unreadIn(each.id));
  byId("guild").replaceChildren(
    h("span", { id: "guild-name", class: "guild-name" }, server().name),
    h("span", { id: "guild-news", class: "guild-news" }, elsewhere && h("span", { class: "unseen" }, "unread elsewhere")),
    icon("down"),
  );
  byId("page-title").textContent = server().name;
}

/** Lets the name open the list of servers. */
export function serverSwitch() {
  const button = byId("guild");
  button.setAttribute("aria-labelledby", "guild-label guild-name guild-news"); // a combobox is not named by what it holds
  button.addEventListener("click", () => {
    const items = world.servers.map(({ id, name }) => ({
      value: id,
      label: name,
      hint: id === world.guild.id ? `with ${world.bot.name}` : `without ${world.bot.name}, which you bring along`,
      tail: id !== world.server && unreadIn(id) && "unread",
    }));
    openPicker(button, {
      label: "Servers",
      items,
      selected: [world.server],
      onDone: ([id]) => id !== world.server && goToServer(id),
    });
  });
}

when("state went unread channel channel_gone", drawServer);
