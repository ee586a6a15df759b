// A picture opened large, with its description in words and the other pictures of the message beside it.
import { openDialog } from "/page/dialogs.js";
import { h } from "/page/dom.js";

/** `openers` are the picture buttons of a message, `opener` the one that was pressed. */
export function openViewer(openers, opener) {
  let at = openers.indexOf(opener);
  const image = h("img", { class: "viewer-picture" });
  const words = h("figcaption", { class: "viewer-words" });
  const place = h("p", { class: "viewer-place", role: "status" });
  const original = h("a", { target: "_blank", rel: "noopener noreferrer" }, "Open original");
  const step = (by) => () => show(at + by);
  const arrows =
    openers.length > 1 &&
    h("div", { class: "viewer-arrows" }, button("Previous", step(-1)), place, button("Next", step(1)));
  const content = h(
    "figure",
    { class: "viewer-figure" },
    image,
    words,
    h("div", { class: "viewer-foot" }, arrows, original),
  );

  function show(index) {
    at = (index + openers.length) % openers.length;
    const small = openers[at].querySelector("img");
    image.src = small.src;
    image.alt = small.alt;
    words.textContent = small.alt;
    original.href = small.src;
    place.textContent = `${at + 1} of ${openers.length}`;
  }

  show(at);
  const { element } = openDialog({ title: "Picture", content, kind: "viewer" });
  element.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(at - 1);
    else if (event.key === "ArrowRight") show(at + 1);
  });
}

function button(label, click) {
  return h("button", { type: "button", class: "button style-2", on: { click } }, label);
}
