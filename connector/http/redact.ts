/** Takes known secrets out of any text before it leaves: server messages may quote what was sent. */

/** Shorter strings are too common to be blotted out. */
const shortestSecret = 4;
const mask = "[secret]";

/** The secrets of one connection, the live tokens among them. */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** From now on this value is masked, also in its percent-encoded and JSON-escaped form. */
  add(secret: string): void {
    if (secret.length < shortestSecret) return;
    this.#secrets.add(secret);
    this.#secrets.add(encodeURIComponent(secret));
    this.#secrets.add(JSON.stringify(secret).slice(1, -1));
  }

  /** The text with every known secret masked. */
  clean(text: string): string {
    let cleaned = text;
    for (const secret of this.#secrets) {
      if (cleaned.includes(secret)) cleaned = cleaned.replaceAll(secret, mask);
    }
    return cleaned;
  }
}
