// Commands and controls on their way to the bot: what is still waited for, and what was never answered.
import { channel, tell, when, world } from "/page/state.js";

const GIVE_UP = 4000; // ms; the bot has three seconds, so by then the platform has spoken

const commands = new Map(); // interaction id → {id, channel, command, state, message, at}
const controls = new Map(); // "message custom_id" → {message, customId, interaction}
const troubles = new Map(); // message id → why its last control got no answer
const presses = new Map(); // message id → when one of its controls was last pressed
let line = null;

/** Follows the events; `through` is the line to the server. */
export function followInteractions(through) {
  line = through;
  when("interaction", follow);
  when("message", ({ message }) => troubles.delete(message.id));
  when("modal", ({ interaction }) => settled(interaction));
  when("state", forgetAll);
  when("message_gone", ({ id }) => troubles.delete(id));
}

/** Sends a command; resolves once the playground has taken it. */
export function runCommand({ id, name }, options) {
  return line.request("command", { channel: world.channel, command: id, name, options });
}

/** Sends a message command for the message `target`. */
export function runOnMessage(command, target) {
  return line.request("context", { channel: world.channel, command: command.id, target });
}

/** Sends a press of a button or a choice in a select. */
export async function useControl(message, { custom_id: customId, type }, values) {
  const key = `${message} ${customId}`;
  if (controls.has(key)) return;
  const control = { message, customId, interaction: null };
  controls.set(key, control);
  troubles.delete(message);
  presses.set(message, Date.now());
  tell("pending", message);
  setTimeout(() => release(control), GIVE_UP);
  try {
    const { interaction } = await line.request("component", {
      message,
      custom_id: customId,
      type,
      ...(values && { values }),
    });
    control.interaction = interaction;
  } catch (error) {
    troubles.set(message, error.message);
    release(control);
  }
}

export function isPending(message, customId) {
  return controls.has(`${message} ${customId}`);
}

export function troubleOf(message) {
  return troubles.get(message) ?? null;
}

/** Whether what happens to a message now is likely to follow from one's own press. */
export function pressedLately(message) {
  return Date.now() - (presses.get(message) ?? 0) < GIVE_UP;
}

/** The commands of the channel in view that have no message of the bot's yet, oldest first. */
export function openCommands() {
  return [...commands.values()].filter((each) => each.channel === world.channel);
}

export function forgetCommand(id) {
  commands.delete(id);
  tell("pending", null);
}

function follow({ id, channel: where, state, command, message }) {
  const control = [...controls.values()].find((each) => each.interaction === id);
  if (state === "sent" && command) commands.set(id, { id, channel: where, command, state, at: Date.now() });
  else if (state !== "failed") settled(id);
  else if (control) {
    troubles.set(control.message, message);
    release(control);
  } else if (channel(where))
    commands.set(id, { id, channel: where, command, state, message, at: commands.get(id)?.at ?? Date.now() });
  tell("pending", control?.message ?? null);
}

function settled(interaction) {
  commands.delete(interaction);
  for (const control of [...controls.values()]) if (control.interaction === interaction) release(control);
  tell("pending", null);
}

function release(control) {
  const key = `${control.message} ${control.customId}`;
  if (controls.get(key) !== control) return;
  controls.delete(key);
  tell("pending", control.message);
}

function forgetAll() {
  commands.clear();
  controls.clear();
  troubles.clear();
}
