// Says aloud to screen readers what sighted readers see happen.
import { byId } from "/page/dom.js";
import { member } from "/page/state.js";

const LONGEST = 240; // characters read out of a message before the listener goes to it
const FORGOTTEN = 5000; // ms after which the words are taken away, so that nobody comes upon them later
let timer = 0;

/** Has `words` spoken when the reader is done speaking. */
export function announce(words) {
  clearTimeout(timer);
  byId("announcer").textContent = "";
  timer = setTimeout(() => {
    byId("announcer").textContent = words; // an emptied region is noticed as changed
    timer = setTimeout(() => (byId("announcer").textContent = ""), FORGOTTEN);
  }, 100);
}

/** A message as one hears it. */
export function spoken(message, isNew) {
  const text = (
    message.text ||
    wordsOf(message.components) ||
    message.embeds.map((each) => each.title ?? each.description).join(". ") ||
    "sent something"
  ).replace(/[*_`#>|]+/g, "");
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text;
  const how = message.ephemeral ? "privately to you" : isNew ? "" : "changed";
  return `${member(message.author).name}${how ? `, ${how}` : ""}: ${short}`;
}

/** All the plain text of components, in order. */
export function wordsOf(components) {
  return (components ?? [])
    .map((each) => [each.content, wordsOf(each.components)].filter(Boolean).join("\n"))
    .filter(Boolean)
    .join("\n");
}
