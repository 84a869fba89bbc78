/** Which values of an asset may be shown. A secret in the wrong field must not be, so only what cannot be one is. */
import { createHash } from "node:crypto";

const harmless = [
  // An id of Entra ID.
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  // A domain or host name.
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/,
  // Short words and numbers, such as those of examples.
  /^(?=.{1,12}$)(?:[a-z]+|\d+)(?:[-_](?:[a-z]+|\d+))*$/,
  // An address: no generated secret has this form.
  /^(?:https?|api):\/\/[^@\s]+$/,
];

/** Whether the value has a form that no secret has. */
export function isHarmless(value: string): boolean {
  return harmless.some((pattern) => pattern.test(value));
}

/** The value for a person to read, or a word that stands for it. */
export function shown(value: string): string {
  return isHarmless(value) ? value : "[hidden]";
}

/** The value for a file in which it is only compared, or a digest of it. */
export function comparable(value: string): string {
  if (value === "" || isHarmless(value)) return value;
  return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 16)}`;
}
