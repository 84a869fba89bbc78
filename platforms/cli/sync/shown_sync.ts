/** The content of a sync file in its plan, without secrets. */
import { isObject, type JsonObject } from "../../../connector/platform_api.js";
import type { SyncFile } from "./sync_file.js";

const hidden = "(hidden)";

/** Names of values that are secrets: the inputs of actions for other services can have any name. */
const secretName =
  /pass|secret|token|credential|cookie|api_?key|(?:^|[^a-z])(?:key|pw|pwd|auth|authorization|sig|signature)(?:$|[^a-z])/i;

/** Whether the name of a value says that it can be a secret. */
export function isSecretName(name: string): boolean {
  return name === "headers" || secretName.test(name);
}

/** Returns the content with its absolute path. Headers of inputs, and values with the name of a secret, are hidden. */
export function shownSync({ path, content, profile }: SyncFile): JsonObject {
  const { sources, ...rest } = content as { sources: readonly JsonObject[] };
  const own = profile === undefined ? {} : { profile };
  return { ...rest, sources: sources.map(withoutSecrets), path, ...own };
}

function withoutSecrets({ input, ...source }: JsonObject): JsonObject {
  if (!isObject(input)) return source;
  const { headers, ...shown } = input;
  const names = isObject(headers) ? Object.keys(headers).map((name) => [name, hidden] as const) : [];
  const own = headers === undefined ? {} : { headers: Object.fromEntries(names) };
  return { ...source, input: { ...(shownValue(shown) as JsonObject), ...own } };
}

function shownValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shownValue);
  if (!isObject(value)) return value;
  const shown = Object.entries(value).map(
    ([name, one]) => [name, secretName.test(name) ? hidden : shownValue(one)] as const,
  );
  return Object.fromEntries(shown);
}
