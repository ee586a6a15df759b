// The form by which a moderator renames or moves an event: what it is called, when, where and what it is about.
import { openDialog } from "/page/dialogs.js";
import { h } from "/page/dom.js";

const MINUTE = 60_000;

/** Opens the form of an event; `line` takes the change, and what it refuses is said in the form. */
export function changeEvent(event, line) {
  const name = field("Name", h("input", { class: "text-field", id: "event-name", value: event.name }));
  const starts = field("Begins", moment("event-start", event.start, event.active));
  const ends = field("Ends", moment("event-end", event.end));
  const place = field("Place", h("input", { class: "text-field", id: "event-place", value: event.place }));
  const words = h("textarea", { class: "text-field", id: "event-words", rows: "4" }, event.description);
  const description = field("Description", words);
  const trouble = h("p", { class: "form-trouble", role: "alert" });
  const cancel = h("button", { type: "button", class: "button style-2" }, "Cancel");
  const save = h("button", { type: "submit", class: "button style-1" }, "Save");
  const content = h(
    "form",
    { class: "form", novalidate: true },
    [name, starts, ends, place, description].map((each) => each.element),
    trouble,
    h("div", { class: "form-foot" }, cancel, save),
  );
  // The list below was drawn anew meanwhile, so that the button that had the focus is another one by now.
  const onClosed = () => document.querySelector(`[data-key="edit ${CSS.escape(event.id)}"]`)?.focus();
  const dialog = openDialog({ title: "Edit event", content, kind: "form-dialog", onClosed });
  cancel.addEventListener("click", dialog.close);
  content.addEventListener("submit", async (submitted) => {
    submitted.preventDefault();
    const start = chosen(starts.control, event.start);
    const end = chosen(ends.control, event.end);
    if (start === null || end === null) {
      trouble.textContent = "Give a day and a time for both the beginning and the end.";
      return;
    }
    try {
      await line.request("change_event", {
        event: event.id,
        name: name.control.value,
        place: place.control.value,
        description: words.value,
        start,
        end,
      });
      dialog.close();
    } catch (error) {
      trouble.textContent = error.message;
    }
  });
  name.control.focus();
}

function field(title, control) {
  return { control, element: h("div", { class: "field-row" }, h("label", { for: control.id }, title), control) };
}

function moment(id, ms, fixed = false) {
  return h("input", { class: "text-field", type: "datetime-local", id, value: local(ms), disabled: fixed });
}

// The browser's field knows no zone: it is shown, and read, in the reader's own.
function local(ms) {
  return new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
}

// What was left as it stood keeps its seconds, which the field does not show.
function chosen(control, before) {
  if (control.value === local(before)) return before;
  const time = new Date(control.value).getTime();
  return Number.isNaN(time) ? null : time;
}
