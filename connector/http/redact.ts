/** Takes known secrets out of any text before it leaves: server messages may quote what was sent. */

/** Shorter strings are too common to be blotted out. */
const shortestSecret = 4;
const mask = "[secret]";

/** The secrets of one connection, the live tokens among them. */
export class Redactor {
  /** The longest first: one secret may be the beginning of another. */
  #secrets: readonly string[] = [];

  /** From now on this value is masked, also in its percent-encoded, form-encoded and JSON-escaped form. */
  add(secret: string): void {
    if (secret.length < shortestSecret || this.#secrets.includes(secret)) return;
    const inForm = new URLSearchParams({ x: secret }).toString().slice(2);
    const forms = [secret, encodeURIComponent(secret), inForm, JSON.stringify(secret).slice(1, -1)];
    this.#secrets = [...new Set([...this.#secrets, ...forms])].toSorted((a, b) => b.length - a.length);
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
