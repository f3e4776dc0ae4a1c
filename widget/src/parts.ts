/** The typed parts of a message as nodes. Text is only ever shown as text. */
import { html, nothing, type TemplateResult } from "lit";
import { chart } from "./chart.ts";
import type { ChartPart, LinkPart, Part, SourcePart } from "./contract.ts";
import { paragraphs, pieces, webAddress } from "./linking.ts";
import { LABEL, sourcesLabel } from "./texts.ts";

type Shown = TemplateResult | typeof nothing | string;

/** Consecutive sources are folded in one; buttons stand below the log's last message. */
export function renderParts(parts: readonly Part[]): Shown[] {
  const shown: Shown[] = [];
  let sources: SourcePart[] = [];
  const flush = (): void => {
    if (sources.length > 0) shown.push(renderSources(sources));
    sources = [];
  };
  for (const part of parts) {
    if (part.type === "source") {
      sources.push(part);
    } else {
      flush();
      shown.push(renderPart(part));
    }
  }
  flush();
  return shown;
}

function renderPart(part: Exclude<Part, SourcePart>): Shown {
  switch (part.type) {
    case "text":
      return html`${paragraphs(part.text).map((line) => html`<p>${renderText(line)}</p>`)}`;
    case "link":
      return html`<p class="link">${renderLink(part)}</p>`;
    case "chart":
      return renderChart(part);
    case "buttons":
      return nothing;
  }
}

function renderText(line: string): Shown[] {
  return pieces(line).map((piece) => {
    if (piece.kind === "text") return piece.text;
    if (piece.kind === "phone") return html`<a class="phone" href=${piece.href}>${piece.text}</a>`;
    return outward(piece.href, piece.text);
  });
}

function renderLink({ title, url }: Pick<LinkPart, "title" | "url">): Shown {
  const href = webAddress(url);
  return href === undefined ? html`${title || url}` : outward(href, title || url);
}

function outward(href: string, label: string): TemplateResult {
  return html`<a href=${href} target="_blank" rel="noopener noreferrer">${label}<span class="unseen"> ${LABEL.newTab}</span></a>`;
}

function renderSources(sources: readonly SourcePart[]): TemplateResult {
  const items = sources.map((source) => {
    const origin = [source.publisher, source.date].filter((word) => word !== "").join(", ");
    return html`<li>${renderLink(source)}${origin === "" ? nothing : html`<span class="origin">${origin}</span>`}</li>`;
  });
  return html`<details class="sources"><summary>${sourcesLabel(sources.length)}</summary><ul>${items}</ul></details>`;
}

function renderChart({ svg, alt }: ChartPart): TemplateResult {
  const picture = chart(svg, LABEL.chart);
  const words = paragraphs(alt).map((line) => html`<p>${line}</p>`);
  if (picture === undefined) return html`${words}`;
  return html`<figure class="chart">${picture}<figcaption><details><summary>${LABEL.chartAsText}</summary>${words}</details></figcaption></figure>`;
}
