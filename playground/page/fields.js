// The fields of a form: each drawn from its component, checked in words, and read as Discord's submit data.
import { h } from "/page/dom.js";
import { dropsOn, FilePicker } from "/page/files.js";
import { markup } from "/page/markup.js";
import { defaultsOf, openSelect, selectButton } from "/page/selects.js";

const PARAGRAPH = 2;
let made = 0;

/**
 * One field for `part`: {element, required, data(), empty(), wrong(), dirty(), complain(words)}, or null for a type the
 * page does not know. One for files has arrival() too, which waits for what is on its way.
 * `words`: {label, description} of the Label around it, if there is one.
 */
export function field(part, words) {
  const id = `field-${++made}`;
  const draw = {
    4: textField,
    3: selectField,
    5: selectField,
    6: selectField,
    7: selectField,
    8: selectField,
    19: fileField,
    21: radioField,
    22: checksField,
    23: checkField,
  }[part.type];
  if (!draw) return null;
  const drawn = draw(part, id, words.label);
  const required = part.required !== false && part.type !== 23;
  const { label, description } = words;
  const element = framed(drawn, { id, required, label, description });
  const complain = (problem) => {
    element.querySelector(".field-wrong").textContent = problem;
    element.classList.toggle("wrong", Boolean(problem));
  };
  return { ...drawn, required, element, complain };
}

function framed({ control, after, grouped }, { id, label, description, required }) {
  const title = [
    label,
    required &&
      h(
        "span",
        { class: "needed", title: "Needed" },
        h("span", { "aria-hidden": "true" }, " *"),
        h("span", { class: "unseen" }, " (needed)"),
      ),
  ];
  const note = description && h("p", { id: `${id}-note`, class: "field-note" }, description);
  const wrong = h("p", { id: `${id}-wrong`, class: "field-wrong", role: "alert" });
  const inside = [note, control, after, wrong];
  return grouped
    ? h("fieldset", { class: "field-row" }, h("legend", {}, title), inside)
    : h("div", { class: "field-row" }, h("label", { for: id }, title), inside);
}

const described = (id) => `${id}-note ${id}-wrong`;

function textField(part, id) {
  const long = part.style === PARAGRAPH;
  const control = h(long ? "textarea" : "input", {
    id,
    class: "text-field",
    type: long ? null : "text",
    rows: long ? 4 : null,
    placeholder: part.placeholder,
    "aria-describedby": `${described(id)} ${id}-count`,
    autocomplete: "off",
    "aria-required": part.required !== false ? "true" : null,
  });
  const first = part.value ?? "";
  control.value = first;
  const count = h("p", { id: `${id}-count`, class: "field-count" });
  const length = () => [...control.value].length;
  const tally = () => {
    if (!part.max_length) return;
    count.textContent = `${length()} of ${part.max_length}`;
    count.classList.toggle("over", length() > part.max_length);
  };
  control.addEventListener("input", tally);
  tally();
  return {
    control,
    after: count,
    data: () => ({ type: 4, custom_id: part.custom_id, value: control.value }),
    dirty: () => control.value !== first,
    empty: () => !control.value.trim(),
    wrong: () => lengthTrouble(part, length()),
  };
}

function lengthTrouble({ min_length: min, max_length: max }, length) {
  if (max && length > max) return `${length - max} characters too many; ${max} fit.`;
  if (min && length && length < min) return `At least ${min} characters, please; these are ${length}.`;
  return "";
}

function selectField(part, id, label) {
  let values = defaultsOf(part);
  const control = h("div", { class: "select-holder" });
  const draw = () => {
    const trigger = selectButton(part, values, { label, describedBy: described(id) });
    trigger.id = id;
    trigger.addEventListener("click", open);
    control.replaceChildren(trigger);
    return trigger;
  };
  const open = () =>
    openSelect(control.firstElementChild, part, values, (chosen) => {
      values = chosen;
      draw().focus();
    });
  draw();
  const { min_values: min = 1 } = part;
  return {
    control,
    data: () => ({ type: part.type, custom_id: part.custom_id, values }),
    dirty: () => String(values) !== String(defaultsOf(part)),
    empty: () => !values.length,
    wrong: () => (values.length && values.length < min ? `Choose at least ${min}.` : ""),
  };
}

function fileField(part, id) {
  const { min_values: min = 1, max_values: most = 1, required = true } = part;
  const picker = new FilePicker({ id, most, describedBy: described(id), required });
  const few = () => (picker.count && picker.count < min ? `At least ${min} files, please.` : "");
  dropsOn(picker.element, (files) => picker.take(files));
  return {
    control: picker.element,
    data: () => ({ type: 19, custom_id: part.custom_id, values: picker.values }),
    dirty: () => picker.count > 0,
    empty: () => picker.count === 0,
    wrong: () => picker.problem || few(),
    arrival: () => picker.arrival(),
  };
}

function choice(type, group, option, checked) {
  const id = `field-${++made}`;
  const input = h("input", {
    id,
    type,
    name: group,
    value: option.value,
    "aria-describedby": option.description ? `${id}-hint` : null,
  });
  input.checked = checked;
  return h(
    "div",
    { class: "choice" },
    input,
    h("label", { for: id }, option.label),
    option.description && h("small", { id: `${id}-hint` }, option.description),
  );
}

function choices(type, part, id) {
  const control = h(
    "div",
    { class: "choices" },
    part.options.map((option) => choice(type, id, option, Boolean(option.default))),
  );
  const inputs = [...control.querySelectorAll("input")];
  const values = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const first = String(values());
  return { control, grouped: true, values, dirty: () => String(values()) !== first, empty: () => !values().length };
}

function radioField(part, id) {
  const set = choices("radio", part, id);
  return {
    ...set,
    data: () => ({ type: 21, custom_id: part.custom_id, value: set.values()[0] ?? null }),
    wrong: () => "",
  };
}

function checksField(part, id) {
  const set = choices("checkbox", part, id);
  const { min_values: min = 0, max_values: max = part.options.length } = part;
  const wrong = () =>
    set.values().length > max
      ? `Choose at most ${max}.`
      : set.values().length && set.values().length < min
        ? `Choose at least ${min}.`
        : "";
  return { ...set, data: () => ({ type: 22, custom_id: part.custom_id, values: set.values() }), wrong };
}

function checkField(part, id) {
  const control = h("input", { id, type: "checkbox", class: "lone-check", "aria-describedby": described(id) });
  control.checked = Boolean(part.default);
  return {
    control,
    data: () => ({ type: 23, custom_id: part.custom_id, value: control.checked }),
    dirty: () => control.checked !== Boolean(part.default),
    empty: () => false,
    wrong: () => "",
  };
}

/** A passage of text between fields. */
export function passage(part) {
  return h("div", { class: "markup" }, markup(part.html, part.content));
}
