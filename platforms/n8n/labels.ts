/** Converts declared names to labels in n8n's style. */

const abbreviations = new Set(["ca", "http", "id", "ssl", "url"]);

/**
 * Returns the label of a name: `client_id`, `clientId` or `client-id` → `Client ID`; a unit at the end gets
 * parentheses.
 */
export function label(name: string): string {
  return wordsOf(name).map(labelWord).join(" ");
}

/** Returns a name within n8n: `some-connector` → `someConnector`. */
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
