/** Takes known secrets out of any text before it leaves: server messages may quote what was sent. */

/** Shorter strings are too common to be blotted out. */
const shortestSecret = 4;
const mask = "[secret]";
/** Tokens live for an hour; a service does not quote older ones. */
const mostLive = 8;

/** The secrets of one connection, the live tokens among them. */
export class Redactor {
  /** The longest first: one secret may be the beginning of another. */
  #secrets: readonly string[] = [];
  readonly #fixed = new Set<string>();
  /** The youngest last. */
  #live: readonly string[] = [];

  /** From now on this value is masked, also in its percent-encoded, form-encoded and JSON-escaped form. */
  add(secret: string): void {
    if (secret.length < shortestSecret || this.#fixed.has(secret)) return;
    this.#fixed.add(secret);
    this.#renew();
  }

  /** The same for a secret that others will follow, such as a token: only the youngest ones are remembered. */
  addLive(secret: string): void {
    if (secret.length < shortestSecret || this.#live.includes(secret)) return;
    this.#live = [...this.#live, secret].slice(-mostLive);
    this.#renew();
  }

  #renew(): void {
    const forms = [...this.#fixed, ...this.#live].flatMap(formsOf);
    this.#secrets = [...new Set(forms)].toSorted((a, b) => b.length - a.length);
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

function formsOf(secret: string): string[] {
  const inForm = new URLSearchParams({ x: secret }).toString().slice(2);
  return [secret, encodeURIComponent(secret), inForm, JSON.stringify(secret).slice(1, -1)];
}
