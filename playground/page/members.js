// The right column: who is here, by role; and the switch between the members one may be.
import { byId, h } from "/page/dom.js";
import { roleColours } from "/page/colour.js";
import { companySwitch } from "/page/company.js";
import { peopleHere, withBot } from "/page/here.js";
import { icon } from "/page/icons.js";
import { isOurs } from "/page/markup.js";
import { openPicker } from "/page/picker.js";
import { member, when, world } from "/page/state.js";

const TINTS = 6;

/** A member's picture, or their initials on a tint of their own. */
export function avatar(who, className = "avatar") {
  if (isOurs(who.avatar)) return h("img", { class: className, src: who.avatar, alt: "" });
  const tint = [...String(who.id)].reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % TINTS;
  return h("span", { class: `${className} tint-${tint}`, "aria-hidden": "true" }, who.initials);
}

/** A member's name in the colour of their role, with the tag of a bot. */
export function nameOf(who) {
  const colours = roleColours(who.color);
  return [
    h("span", { class: colours ? "name coloured" : "name", css: colours ?? {} }, who.name),
    who.bot && h("span", { class: "tag" }, "APP"),
  ];
}

export function drawMembers() {
  const groups = new Map();
  for (const who of peopleHere()) {
    const title = who.bot ? "Apps" : (who.roles[0] ?? "Members");
    groups.set(title, [...(groups.get(title) ?? []), who]);
  }
  const last = ["Members", "Apps"];
  const titles = [...groups.keys()].sort((a, b) => last.indexOf(a) - last.indexOf(b));
  const held = byId("members").querySelector(".switch");
  byId("members").replaceChildren(
    withBot() ? (held ?? companySwitch()) : "", // the same one, so that it keeps the focus
    ...titles.map((title) => {
      const people = groups.get(title);
      return h(
        "section",
        { class: "member-group" },
        h("h2", {}, `${title} — ${people.length}`),
        h("ul", {}, people.map(memberRow)),
      );
    }),
  );
}

function memberRow(who) {
  const away = who.id === world.bot.id && !world.bot.online;
  const note = who.id === world.me ? "you" : away ? "offline" : null;
  return h(
    "li",
    { class: away ? "member away" : "member" },
    avatar(who),
    h("span", { class: "member-name" }, nameOf(who)),
    note && h("span", { class: "member-note" }, note),
  );
}

/** Draws the button that says who one is. */
export function drawYou() {
  const me = member(world.me);
  byId("you").replaceChildren(
    avatar(me, "avatar small"),
    h("span", { class: "you-name", id: "you-name" }, h("b", {}, me.name), me.about && `, ${me.about}`),
    icon("down"),
  );
}

/** Lets the button open the list of members; `become(id)` is called with the choice. */
export function memberSwitch(become) {
  const button = byId("you");
  button.setAttribute("aria-labelledby", "you-label you-name"); // a combobox is not named by what it holds
  button.addEventListener("click", () => {
    const items = [...world.members.values()]
      .filter((who) => !who.bot)
      .map((who) => ({ value: who.id, label: who.name, hint: who.about, lead: avatar(who, "avatar small") }));
    openPicker(button, {
      label: "Whom to be",
      items,
      selected: [world.me],
      onDone: ([id]) => id !== world.me && become(id),
    });
  });
}

when("state bot went", drawMembers);
when("state bot", drawYou);
