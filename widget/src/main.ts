/** The script that a website includes. That it runs only once is seen to in vite.config.ts. */
import { BerufsLotse } from "./element.ts";
import { TAG, elementAttributes, folderOf } from "./settings.ts";

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;

function addElement(): void {
  if (document.querySelector(TAG)) return;
  const element = document.createElement(TAG);
  for (const [name, value] of elementAttributes(script?.dataset ?? {})) element.setAttribute(name, value);
  document.body.append(element);
}

BerufsLotse.serverOfScript = script?.src ? folderOf(script.src) : new URL("/chat", location.href).href;
customElements.define(TAG, BerufsLotse);
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", addElement);
else addElement();
