// Addresses of Discord that mean a place of this very server lead there, and not away to the real Discord.
import { channel, goTo, tell, world } from "/page/state.js";

const PLACE = /^https:\/\/discord\.com\/(events|channels)\/(\d+)\/(\d+)(?:\/(\d+))?$/;

/** Goes to the event, channel, thread or message that an address names; whether it is one of this server's. */
export function follow(href) {
  const [, kind, guild, id, message] = PLACE.exec(href) ?? [];
  if (guild !== world.guild.id) return false;
  if (kind === "events") tell("open-event", id);
  else if (!channel(id)) tell("notice", "That channel is not here, or not for you to see.");
  else {
    if (id !== world.channel) goTo(id);
    if (message) tell("reach", message);
  }
  return true;
}
