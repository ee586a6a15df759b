// The controls and pictures in view that have no name for those who do not see them.
() => {
  const named = (each) =>
    each.getAttribute("aria-label") ||
    each.getAttribute("aria-labelledby") ||
    each.getAttribute("alt") !== null ||
    each.labels?.length ||
    each.textContent.trim();
  return [...document.querySelectorAll("button, a[href], input, textarea, [role=button], [role=option], img, dialog")]
    .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !named(each))
    .map((each) => each.outerHTML.slice(0, 120));
};
