// Starts the page: opens the line to the playground and lets each part follow the events.
import { followTroubles } from "/page/banners.js";
import { channelKeys, markRead } from "/page/channels.js";
import { Composer } from "/page/composer.js";
import { followCompany } from "/page/company.js";
import { listenToControls } from "/page/controls.js";
import { dialogOpen } from "/page/dialogs.js";
import { byId } from "/page/dom.js";
import { readyDrawers } from "/page/drawers.js";
import { events } from "/page/events.js";
import { openForm } from "/page/forms.js";
import { followInteractions } from "/page/interactions.js";
import { memberSwitch } from "/page/members.js";
import { followMessages, toBottom } from "/page/messages.js";
import { serverSwitch } from "/page/servers.js";
import { Line } from "/page/socket.js";
import { followLinks } from "/page/places.js";
import { receive, setStatus, tell, when, world } from "/page/state.js";
import { themeSwitch } from "/page/theme.js";
import { threadMenu } from "/page/threads.js";
import { keepTicking } from "/page/time.js";
import { followTours } from "/page/tour.js";
import { greetings } from "/page/welcome.js";

// In session storage, since each tab may be another member, and elsewhere.
const MEMBER = "playground.member";
const PLACE = "playground.channel";

function ofTab(key, value) {
  try {
    if (value) sessionStorage.setItem(key, value);
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

world.channel = ofTab(PLACE);
const line = new Line({
  member: () => world.me ?? ofTab(MEMBER),
  onEvent: receive,
  onStatus: setStatus,
});

followInteractions(line);
followTroubles();
followCompany(line);
followMessages();
markRead(line);
followLinks();
const composer = new Composer(line);
greetings();
followTours(line);
channelKeys();
threadMenu(line);
events(line);
readyDrawers();
serverSwitch();
memberSwitch((id) => line.request("become", { member: id }).catch((error) => tell("notice", error.message)));
themeSwitch(byId("theme"));
listenToControls(line);
keepTicking();

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // going back leaves the page, not the box
  composer.focus();
});
when("modal", (event) => openForm(event, line));
when("state", () => ofTab(MEMBER, world.me));
when("state went", () => ofTab(PLACE, world.channel));
when("use-command", (name) => composer.useCommand(name));
when("compose", () => composer.focus());

// A file that is dropped beside a field for it must not take the page's place.
for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());

// Typing anywhere writes into the message box, as in Discord; Escape comes back to it.
addEventListener("keydown", (event) => {
  if (
    event.defaultPrevented ||
    event.ctrlKey ||
    event.metaKey ||
    event.altKey ||
    dialogOpen() ||
    document.querySelector(".popup")
  )
    return;
  if (event.target.closest("input, textarea, select")) return;
  if (event.key === "Escape") {
    toBottom();
    composer.focus();
  } else if (event.key.length === 1 && event.key !== " ") {
    composer.focus(); // the key itself then lands in it
  }
});

line.open();
