// The one place where HTML rendered by the server enters the page: only known elements and attributes pass.
import { localise } from "/page/time.js";

const ELEMENTS = new Set(
  "A B BLOCKQUOTE BR CODE DEL DIV EM H1 H2 H3 H4 I LI OL P PRE S SMALL SPAN STRONG SUB TIME U UL".split(" "),
);
const ATTRIBUTES = new Set([
  "class",
  "datetime",
  "title",
  "start",
  "data-style",
  "data-user",
  "data-role",
  "data-channel",
  "data-command",
  "data-name",
]);
const PAGE_LEVEL = 2; // of the headings below which those of messages stand

/** Rendered HTML as a fragment; plain `text` where there is none. */
export function markup(html, text = "") {
  const fragment = document.createDocumentFragment();
  if (html === undefined || html === null) {
    if (text) fragment.append(text);
    return fragment;
  }
  const parsed = new DOMParser().parseFromString(html, "text/html");
  const levels = lowered(parsed.body);
  fragment.append(...[...parsed.body.childNodes].flatMap((each) => admitted(each, levels)));
  localise(fragment);
  return fragment;
}

// The headings of a message by level, without a gap whichever of them its author took: they took them for their size.
function lowered(body) {
  const headings = [...body.querySelectorAll("h1, h2, h3")];
  const sizes = [...new Set(headings.map((each) => each.nodeName))].sort();
  const levels = new Map();
  let last = PAGE_LEVEL;
  for (const each of headings) {
    last = Math.min(PAGE_LEVEL + 1 + sizes.indexOf(each.nodeName), last + 1);
    levels.set(each, last);
  }
  return levels;
}

function admitted(node, levels) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const children = [...node.childNodes].flatMap((each) => admitted(each, levels));
  if (!ELEMENTS.has(node.nodeName)) return children;
  const element = document.createElement(levels.has(node) ? `H${levels.get(node)}` : node.nodeName);
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) element.setAttribute(name, value);
  if (levels.has(node)) element.classList.add(`heading-${node.nodeName[1]}`);
  if (node.nodeName === "A") asLink(element, node.getAttribute("href") ?? "");
  if (element.classList.contains("spoiler")) asSpoiler(element);
  if (element.dataset.channel && node.textContent !== "#unknown") asButton(element, "go", `Go to ${node.textContent}`);
  if (element.dataset.command) asButton(element, "command", `Use ${node.textContent}`);
  element.append(...children);
  return [element];
}

/** Makes `element` a link that opens beside the page, if the address is a web address. */
export function asLink(element, href) {
  if (!isWeb(href)) return element;
  element.href = href;
  element.target = "_blank";
  element.rel = "noopener noreferrer";
  return element;
}

export function isWeb(href) {
  return /^https?:\/\//i.test(href ?? "") && URL.canParse(href);
}

/** Whether an address is the playground's own. */
export function isOurs(href) {
  return /^\/[^/\\]/.test(href ?? "");
}

function asSpoiler(element) {
  asButton(element, "reveal", "Spoiler, hidden. Press to show it.");
}

// Such elements are pressed by mouse or key like a button.
function asButton(element, act, label) {
  element.dataset.act = act;
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", label);
}

/** Uncovers what asSpoiler covered. */
export function reveal(element) {
  element.classList.add("revealed");
  for (const name of ["data-act", "role", "aria-label"]) element.removeAttribute(name);
  element.tabIndex = -1;
}
