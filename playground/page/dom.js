// Builds elements, and lets a standing element take on the shape of a fresh one without losing focus.

/**
 * An element. `props`: `class`; `data` → data-*; `on` → listeners; `css` → custom properties; any other name is an
 * attribute (true → empty, false/null → left out). Children that are null or false are left out.
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [type, listener] of Object.entries(value)) element.addEventListener(type, listener);
    else if (name === "data") Object.assign(element.dataset, definedOnly(value));
    else if (name === "css")
      for (const [property, given] of Object.entries(value)) element.style.setProperty(property, given);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function definedOnly(record) {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}

/** An element by id, which the page's HTML promises. */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Lets a press on what has a key in `list` count, though the list is drawn anew before it ends: the browser then makes
 * no click of it.
 */
export function keepPresses(list) {
  let pressed = null;
  const keyed = (target) => target?.closest?.("[data-key]");
  list.addEventListener("pointerdown", ({ target, button }) => (pressed = button === 0 ? keyed(target) : null));
  list.addEventListener("pointerup", ({ clientX, clientY }) => {
    if (!pressed || pressed.isConnected) return;
    const under = keyed(document.elementFromPoint(clientX, clientY));
    if (under?.dataset.key === pressed.dataset.key && list.contains(under)) under.click();
  });
}

/** Makes `standing` look like `fresh`; focus stays on the control that had it; if that is gone, `standing` gets it. */
export function morph(standing, fresh) {
  const held = standing.contains(document.activeElement) ? document.activeElement : null;
  patch(standing, fresh);
  if (!held || document.activeElement === held) return;
  (held.isConnected ? held : standing).focus({ preventScroll: true });
}

function patch(standing, fresh) {
  if (standing.nodeType === Node.TEXT_NODE) {
    if (standing.data !== fresh.data) standing.data = fresh.data;
    return;
  }
  patchAttributes(standing, fresh);
  patchChildren(standing, fresh);
}

function patchAttributes(standing, fresh) {
  if (standing.classList.contains("revealed")) return; // what the reader uncovered stays uncovered
  for (const { name } of [...standing.attributes]) {
    if (!fresh.hasAttribute(name) && !KEPT_ATTRIBUTES.has(name)) standing.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (name === "style")
      standing.style.cssText = value; // the content policy forbids the attribute, not the property
    else if (standing.getAttribute(name) !== value && !(KEPT_ATTRIBUTES.has(name) && standing.hasAttribute(name)))
      standing.setAttribute(name, value);
  }
}

// Set by the page as the reader moves about, so not the drawing's business.
const KEPT_ATTRIBUTES = new Set(["tabindex", "aria-activedescendant", "aria-expanded", "aria-controls"]);

// A child is matched by its key, so that "Next" stays "Next" when "Back" comes before it; else by its place, so that a
// button that is renamed stays the same button.
function patchChildren(standing, fresh) {
  const keyed = new Map([...standing.childNodes].filter(keyOf).map((child) => [keyOf(child), child]));
  const wanted = new Set([...fresh.childNodes].map(keyOf).filter(Boolean));
  let next = standing.firstChild;
  for (const child of [...fresh.childNodes]) {
    const inPlace = next && next.nodeName === child.nodeName && !wanted.has(keyOf(next)) ? next : null;
    const match = keyed.get(keyOf(child)) ?? inPlace;
    keyed.delete(keyOf(child));
    if (!match || match.nodeName !== child.nodeName) {
      standing.insertBefore(child, next);
      continue;
    }
    if (match === next) next = next.nextSibling;
    else standing.insertBefore(match, next);
    patch(match, child);
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

function keyOf(node) {
  return node.dataset?.key ?? "";
}
