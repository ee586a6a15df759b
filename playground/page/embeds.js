// Embeds: the older kind of card, with a stripe, fields, pictures and a foot.
import { accent } from "/page/colour.js";
import { h } from "/page/dom.js";
import { asLink, markup } from "/page/markup.js";
import { picture, resolve } from "/page/media.js";
import { messageTime } from "/page/time.js";

export function embeds(message) {
  return message.embeds.map((embed) => drawEmbed(embed, message));
}

function drawEmbed(embed, message) {
  const stripe = accent(embed.color);
  return h(
    "div",
    { class: "embed", css: stripe ? { "--stripe": stripe } : {} },
    h(
      "div",
      { class: "embed-main" },
      embed.author?.name && h("p", { class: "embed-author" }, linked(embed.author.url, embed.author.name)),
      embed.title && h("h3", { class: "embed-title" }, linked(embed.url, markup(embed.title_html, embed.title))),
      embed.description && h("div", { class: "markup" }, markup(embed.description_html, embed.description)),
      embed.fields?.length > 0 && h("dl", { class: "embed-fields" }, embed.fields.map(field)),
      embed.image && picture(resolve(embed.image, message), { alt: embed.image.description }),
      foot(embed),
    ),
    embed.thumbnail &&
      picture(resolve(embed.thumbnail, message), { alt: embed.thumbnail.description, kind: "thumbnail" }),
  );
}

function linked(url, content) {
  return url ? asLink(h("a", {}, content), url) : content;
}

function field(part) {
  return h(
    "div",
    { class: part.inline ? "field inline" : "field" },
    h("dt", {}, markup(part.name_html, part.name)),
    h("dd", { class: "markup" }, markup(part.value_html, part.value)),
  );
}

function foot(embed) {
  const time = embed.timestamp && h("time", { datetime: embed.timestamp }, messageTime(Date.parse(embed.timestamp)));
  const text = embed.footer?.text && h("span", {}, markup(embed.footer.text_html, embed.footer.text));
  return (text || time) && h("p", { class: "embed-foot" }, text, text && time ? " · " : null, time);
}
