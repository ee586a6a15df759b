// Which commands fit what was typed after the slash, best first; and when a typed name is a whole command.
const CHAT_INPUT = 1;

/** Slash commands that fit `typed` (without the slash), each with sub-commands found by any word of its name. */
export function fitting(commands, typed) {
  const query = typed.trim().toLowerCase();
  return commands
    .filter((command) => command.type === CHAT_INPUT)
    .map((command) => ({ command, rank: rank(command, query) }))
    .filter(({ rank: found }) => found < NONE)
    .sort((a, b) => a.rank - b.rank || a.command.name.localeCompare(b.command.name))
    .map(({ command }) => command);
}

const NONE = 9;

function rank(command, query) {
  const name = command.name.toLowerCase();
  const words = name.split(" ");
  if (!query || name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (words.some((word) => word.startsWith(query))) return 2;
  if (inOrder(words, query.split(/\s+/))) return 3;
  if (words.some((word) => word[0] === query[0] && scattered(word, query))) return 4;
  if (
    query.length > 2 &&
    command.description
      .toLowerCase()
      .split(/\W+/)
      .some((word) => word.startsWith(query))
  )
    return 5;
  return NONE;
}

// "po cr" fits "poll create".
function inOrder(words, starts) {
  let at = 0;
  for (const word of words) if (at < starts.length && word.startsWith(starts[at])) at += 1;
  return at === starts.length;
}

// "glsry" fits "glossary": every letter occurs, in order.
function scattered(word, query) {
  let at = 0;
  for (const letter of word) if (letter === query[at]) at += 1;
  return at === query.length;
}

/** The command whose full name stands at the start of `text` ("/poll create …"), with what follows it; or null. */
export function typedOut(commands, text) {
  const known = commands.filter(
    (command) => command.type === CHAT_INPUT && text.toLowerCase().startsWith(`/${command.name} `),
  );
  const command = known.sort((a, b) => b.name.length - a.name.length)[0];
  return command ? { command, rest: text.slice(command.name.length + 2).trim() } : null;
}

/** The commands offered in the menu of a message. */
export function messageCommands(commands) {
  return commands.filter((command) => command.type === 3);
}
