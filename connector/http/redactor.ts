/** Masks known secrets in everything that leaves the connector, since a service may quote what it received. */
import { maskSecrets, type SearchTerms, searchTerms } from "./mask_secrets.js";
import { formsOf, minLengths, type SecretForm } from "./secret_forms.js";

/** Tokens are valid for an hour; a service does not quote older ones. */
const maxLiveSecrets = 8;

const nothing: SearchTerms = { secrets: [], beginnings: [] };

/** The secrets of one connection, including its current tokens. */
export class Redactor {
  readonly #fixed = new Map<string, readonly SecretForm[]>();
  /** In the order in which they were added. */
  readonly #live = new Map<string, readonly SecretForm[]>();
  #inMessages = nothing;
  #inValues = nothing;
  #inNames = nothing;

  /** Adds a secret. It is masked everywhere, in all encodings. */
  add(secret: string): void {
    this.#remember(this.#fixed, secret, true);
  }

  /** Adds a value that may be a secret in a wrong field. It is masked in messages only. */
  suspect(value: string): void {
    if (!this.#fixed.has(value)) this.#remember(this.#fixed, value, false);
  }

  /** Adds a secret that is replaced often, such as a token. Only the latest ones are remembered. */
  addLive(secret: string): void {
    if (this.#live.has(secret)) return;
    const [oldest = ""] = this.#live.keys();
    if (this.#live.size >= maxLiveSecrets) this.#live.delete(oldest);
    this.#remember(this.#live, secret, true);
  }

  #remember(known: Map<string, readonly SecretForm[]>, secret: string, isSecret: boolean): void {
    if (secret.length < minLengths.message || known.get(secret)?.[0]?.isSecret === isSecret) return;
    known.set(secret, formsOf(secret, isSecret));
    const forms = [...this.#fixed.values(), ...this.#live.values()].flat();
    this.#inMessages = searchTerms(
      forms.map(({ text }) => text),
      true,
    );
    this.#inValues = searchTerms(secretTexts(forms, minLengths.value));
    this.#inNames = searchTerms(secretTexts(forms, minLengths.name));
  }

  /** Masks secrets in a message, also the beginning of a secret at which the message was cut. */
  clean(text: string): string {
    return maskSecrets(text, this.#inMessages);
  }

  /** Masks secrets in a value. Short secrets stay, since a value may contain them by chance. */
  cleanValue(text: string): string {
    return text.length < minLengths.value ? text : maskSecrets(text, this.#inValues);
  }

  /** Masks long secrets in the name of a field. */
  cleanName(name: string): string {
    return name.length < minLengths.name ? name : maskSecrets(name, this.#inNames);
  }
}

function secretTexts(forms: readonly SecretForm[], minLength: number): string[] {
  return forms.filter(({ isSecret, length }) => isSecret && length >= minLength).map(({ text }) => text);
}
