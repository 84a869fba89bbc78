/** Makes labels, as n8n writes them, of the names that declarations give. */

const abbreviations = new Set(["ca", "http", "id", "ssl", "url"]);

/** `client_id`, `clientId` or `client-id` → `Client ID`; a unit at the end stands in brackets. */
export function label(name: string): string {
  return wordsOf(name).map(labelWord).join(" ");
}

/** `some-connector` → `someConnector`: a name within n8n. */
export function camelCase(name: string): string {
  const [first = "", ...others] = wordsOf(name);
  return first + others.map(capital).join("");
}

function wordsOf(name: string): string[] {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).split(/[_-]/);
}

function labelWord(word: string): string {
  if (word === "ms") return "(ms)";
  return abbreviations.has(word) ? word.toUpperCase() : capital(word);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
