// What the page knows: the playground as one member sees it, changed by events and told to whoever listens.
const listeners = new Map();
const lastIn = new Map(); // server id → the channel of it that was last in view

export const world = {
  status: "opening", // opening · open · lost · refused
  me: null,
  bot: { id: null, name: "The bot", online: true },
  guild: { id: null, name: "" }, // the server that the bot is in
  servers: [], // that one, and those that it is not in
  server: null, // the id of the one whose channels are listed
  members: new Map(),
  roles: [],
  channels: [],
  commands: [],
  messages: new Map(), // channel id → messages, oldest first
  unread: {}, // channel id → how many messages
  mentions: {}, // the same of those that ping
  events: [],
  problems: [],
  welcome: [],
  company: false, // whether members whom nobody plays act by themselves
  channel: null, // the id of the one in view
  firstUnread: null, // the id of the message above which "New" stands
};

/** Calls `listener(detail)` whenever one of the topics is told. */
export function when(topics, listener) {
  for (const topic of topics.split(" ")) listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function tell(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export function setStatus(status) {
  if (world.status === status) return;
  world.status = status;
  tell("status", status);
}

/** Brings one event of the server into the world. */
export function receive(event) {
  EVENTS[event.op]?.(event);
  tell(event.op, event);
}

const EVENTS = {
  state(event) {
    const { bot, guild, servers, me, roles, channels, commands, unread, mentions, events, problems, welcome, company } = event;
    Object.assign(world, { bot, guild, servers, me, roles, channels, commands, unread, mentions, events, problems, welcome });
    world.company = company;
    world.members = new Map(event.members.map((member) => [member.id, member]));
    world.messages = new Map(Object.entries(event.messages));
    if (!channel(world.channel)) world.channel = firstIn(guild.id);
    noteServer();
    world.firstUnread = firstUnread();
  },
  bot(event) {
    world.bot = { ...world.bot, online: event.online };
  },
  commands(event) {
    world.commands = event.commands;
  },
  channel(event) {
    const at = world.channels.findIndex((each) => each.id === event.channel.id);
    if (at < 0) world.channels.push(event.channel);
    else world.channels[at] = event.channel;
  },
  channel_gone(event) {
    const gone = channel(event.id);
    world.channels = world.channels.filter((each) => each.id !== event.id);
    world.messages.delete(event.id);
    if (world.channel !== event.id || !world.channels.length) return;
    goTo((channel(gone.parent) ?? world.channels[0]).id);
    tell("notice", `“${gone.name}” was deleted.`);
  },
  message({ message }) {
    const list = messagesIn(message.channel);
    const at = list.findIndex((each) => each.id === message.id);
    if (at < 0) list.push(message);
    else list[at] = message;
    world.messages.set(message.channel, list);
  },
  message_gone(event) {
    world.messages.set(
      event.channel,
      messagesIn(event.channel).filter((each) => each.id !== event.id),
    );
  },
  event({ event }) {
    world.events = [...world.events.filter((each) => each.id !== event.id), event];
  },
  event_gone({ id }) {
    world.events = world.events.filter((each) => each.id !== id);
  },
  company(event) {
    world.company = event.on;
  },
  problems(event) {
    world.problems = event.problems;
  },
  unread(event) {
    world.unread = event.unread;
    world.mentions = event.mentions;
  },
};

export function channel(id = world.channel) {
  return world.channels.find((each) => each.id === id) ?? null;
}

export function messagesIn(id) {
  return world.messages.get(id) ?? [];
}

export function message(id) {
  for (const list of world.messages.values()) {
    const found = list.find((each) => each.id === id);
    if (found) return found;
  }
  return null;
}

/** A member, also one who is not known (any more). */
export function member(id) {
  return (
    world.members.get(id) ?? {
      id,
      name: "Someone",
      color: null,
      roles: [],
      bot: false,
      avatar: null,
      initials: "?",
      moderator: false,
      about: "",
    }
  );
}

/** The server whose channels are listed. */
export function server() {
  return world.servers.find((each) => each.id === world.server) ?? world.guild;
}

/** Brings a channel into view. */
export function goTo(id) {
  world.channel = id;
  noteServer();
  world.firstUnread = firstUnread();
  tell("went", id);
}

/** Brings a server into view, where one last was in it. */
export function goToServer(id) {
  const last = lastIn.get(id);
  goTo(last && channel(last) ? last : firstIn(id));
}

/** The id of the first channel of a server; null where there is none to see. */
export function firstIn(id) {
  return world.channels.find((each) => each.server === id && each.type === 0)?.id ?? null;
}

// What is in no server leaves the list of channels as it is.
function noteServer() {
  const of = channel()?.server;
  world.server = of ?? world.server ?? world.guild.id;
  if (of) lastIn.set(of, world.channel);
}

function firstUnread() {
  const count = world.unread[world.channel] ?? 0;
  return count
    ? (messagesIn(world.channel)
        .filter((each) => each.author !== world.me)
        .at(-count)?.id ?? null)
    : null;
}
