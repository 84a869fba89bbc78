/** Builds the error object of an output: that of the service, or one in the same form. */
import { getAt, parsePointer, setAt } from "../../contract/json_pointer.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { HttpResponse, JsonObject } from "../../contract/types.js";

type Errors = Manifest["services"][string]["errors"];

/** @param response - of the failed call, if there is one */
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
