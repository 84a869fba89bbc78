/** Makes labels, as n8n writes them, of the names that declarations give. */

const abbreviations = new Set(["ca", "http", "id", "ssl", "url"]);

/** `client_id`, `clientId` or `client-id` → `Client ID`. */
export function label(name: string): string {
  return wordsOf(name).map((word) => (abbreviations.has(word) ? word.toUpperCase() : capital(word))).join(" ");
}

/** `some-connector` → `someConnector`: a name within n8n. */
export function camelCase(name: string): string {
  const [first = "", ...others] = wordsOf(name);
  return first + others.map(capital).join("");
}

function wordsOf(name: string): string[] {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).split(/[_-]/);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
