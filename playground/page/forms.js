// Forms the bot opens (Discord's modals): a dialog that keeps what was written until the playground has taken it.
import { openDialog } from "/page/dialogs.js";
import { h } from "/page/dom.js";
import { field, passage } from "/page/fields.js";
import { world } from "/page/state.js";

const ROW = 1;
const TEXT = 10;
const LABEL = 18;

/** Opens the form of an interaction; `line` takes its submission. */
export function openForm({ interaction, modal }, line) {
  const parts = modal.components.map(drawn);
  const fields = parts.map((part) => part.field).filter(Boolean);
  const trouble = h("p", { class: "form-trouble", role: "alert" });
  const discard = discardQuestion(() => dialog.close());
  const send = h("button", { type: "submit", class: "button style-1" }, "Submit");
  const cancel = h(
    "button",
    { type: "button", class: "button style-2", on: { click: () => mayClose() && dialog.close() } },
    "Cancel",
  );
  const content = h(
    "form",
    { class: "form", novalidate: true },
    h("p", { class: "form-from" }, `This form goes to ${world.bot.name}.`),
    parts.map((part) => part.element),
    trouble,
    h("div", { class: "form-foot" }, discard, cancel, send),
  );
  const mayClose = () => {
    if (!fields.some((each) => each.dirty())) return true;
    discard.hidden = false;
    discard.querySelector("button").focus();
    return false;
  };
  content.addEventListener("input", (event) =>
    fields.find((each) => each.element.contains(event.target))?.complain(""),
  );
  content.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    send.setAttribute("aria-busy", "true");
    trouble.textContent = "";
    try {
      await Promise.all(fields.map((each) => each.arrival?.())); // it is meant to be sent with its files
      const leaving = !content.isConnected || !discard.hidden;
      if (leaving || !complete(fields)) return;
      await line.request("modal", {
        interaction,
        custom_id: modal.custom_id,
        components: parts.map((part) => part.data()),
      });
      dialog.close();
    } catch (error) {
      trouble.textContent = error.message;
    } finally {
      send.removeAttribute("aria-busy");
    }
  });
  const dialog = openDialog({ title: modal.title, content, kind: "form-dialog", mayClose });
  focusOn(fields[0]);
}

function drawn(part) {
  const id = part.id === undefined ? {} : { id: part.id };
  if (part.type === TEXT) return { element: passage(part), data: () => ({ type: TEXT, ...id }) };
  const inner = part.type === LABEL ? part.component : part.components?.[0];
  const made = inner && field(inner, part.type === LABEL ? part : { label: inner.label });
  if (!made)
    return {
      element: h(
        "p",
        { class: "foreign" },
        `A field of type ${inner?.type ?? part.type}, which the playground cannot show.`,
      ),
      data: () => ({ type: part.type, ...id }),
    };
  const value = () => ({ ...(inner.id !== undefined && { id: inner.id }), ...made.data() });
  const data =
    part.type === ROW
      ? () => ({ type: ROW, ...id, components: [value()] })
      : () => ({ type: LABEL, ...id, component: value() });
  return { element: made.element, field: made, data };
}

// Every problem is shown at its field; the first of them gets the focus.
function complete(fields) {
  let first = null;
  for (const each of fields) {
    const problem = each.required && each.empty() ? "This is needed." : each.wrong();
    each.complain(problem);
    if (problem) first ??= each;
  }
  if (first) focusOn(first);
  return first === null;
}

function focusOn(one) {
  one?.element.querySelector("input, textarea, button")?.focus();
}

function discardQuestion(leave) {
  const keep = h("button", { type: "button", class: "button style-2" }, "Keep writing");
  const drop = h("button", { type: "button", class: "button style-4", on: { click: leave } }, "Discard");
  const question = h(
    "div",
    { class: "discard", role: "alert", hidden: true },
    h("p", {}, "What you wrote would be lost."),
    keep,
    drop,
  );
  keep.addEventListener("click", () => {
    question.hidden = true;
    question.closest("form").querySelector("input, textarea, .select")?.focus();
  });
  return question;
}
