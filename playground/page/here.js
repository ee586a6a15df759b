// What there is where one is: in a server, in a group, or between the bot and oneself.
import { channel, world } from "/page/state.js";

/** Whether the channel in view is in the server that the bot is in. */
export const withBot = () => channel()?.place === "server";

/** The commands that this member may use in the channel in view. */
export const commandsHere = () => world.commands.filter((command) => command.places.includes(channel()?.place));

/** Who is there. Nobody has a role elsewhere than in the server with the bot. */
export function peopleHere() {
  const all = [...world.members.values()];
  if (withBot()) return all;
  const people = channel()?.people;
  const here = people ? all.filter((who) => people.includes(who.id)) : all.filter((who) => !who.bot);
  return here.map((who) => ({ ...who, roles: [], color: null }));
}

export const rolesHere = () => (withBot() ? world.roles : []);

/** The channels of the server in which one is, of some types or of any. */
export function channelsHere(types) {
  const server = channel()?.server;
  const fits = (each) => !types?.length || types.includes(each.type);
  return server ? world.channels.filter((each) => each.server === server && fits(each)) : [];
}
