/** Finds in plain text what can be followed: addresses, and the free telephone numbers people in a crisis use. */

export type Piece = { kind: "text"; text: string } | { kind: "web" | "phone"; text: string; href: string };

const ADDRESS = String.raw`https?:\/\/[^\s<>"„“”‚‘’]+`;
/** 0800 and seven digits, and the 116 numbers that exist in Germany. */
const FREEPHONE = String.raw`(?<![\d+.,])0800(?:[ \u00a0\/-]?\d){7}(?!\d)`;
const HELPLINE = String.raw`(?<![\d+.,])116[ \u00a0]?(?:000|006|016|111|116|117|123)(?!\d|[.,]\d| ?(?:Euro|€))`;

export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(new RegExp(`${ADDRESS}|${FREEPHONE}|${HELPLINE}`, "gi"))) {
    const piece = link(match[0]);
    if (match.index > end) found.push({ kind: "text", text: text.slice(end, match.index) });
    found.push(piece);
    end = match.index + piece.text.length;
  }
  if (end < text.length) found.push({ kind: "text", text: text.slice(end) });
  return found;
}

function link(match: string): Piece {
  if (/^\d/.test(match)) return { kind: "phone", text: match, href: `tel:${match.replace(/\D/g, "")}` };
  const text = withoutPunctuation(match);
  const href = webAddress(text);
  return href === undefined ? { kind: "text", text } : { kind: "web", text, href };
}

/** The full stop and the bracket after an address belong to the sentence, unless the bracket was opened inside. */
function withoutPunctuation(match: string): string {
  const shorter = match.replace(/[.,;:!?'*…]+$/, "");
  const closing = shorter.endsWith(")") && shorter.split(")").length > shorter.split("(").length;
  if (closing) return withoutPunctuation(shorter.slice(0, -1));
  return shorter;
}

/** The address as it may stand in a link; undefined for all but http and https. */
export function webAddress(address: string): string | undefined {
  try {
    const url = new URL(address);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A line break starts a paragraph. */
export function paragraphs(text: string): string[] {
  return text.split(/\s*\n\s*/).filter((line) => line.trim() !== "");
}
