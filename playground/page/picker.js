// A pop-up list under a button: one choice or several between a minimum and a maximum (ARIA select-only combobox).
import { h } from "/page/dom.js";
import { Listbox } from "/page/listbox.js";
import { openPopup } from "/page/popup.js";

let open = null;

/**
 * Opens the list at `trigger`. `onDone(values)` is called once with the choice; Escape calls nothing.
 * With several, a press outside takes the choice if it is allowed and has changed, as Discord does.
 */
export function openPicker(trigger, { label, items, selected = [], min = 1, max = 1, onDone }) {
  if (open?.trigger === trigger) return open.close();
  const several = max > 1;
  const chosen = new Set(selected);
  const list = new Listbox({ label, multiple: several, onPick: (item) => toggle(item.value) });
  const note = h("span", { class: "picker-note", role: "status" });
  const done = h("button", { type: "button", class: "button style-1 small", tabindex: "-1" }, "Done");
  const element = h(
    "div",
    { class: "picker" },
    list.element,
    !items.length && h("p", { class: "picker-none" }, "There is nothing to choose from here."),
    several &&
      h(
        "div",
        { class: "picker-foot" },
        h("span", { class: "picker-words" }, note, h("small", {}, "Enter marks, Tab when done")),
        done,
      ),
  );

  const keys = new AbortController();
  const close = openPopup(element, trigger, (outside) => {
    keys.abort();
    open = null;
    list.owner = null;
    trigger.setAttribute("aria-expanded", "false");
    trigger.removeAttribute("aria-activedescendant");
    if (outside && several && allowed() && changed()) onDone([...chosen]);
  });
  open = { trigger, close };
  const finish = (values) => {
    close();
    onDone(values);
  };
  const allowed = () => chosen.size >= min && chosen.size <= max;
  const changed = () => chosen.size !== selected.length || selected.some((value) => !chosen.has(value));

  function toggle(value) {
    if (!several) return finish(min === 0 && chosen.has(value) ? [] : [value]);
    if (chosen.has(value)) chosen.delete(value);
    else if (chosen.size < max) chosen.add(value);
    show();
  }

  function show() {
    list.choose(chosen);
    const wanted = min === max ? `choose ${max}` : min ? `choose ${min} to ${max}` : `up to ${max}`;
    note.textContent = `${chosen.size} chosen · ${wanted}`;
    done.setAttribute("aria-disabled", String(!allowed()));
  }

  done.addEventListener("pointerdown", (event) => event.preventDefault());
  done.addEventListener("click", () => allowed() && finish([...chosen]));
  trigger.setAttribute("role", "combobox");
  trigger.setAttribute("aria-haspopup", "listbox");
  trigger.setAttribute("aria-expanded", "true");
  list.owner = trigger;
  list.show(
    items,
    Math.max(
      0,
      items.findIndex((item) => chosen.has(item.value)),
    ),
  );
  show();
  walk(trigger, list, { signal: keys.signal, close, several, done });
}

function walk(trigger, list, { signal, close, several, done }) {
  let typed = "";
  let typedAt = 0;
  const find = (key) => {
    typed = Date.now() - typedAt > 700 ? key : typed + key;
    typedAt = Date.now();
    const at = list.items.findIndex((item) => item.label.toLowerCase().startsWith(typed.toLowerCase()));
    if (at >= 0) list.to(at);
  };
  const MOVES = {
    ArrowDown: () => list.move(1),
    ArrowUp: () => list.move(-1),
    Home: () => list.to(0),
    End: () => list.to(list.items.length - 1),
  };
  trigger.addEventListener(
    "blur",
    () => setTimeout(() => trigger.isConnected && document.activeElement !== trigger && close(true)),
    { signal },
  );
  trigger.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Tab") return several ? done.click() : close();
      if (MOVES[event.key]) MOVES[event.key]();
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" || (event.key === " " && Date.now() - typedAt > 700)) {
        // or the key would press the button as well
        trigger.addEventListener("keyup", (up) => up.preventDefault(), { once: true });
        list.pick();
      } else if (event.key.length === 1) find(event.key);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    { signal },
  );
}
