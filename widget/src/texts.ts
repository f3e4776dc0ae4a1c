/** Every German word the widget says, in one place. */

export const TITLE = "Berufslotse";
export const GREETING =
  "Hallo, ich bin der Berufslotse. Frag mich, was man in einem Beruf macht, verdient und können muss, gern mit einer Stadt dazu.";
export const STARTERS = [
  "Was macht man als Erzieherin in Köln?",
  "Was verdient ein Mechatroniker in Dortmund?",
  "Welche Berufe kennst du?",
];

export const LABEL = {
  open: "Berufslotse öffnen",
  close: "Schließen",
  menu: "Menü",
  restart: "Neu anfangen",
  save: "Gespräch speichern",
  erase: "Verlauf löschen",
  log: "Gespräch",
  field: "Deine Frage",
  placeholder: "Deine Frage …",
  send: "Senden",
  sendNow: "Jetzt senden",
  newAnswer: "Neue Antwort ↓",
  suggestions: "Vorschläge",
  person: "Du:",
  lotse: "Lotse:",
  kept: "Was wird gespeichert?",
  pending: "wird gesendet …",
  refused: "nicht gesendet",
  edit: "Bearbeiten",
  newTab: "(öffnet in neuem Tab)",
  chart: "Diagramm",
  chartAsText: "Als Text",
  confirmTitle: "Verlauf löschen",
  confirm: "Das ganze Gespräch löschen? Das lässt sich nicht rückgängig machen.",
  confirmYes: "Löschen",
  confirmNo: "Abbrechen",
} as const;

export const RESTART_PAYLOAD = "/start_over";

export function notice(keptDays: number | undefined): string {
  const after =
    keptDays === undefined ? "Nach einiger Zeit" : keptDays === 1 ? "Nach einem Tag" : `Nach ${keptDays} Tagen`;
  return (
    "Was du schreibst, wird auf dem Server des Lotsen gespeichert. " +
    `${after} ohne neue Nachricht wird es gelöscht; im Menü kannst du es jederzeit selbst löschen. ` +
    "Bitte schreib keine Namen und keine persönlichen Daten."
  );
}
export const NOT_A_PERSON = "Ich bin ein Programm.";

export const sourcesLabel = (count: number): string => (count === 1 ? "Quelle" : `${count} Quellen`);

export const STATUS = {
  unreachable:
    "Ich erreiche den Lotsen gerade nicht. Deine Nachricht ist nicht verloren, ich versuche es gleich noch einmal.",
  unreachableIdle: "Ich erreiche den Lotsen gerade nicht. Du kannst trotzdem schreiben, ich sende es, sobald es geht.",
  offline: "Du bist offline. Deine Nachricht ist nicht verloren: Sobald du wieder im Netz bist, sende ich sie.",
  offlineIdle: "Du bist offline. Du kannst trotzdem schreiben: Sobald du wieder im Netz bist, sende ich es.",
  renewed:
    "Deine Sitzung war abgelaufen. Ich habe ein neues Gespräch begonnen; was du geschrieben hast, ist gesendet.",
  refusedAgain: "Deine Nachricht wurde nicht angenommen. Bitte versuch es gleich noch einmal.",
  origin: "Für diese Website ist der Lotse nicht freigeschaltet.",
  tooLong: "Das ist zu lang: Bitte kürze deine Nachricht auf 2.000 Zeichen.",
  erased: "Das Gespräch ist gelöscht.",
  erasedElsewhere: "Das Gespräch wurde in einem anderen Tab gelöscht.",
  notErased: "Das Löschen hat gerade nicht geklappt. Es ist noch alles da; bitte versuch es gleich noch einmal.",
  nothingToSave: "Es gibt noch nichts zu speichern.",
  saved: "Das Gespräch ist als Textdatei gespeichert.",
} as const;

export function busy(seconds: number): string {
  const when = seconds === 1 ? "einer Sekunde" : `${seconds} Sekunden`;
  return `Das waren viele Nachrichten in kurzer Zeit. In ${when} geht es von selbst weiter.`;
}

export function counter(length: number, limit: number): string {
  const over = length - limit;
  if (over > 0) return `${thousands(over)} Zeichen zu viel`;
  return `${thousands(length)} von ${thousands(limit)} Zeichen`;
}

export const MONTHS = [
  "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
] as const;
export const TODAY = "Heute";
export const YESTERDAY = "Gestern";

export const TRANSCRIPT = {
  heading: "Gespräch mit dem Berufslotsen",
  saved: (day: string): string => `Gespeichert am ${day}`,
  disclaimer:
    "Der Berufslotse ist ein Programm, kein Mensch. Was er sagt, ist eine erste Auskunft " +
    "und keine verbindliche Beratung. Du kannst diese Datei zu einem Beratungsgespräch mitnehmen.",
  person: "Du",
  lotse: "Lotse",
  pending: " (noch nicht gesendet)",
  file: (isoDay: string): string => `berufslotse-gespraech-${isoDay}.txt`,
} as const;

function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ".");
}
