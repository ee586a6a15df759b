// Pictures, files and whatever else a message carries: shown if they are the playground's own, as links if not.
import { h } from "/page/dom.js";
import { icon } from "/page/icons.js";
import { asLink, isOurs, isWeb } from "/page/markup.js";

const NO_WORDS = "Picture without a description";

/** The part of a message that a media item stands for: {url, name, size, alt, picture}. */
export function resolve(media, message) {
  const pathname = URL.canParse(media.url ?? "", location.href) ? new URL(media.url ?? "", location.href).pathname : "";
  const own = media.url?.startsWith("attachment://")
    ? message.attachments.find((each) => each.name === media.url.slice("attachment://".length))
    : message.attachments.find((each) => each.url === pathname);
  const url = own?.url ?? media.url ?? "";
  const type = own?.type ?? media.content_type ?? "";
  const name = own?.name ?? pathname.split("/").at(-1);
  return {
    url,
    name,
    size: own?.size ?? media.size,
    alt: own?.alt ?? "",
    width: own?.width ?? media.width,
    height: own?.height ?? media.height,
    local: isOurs(url),
    picture: type.startsWith("image/") || (!type && /\.(png|jpe?g|gif|webp|avif)$/i.test(name)),
  };
}

/** A picture that opens large; one from elsewhere is a link, since nothing is fetched from other places. */
export function picture(item, { alt, spoiler = false, kind = "" }) {
  const words = alt || item.alt;
  if (!item.local) return foreign(item, words);
  const image = h("img", {
    src: item.url,
    alt: words || NO_WORDS,
    width: item.width,
    height: item.height,
    loading: "lazy",
    decoding: "async",
  });
  const opener = h(
    "button",
    {
      type: "button",
      class: `picture ${kind}`,
      data: { act: "view" },
      "aria-label": `Open picture: ${words || item.name}`,
    },
    image,
  );
  return spoiler ? covered(opener) : opener;
}

function foreign(item, words) {
  if (!isWeb(item.url)) return h("p", { class: "foreign" }, icon("picture"), words || "A picture that is not here");
  const { host } = new URL(item.url);
  return asLink(
    h(
      "a",
      { class: "foreign", title: `Opens ${host} in a new tab` },
      icon("picture"),
      h("span", {}, words || item.name || "Picture"),
      h("small", {}, host),
    ),
    item.url,
  );
}

export function gallery(items, message) {
  const pictures = items.map((each) =>
    picture(resolve(each.media, message), { alt: each.description, spoiler: each.spoiler }),
  );
  return h("div", { class: `gallery count-${Math.min(pictures.length, 5)}` }, pictures);
}

export function file(item, spoiler = false) {
  const link = item.local
    ? h("a", { class: "file-name", href: item.url, download: item.name }, item.name)
    : asLink(h("a", { class: "file-name" }, item.name), item.url);
  const card = h(
    "div",
    { class: "file" },
    icon("file"),
    h("div", { class: "file-words" }, link, item.size !== undefined && h("small", {}, bytes(item.size))),
  );
  return spoiler ? covered(card) : card;
}

/** Something hidden under a cover until it is pressed. */
export function covered(content) {
  const cover = h(
    "button",
    { type: "button", class: "cover", data: { act: "uncover" }, "aria-label": "Spoiler: show what is hidden" },
    h("span", { class: "cover-word" }, "Spoiler"),
  );
  return h("div", { class: "covered" }, content, cover);
}

/** What hangs on a message outside of its components. */
export function attachments(message) {
  const used = JSON.stringify(message.components) + JSON.stringify(message.embeds);
  const loose = message.attachments.filter((each) => !used.includes(each.url));
  const items = loose.map((each) => ({
    ...resolve({ url: each.url }, message),
    spoiler: each.name.startsWith("SPOILER_"),
  }));
  const pictures = items.filter((item) => item.picture);
  const files = items.filter((item) => !item.picture);
  return [
    pictures.length > 0 &&
      h(
        "div",
        { class: `gallery count-${Math.min(pictures.length, 5)}` },
        pictures.map((item) => picture(item, item)),
      ),
    files.map((item) => file(item, item.spoiler)),
  ];
}

/** A size in words. */
export function bytes(size) {
  if (size < 1000) return `${size} bytes`;
  return size < 1_000_000 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1_000_000).toFixed(1)} MB`;
}
