// A question before something that cannot be taken back.
import { openDialog } from "/page/dialogs.js";
import { h } from "/page/dom.js";

/** Asks; `agreed()` is called if the answer is `yes`, nothing if it is `no` or the dialog is closed. */
export function ask({ title, words, yes, no }, agreed) {
  const keep = h("button", { type: "button", class: "button style-2" }, no);
  const go = h("button", { type: "button", class: "button style-4" }, yes);
  const content = h("div", { class: "question" }, h("p", {}, words), h("div", { class: "form-foot" }, keep, go));
  const { close } = openDialog({ title, content });
  keep.addEventListener("click", close);
  go.addEventListener("click", () => {
    close();
    agreed();
  });
  keep.focus();
}
