// Addresses of Discord that mean a place of this very server lead there, and not away to the real Discord.
import { channel, firstIn, goTo, tell, world } from "/page/state.js";

const PLACE =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/(events|channels)\/(\d+|@me)(?:\/(\d+)(?:\/(\d+))?)?$/;

/** Lets every link of the page that means a place of this server lead there. */
export function followLinks() {
  const onClick = (event) => {
    const link = event.button === 0 && event.target.closest("a[href]");
    if (!link || !follow(link.href)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", onClick, { capture: true });
}

// Goes to what an address names, an event, channel, thread or message; whether it is of a server here. "@me" stands
// for the channels that are in no server.
function follow(href) {
  const [, kind, guild, id = firstIn(guild), message] = PLACE.exec(href) ?? [];
  const known = guild === "@me" ? channel(id)?.server === null : world.servers.some((each) => each.id === guild);
  if (!known) return false;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (kind === "events") tell("open-event", id);
  else if (!channel(id)) tell("notice", "That channel is not here, or not for you to see.");
  else {
    if (id !== world.channel) goTo(id);
    if (message) tell("reach", message);
  }
  return true;
}
