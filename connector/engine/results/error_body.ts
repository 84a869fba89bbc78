/** The error object of an output: the service's own where it gave one, else one in its shape. */
import { getAt, parsePointer, setAt } from "../../contract/json_pointer.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";

type Errors = Manifest["services"][string]["errors"];

/** @param answer of the failed call, where there was one */
export function serviceError(
  errors: Errors,
  { code, message }: { readonly code: string; readonly message: string },
  response?: HttpResponse,
): JsonObject {
  const places = [errors.code, errors.message];
  const isShaped = places.every((place) => typeof getAt(response?.body, place) === "string");
  const keys = places.map((place) => parsePointer(place)[0] ?? "");
  if (isShaped) return Object.fromEntries(keys.map((key) => [key, getAt(response?.body, `/${key}`)]));
  return setAt(setAt({}, errors.code, code), errors.message, message) as JsonObject;
}
