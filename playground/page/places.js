// Addresses of Discord that mean a place of this very server lead there, and not away to the real Discord.
import { channel, goTo, tell, world } from "/page/state.js";

const DIRECT = 1;
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

// Goes to what an address names, an event, channel, thread or message; whether it is of this server. "@me" stands for
// the channels between the bot and a member.
function follow(href) {
  const [, kind, guild, id = world.channels[0]?.id, message] = PLACE.exec(href) ?? [];
  if (guild === "@me" ? channel(id)?.type !== DIRECT : guild !== world.guild.id) return false;
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
  if (kind === "events") tell("open-event", id);
  else if (!channel(id)) tell("notice", "That channel is not here, or not for you to see.");
  else {
    if (id !== world.channel) goTo(id);
    if (message) tell("reach", message);
  }
  return true;
}
