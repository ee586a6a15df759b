// Places a pop-up beside its anchor in the top layer and closes it when attention goes elsewhere.
const GAP = 6; // px
const AREAS = "dialog, main, nav, aside, body > header";

let closeOpen = null;

/**
 * Shows `element` at `anchor` (an element, or a point {x, y}); `onClose(outside)` hears whether a press elsewhere
 * closed it. Returns the function that closes it. Only one pop-up is open at a time.
 */
export function openPopup(element, anchor, onClose) {
  closeOpen?.(false);
  element.classList.add("popup");
  element.popover = "manual";
  (anchor.closest?.(AREAS) ?? document.body).append(element); // within the area it belongs to, for those who listen
  element.showPopover();
  place(element, anchor);

  const ending = new AbortController();
  const close = (outside = false) => {
    if (ending.signal.aborted) return;
    ending.abort();
    if (closeOpen === close) closeOpen = null;
    element.remove();
    onClose?.(outside);
  };
  closeOpen = close;
  const { signal } = ending;
  const elsewhere = (event) => !element.contains(event.target) && !anchor.contains?.(event.target) && close(true);
  document.addEventListener("pointerdown", elsewhere, { signal, capture: true });
  addEventListener("resize", () => close(true), { signal });
  document.addEventListener("scroll", (event) => !element.contains(event.target) && follow(), {
    signal,
    capture: true,
  });
  const follow = () => (anchor.isConnected === false ? close() : place(element, anchor));
  return close;
}

function place(element, anchor) {
  const box = anchor.getBoundingClientRect?.() ?? {
    left: anchor.x,
    right: anchor.x,
    top: anchor.y,
    bottom: anchor.y,
    width: 0,
  };
  element.style.minWidth = `${Math.min(box.width, innerWidth - 2 * GAP)}px`;
  const below = innerHeight - box.bottom - 2 * GAP;
  const above = box.top - 2 * GAP;
  element.style.maxHeight = "";
  const upwards = element.offsetHeight > below && above > below;
  element.style.maxHeight = `${Math.max(upwards ? above : below, 120)}px`;
  const top = upwards ? box.top - GAP - element.offsetHeight : box.bottom + GAP;
  const left = Math.min(box.left, innerWidth - element.offsetWidth - GAP);
  element.style.top = `${Math.max(GAP, top)}px`;
  element.style.left = `${Math.max(GAP, left)}px`;
}
