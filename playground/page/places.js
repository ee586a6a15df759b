// Addresses of Discord that mean a place of this very server lead there, and not away to the real Discord.
import { channel, goTo, tell, world } from "/page/state.js";

const PLACE = /^https:\/\/discord\.com\/(events|channels)\/(\d+)(?:\/(\d+)(?:\/(\d+))?)?$/;

/** Goes to what an address names, an event, channel, thread or message; whether it is of this server. */
export function follow(href) {
  const [, kind, guild, id = world.channels[0]?.id, message] = PLACE.exec(href) ?? [];
  if (guild !== world.guild.id) return false;
  if (kind === "events") tell("open-event", id);
  else if (!channel(id)) tell("notice", "That channel is not here, or not for you to see.");
  else {
    if (id !== world.channel) goTo(id);
    if (message) tell("reach", message);
  }
  return true;
}
