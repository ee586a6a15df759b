// Role colours that stay readable: mixed towards white or black until they reach contrast 4.5 in each theme.
const GROUNDS = { dark: [48, 50, 62], light: [228, 230, 236] }; // the least favourable ground that names stand on
const ENOUGH = 4.6;

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function luminance(rgb) {
  const [r, g, b] = rgb.map((value) =>
    value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function readable(rgb, ground, end) {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = rgb.map((value) => Math.round(value + (end - value) * share));
    if (contrast(mixed, ground) >= ENOUGH) return mixed;
  }
  return [end, end, end];
}

const css = (rgb) => `rgb(${rgb.join(" ")})`;

/** Custom properties for a role's colour in both themes, or nothing where there is none. */
export function roleColours(hex) {
  if (!/^#[0-9a-f]{6}$/i.test(hex ?? "")) return null;
  const rgb = channels(hex);
  return { "--role-dark": css(readable(rgb, GROUNDS.dark, 255)), "--role-light": css(readable(rgb, GROUNDS.light, 0)) };
}

/** Discord's accent numbers (0xRRGGBB) as CSS. */
export function accent(number) {
  return typeof number === "number" ? `#${number.toString(16).padStart(6, "0")}` : null;
}
