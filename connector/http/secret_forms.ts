/** Lists the forms in which a secret may appear in a text: plain, form-encoded, line by line, base64. */

/**
 * Minimum length of secrets that are masked, in characters. A message may lose a word, but values of rows and names of
 * fields may not: a text that is shorter than any real password is not masked there.
 */
export const minLengths = { message: 4, value: 8, name: 24 } as const;

/** Minimum length of a part of a secret that is masked, in characters. */
export const minPartLength = 12;

/** One form of a secret. */
export interface SecretForm {
  readonly text: string;
  /** Length of the secret itself, in characters. */
  readonly length: number;
  /** False for a value that is masked in messages only. */
  readonly isSecret: boolean;
}

/** Returns the forms of a secret that are long enough to be masked. */
export function formsOf(secret: string, isSecret: boolean): SecretForm[] {
  const trimmed = secret.trim();
  const texts = [
    secret,
    trimmed,
    trimmed.replaceAll(" ", "+"),
    ...keyLines(trimmed),
    ...base64Forms(trimmed),
  ];
  const long = [...new Set(texts)].filter((text) => text.length >= minLengths.message);
  return long.map((text) => ({ text, length: secret.length, isSecret }));
}

/** Returns the lines of a key or a certificate, and all lines joined. Returns nothing for other secrets. */
function keyLines(secret: string): string[] {
  const body = secret.replace(/-----[^-]*-----/g, " ").replaceAll("\\n", " ");
  if (!/^[\sA-Za-z0-9+/=]{200,}$/.test(body)) return [];
  const lines = body.split(/\s+/).filter((line) => line.length >= minPartLength);
  return [lines.join(""), ...lines];
}

/** Returns the secret in base64 for each of the three possible offsets, without characters that depend on neighbors. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < minLengths.value) return [];
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
    const from = Math.ceil((offset * 8) / 6);
    const text = encoded.slice(from, Math.floor(((offset + bytes.length) * 8) / 6));
    return [text, text.replaceAll("+", "-").replaceAll("/", "_")];
  });
}
