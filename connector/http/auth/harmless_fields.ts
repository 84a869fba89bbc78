/** Decides which values of an asset may be shown. A secret may be in a wrong field, so all other values are hidden. */
import { createHash } from "node:crypto";

const harmless = [
  // IDs of Entra ID.
  /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i,
  // Domain and host names.
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z]{2,63}$/,
  // Short words and numbers, such as those of examples.
  /^(?=.{1,12}$)(?:[a-z]+|\d+)(?:[-_](?:[a-z]+|\d+))*$/,
  // Addresses: generated secrets do not have this form.
  /^(?:https?|api):\/\/[^@\s]+$/,
];

/** Returns whether the value has a form that secrets do not have. */
export function isHarmless(value: string): boolean {
  return harmless.some((pattern) => pattern.test(value));
}

/** Returns the value for display, or a placeholder. */
export function shown(value: string): string {
  return isHarmless(value) ? value : "[hidden]";
}

/** Returns a text for comparisons that may be written to a file: the value, or its digest. */
export function comparable(value: string): string {
  if (value === "" || isHarmless(value)) return value;
  return `sha256:${createHash("sha256").update(value).digest("hex").slice(0, 16)}`;
}

/** Returns the path of an address in the form of {@link comparable}, without a trailing slash. A part may be a token. */
export function comparablePath(path: string): string {
  return path.replace(/\/$/, "").split("/").map(comparable).join("/");
}
