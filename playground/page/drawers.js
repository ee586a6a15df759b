// The side columns: beside the room where there is space, drawers over it where there is not.
import { byId } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { when } from "/page/state.js";

const narrow = matchMedia("(max-width: 45em)"); // channels become a drawer
const medium = matchMedia("(max-width: 64em)"); // members become a drawer

const drawers = [
  { panel: byId("side"), button: byId("open-side"), media: narrow, wide: true, glyph: "menu" },
  { panel: byId("members"), button: byId("open-members"), media: medium, wide: true, glyph: "people" },
];

function set(drawer, open, moveFocus = false) {
  const over = drawer.media.matches;
  drawer.open = open;
  if (!over) drawer.wide = open;
  drawer.panel.classList.toggle("closed", !open);
  drawer.button.setAttribute("aria-expanded", String(open));
  const covered = drawers.some((each) => each.open && each.media.matches);
  byId("backdrop").hidden = !covered;
  for (const part of [byId("room"), byId("strip")]) part.inert = covered;
  if (!moveFocus) return;
  if (open && over) {
    drawer.panel.tabIndex = -1;
    drawer.panel.focus();
  } else drawer.button.focus();
}

function closeOver() {
  for (const drawer of drawers) if (drawer.open && drawer.media.matches) set(drawer, false, true);
}

export function readyDrawers() {
  for (const drawer of drawers) {
    drawer.button.append(icon(drawer.glyph));
    drawer.button.addEventListener("click", () => set(drawer, !drawer.open, true));
    const fit = () => set(drawer, drawer.media.matches ? false : drawer.wide);
    drawer.media.addEventListener("change", fit);
    fit();
  }
  byId("backdrop").addEventListener("click", () => closeOver());
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || byId("backdrop").hidden) return;
    event.preventDefault();
    closeOver();
  });
  when("went", () => closeOver());
}
