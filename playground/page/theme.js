// Dark or light: what the system prefers, until the visitor says otherwise.
import { icon } from "/page/icons.js";

const KEPT = "playground.theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");

function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage may be switched off; the choice then lasts as long as the page
  }
}

function keep(theme) {
  try {
    localStorage.setItem(KEPT, theme);
  } catch {
    // see kept()
  }
}

/** The theme in use: "dark" or "light". */
export function theme() {
  return document.documentElement.dataset.theme || (prefersDark.matches ? "dark" : "light");
}

/** Makes `button` the switch between the two themes. */
export function themeSwitch(button) {
  const label = () => {
    const other = theme() === "dark" ? "light" : "dark";
    button.replaceChildren(icon(other === "light" ? "sun" : "moon"));
    button.title = `Switch to the ${other} theme`;
    button.setAttribute("aria-label", button.title);
  };
  button.addEventListener("click", () => {
    const other = theme() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = other;
    keep(other);
    label();
  });
  prefersDark.addEventListener("change", label);
  label();
}

const chosen = kept();
if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
