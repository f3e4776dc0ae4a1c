// Train node-nlp on the project's messages and measure it on the held-out ones. Prints one line of JSON.
// usage: node nodenlp.mjs messages.json   (written by run.py: {train: [[text, intent]], heldout: [[text, intent]]})
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";

const require = createRequire(`${process.cwd()}/`);
const { NlpManager } = require("node-nlp");

const { train, heldout } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const manager = new NlpManager({ languages: ["de"], autoSave: false, nlu: { log: false } });
for (const [text, intent] of train) manager.addDocument("de", text, intent);
let begin = performance.now();
await manager.train();
const training = (performance.now() - begin) / 1000;
const exported = manager.export();
const fresh = new NlpManager({ languages: ["de"], autoSave: false });
begin = performance.now();
fresh.import(exported);
const load = (performance.now() - begin) / 1000;

const times = [];
let first = 0;
let third = 0;
for (const [text, intent] of heldout) {
  begin = performance.now();
  const read = await fresh.process("de", text);
  times.push(performance.now() - begin);
  const ranking = [...read.classifications].sort((a, b) => b.score - a.score).map((guess) => guess.intent);
  if (ranking[0] === intent) first += 1;
  if (ranking.slice(0, 3).includes(intent)) third += 1;
}
times.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    accuracy: first / heldout.length,
    top3: third / heldout.length,
    milliseconds: times[Math.floor(times.length / 2)],
    training,
    load,
    memory: process.memoryUsage().rss / 2 ** 20,
  }),
);
