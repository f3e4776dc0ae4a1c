/** Builds a chart anew from the server's SVG, taking over only shapes and text: whatever else stood there is gone. */

const SVG = "http://www.w3.org/2000/svg";
const ELEMENTS = new Set("svg g rect path line circle polygon polyline text tspan title desc".split(" "));
const ATTRIBUTES = new Set(
  (
    "viewBox width height x y x1 y1 x2 y2 d points cx cy r rx ry fill fill-opacity stroke stroke-width " +
    "stroke-dasharray opacity font-size font-weight font-family text-anchor transform role lang dx dy"
  ).split(" "),
);
// a backslash begins an escape, by which CSS can write "url(" without these letters
const FORBIDDEN = /\\|url\s*\(|javascript:/i;

interface Policy { createHTML(text: string): unknown }
interface PolicyFactory { createPolicy(name: string, rules: { createHTML(text: string): string }): Policy }

let policy: Policy | undefined;

/** The chart, scaled to where it stands; undefined if the text is not an SVG image. */
export function chart(source: string, fallbackLabel: string): SVGElement | undefined {
  try {
    const parsed = new DOMParser().parseFromString(trusted(source), "image/svg+xml");
    if (parsed.querySelector("parsererror")) return undefined;
    const copy = copied(parsed.documentElement);
    if (!(copy instanceof SVGSVGElement)) return undefined;
    scale(copy);
    copy.setAttribute("role", "img");
    copy.setAttribute("aria-label", copy.querySelector("title")?.textContent?.trim() || fallbackLabel);
    return copy;
  } catch {
    return undefined;
  }
}

/** A page that requires trusted types takes only text blessed by a policy, and may forbid ours: then this throws. */
function trusted(source: string): string {
  const factory = (window as { trustedTypes?: PolicyFactory }).trustedTypes;
  if (factory === undefined) return source;
  policy ??= factory.createPolicy("berufslotse", { createHTML: (text) => text });
  return policy.createHTML(source) as string;
}

function copied(element: Element): Element | undefined {
  if (element.namespaceURI !== SVG || !ELEMENTS.has(element.localName)) return undefined;
  const copy = document.createElementNS(SVG, element.localName);
  for (const { name, value } of element.attributes) {
    if (ATTRIBUTES.has(name) && !FORBIDDEN.test(value)) copy.setAttribute(name, value);
  }
  for (const child of element.childNodes) {
    const inner = child instanceof Element ? copied(child) : child instanceof Text ? child.data : undefined;
    if (inner !== undefined) copy.append(inner);
  }
  return copy;
}

function scale(svg: SVGElement): void {
  const width = Number.parseFloat(svg.getAttribute("width") ?? "");
  const height = Number.parseFloat(svg.getAttribute("height") ?? "");
  if (!svg.hasAttribute("viewBox") && width > 0 && height > 0) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.removeAttribute("width");
  svg.removeAttribute("height");
}
