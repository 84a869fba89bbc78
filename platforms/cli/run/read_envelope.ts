/** Reads the rest of an input, for rows that come without it. */
import { isObject, type JsonObject } from "../../../connector/platform_api.js";
import { readJsonFile } from "../../shared/read_json.js";
import { flagErrors } from "./messages.js";

/** Returns the object in the file; undefined if no file is named. */
export async function readEnvelope(path: string | undefined): Promise<JsonObject | undefined> {
  if (path === undefined) return undefined;
  const envelope = await readJsonFile(path, "InvalidOption");
  if (isObject(envelope)) return envelope;
  throw flagErrors.notAnEnvelope(path);
}
