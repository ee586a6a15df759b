// What an option of a command accepts: the list it offers, and the value that typed text stands for.
import { channelsHere, peopleHere, rolesHere } from "/page/here.js";

const STRING = 3;
const INTEGER = 4;
const BOOLEAN = 5;
const USER = 6;
const CHANNEL = 7;
const ROLE = 8;
const MENTIONABLE = 9;
const NUMBER = 10;
const ATTACHMENT = 11;

const KINDS = {
  [STRING]: "text",
  [INTEGER]: "a whole number",
  [BOOLEAN]: "yes or no",
  [USER]: "a member",
  [CHANNEL]: "a channel",
  [ROLE]: "a role",
  [MENTIONABLE]: "a member or role",
  [NUMBER]: "a number",
  [ATTACHMENT]: "a file",
};

const people = () =>
  peopleHere().map((who) => ({ value: who.id, name: who.name, hint: who.bot ? "app" : who.about }));
const roles = () => rolesHere().map((role) => ({ value: role.id, name: role.name, hint: "role" }));
const channels = (types) =>
  channelsHere(types).map((each) => ({ value: each.id, name: each.name, hint: "channel" }));

/** The whole list an option offers, or null where anything may be typed. Items: {value, name, hint?}. */
export function listOf(option) {
  if (option.choices?.length) return option.choices;
  switch (option.type) {
    case BOOLEAN:
      return [
        { value: true, name: "True" },
        { value: false, name: "False" },
      ];
    case USER:
      return people();
    case CHANNEL:
      return channels(option.channel_types);
    case ROLE:
      return roles();
    case MENTIONABLE:
      return [...people(), ...roles()];
    default:
      return null;
  }
}

/** The items whose name fits the text: starts of words first, then anything that contains it. */
export function narrow(items, text) {
  const query = text.trim().toLowerCase().replace(/^[@#]/, "");
  const starts = (item) => ` ${item.name.toLowerCase()}`.includes(` ${query}`);
  const fitting = items.filter((item) => item.name.toLowerCase().includes(query));
  return [...fitting.filter(starts), ...fitting.filter((item) => !starts(item))].slice(0, 25);
}

/** What may be filled in, in words: "A whole number from 1 to 10." */
export function inWords(option) {
  const range = (low, high, unit = "") => {
    if (has(low) && has(high)) return ` from ${low} to ${high}${unit}`;
    if (has(low)) return `, at least ${low}${unit}`;
    return has(high) ? `, at most ${high}${unit}` : "";
  };
  if (option.type === INTEGER || option.type === NUMBER)
    return `${KINDS[option.type]}${range(option.min_value, option.max_value)}`;
  if (option.type === STRING && (has(option.min_length) || has(option.max_length)))
    return `text${range(option.min_length || null, option.max_length, " characters")}`;
  return KINDS[option.type] ?? "a value";
}

const has = (bound) => bound !== null && bound !== undefined;

/**
 * The value of what is in an option's field: {value}, {empty: true} or {problem: a sentence}.
 * `picked` is the list item the text came from, if it did.
 */
export function valueOf(option, text, picked) {
  const typed = text.trim();
  if (!picked && !typed) return option.required ? { problem: missing(option) } : { empty: true };
  if (picked) return { value: picked.value };
  const list = listOf(option);
  if (list) {
    const same = list.find((item) => item.name.toLowerCase() === typed.toLowerCase().replace(/^[@#]/, "")) ?? null;
    return same
      ? { value: same.value }
      : { problem: `“${typed}” is not in the list for “${option.name}”. Pick one from it.` };
  }
  if (option.type === INTEGER || option.type === NUMBER) return numberOf(option, typed);
  return lengthOf(option, text);
}

function missing(option) {
  const kind = inWords(option);
  return kind === KINDS[STRING] ? `Fill in “${option.name}” first.` : `Fill in “${option.name}” first: ${kind}.`;
}

function numberOf(option, typed) {
  const number = Number(typed.replace(",", "."));
  const wrong = Number.isNaN(number) || (option.type === INTEGER && !Number.isInteger(number));
  const outside =
    (has(option.min_value) && number < option.min_value) || (has(option.max_value) && number > option.max_value);
  return wrong || outside
    ? { problem: `“${option.name}” takes ${inWords(option)}, not “${typed}”.` }
    : { value: number };
}

function lengthOf(option, text) {
  const length = [...text].length;
  if (has(option.max_length) && length > option.max_length)
    return { problem: `“${option.name}” is ${length} characters long; at most ${option.max_length} fit.` };
  if (has(option.min_length) && length < option.min_length)
    return { problem: `“${option.name}” is ${length} characters long; at least ${option.min_length} are needed.` };
  return { value: text };
}
