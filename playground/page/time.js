// Times in the reader's own language and zone; the relative ones keep ticking, as fast as the playground's clock runs.
import { when } from "/page/state.js";

let told = { now: Date.now(), times: 1, heard: Date.now() }; // what the playground's clock said, and when that came

/** The present moment of the playground, in Unix milliseconds. */
export const now = () => told.now + (Date.now() - told.heard) * told.times;

const locale = navigator.languages ?? navigator.language;
const format = (options) => new Intl.DateTimeFormat(locale, options);

// Discord's timestamp styles.
const STYLES = {
  t: format({ timeStyle: "short" }),
  T: format({ timeStyle: "medium" }),
  d: format({ dateStyle: "short" }),
  D: format({ dateStyle: "long" }),
  f: format({ dateStyle: "long", timeStyle: "short" }),
  F: format({ dateStyle: "full", timeStyle: "short" }),
  s: format({ dateStyle: "short", timeStyle: "short" }),
  S: format({ dateStyle: "short", timeStyle: "medium" }),
};
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
const UNITS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "in 3 hours", "2 days ago". */
export function relatively(date) {
  const seconds = (date.getTime() - now()) / 1000;
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS.at(-1);
  return relative.format(Math.round(seconds / length), unit);
}

/** Fills the <time> elements under `root` that the server marked with a style. */
export function localise(root) {
  for (const element of root.querySelectorAll("time[data-style]")) {
    const date = new Date(element.dateTime);
    if (Number.isNaN(date.getTime())) continue;
    element.title = STYLES.F.format(date);
    element.textContent =
      element.dataset.style === "R" ? relatively(date) : (STYLES[element.dataset.style] ?? STYLES.f).format(date);
  }
}

/** Keeps the relative times of the page true. */
export function keepTicking() {
  when("state clock", ({ clock }) => {
    told = { ...clock, heard: Date.now() };
    tick();
  });
  setInterval(tick, 1000);
}

function tick() {
  for (const element of document.querySelectorAll('time[data-style="R"]')) {
    const text = relatively(new Date(element.dateTime));
    if (element.textContent !== text) element.textContent = text;
  }
}

/** "Friday, 5 June 2026 at 19:00 – 21:00". */
export const span = (from, to) => STYLES.F.formatRange(new Date(from), new Date(to));

/** The time beside an author's name: only the hour today, with the date on other days. */
export function messageTime(ms) {
  const date = new Date(ms);
  return date.toDateString() === new Date(now()).toDateString() ? STYLES.t.format(date) : STYLES.s.format(date);
}

export const hour = (ms) => STYLES.t.format(new Date(ms));
export const day = (ms) => STYLES.D.format(new Date(ms));
export const fully = (ms) => STYLES.F.format(new Date(ms));
