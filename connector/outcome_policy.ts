/** Takes the rules for responses from the declarations of an action and its service. */
import type { Action } from "./contract/action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import { templateNames } from "./contract/url_template.js";
import { wordsOf } from "./engine/request/request_builder.js";
import { deprecationNotice } from "./engine/results/deprecation_notice.js";
import type { Connection } from "./http/auth/connection.js";
import type { OutcomePolicy } from "./http/classify_response.js";
import { responseHints } from "./messages.js";

/**
 * Returns the rules by which a response to an action becomes an outcome.
 * @param connection - of the asset with the credentials in the requests
 */
export function outcomePolicy(
  action: Action,
  manifest: Manifest,
  connection: Pick<Connection, "headers" | "kind" | "fields">,
): OutcomePolicy {
  const { errors } = manifest.services[action.service] as Manifest["services"][string];
  const pattern = (text: string | undefined) => (text === undefined ? undefined : new RegExp(text, "u"));
  return {
    idempotent: action.idempotent,
    retryStatuses: action.retry.statuses,
    bisectStatuses: action.bisect?.statuses ?? [],
    notFoundStatuses: action.notFoundStatuses ?? [],
    mayBeEmpty: action.allowEmptyResponse ?? false,
    message: errors.message,
    errorMarker: errors.marker,
    waitHeader: errors.waitHeader,
    waitSeconds: pattern(errors.waitSeconds),
    endpointNotFound: pattern(errors.endpointNotFound),
    invalidCredentials: pattern(errors.invalidCredentials),
    credentialsHint: credentialsHint(connection),
    notServedHint: notServedHint(action.request),
    notServedNotice: action.deprecated && deprecationNotice(action.deprecated),
  };
}

/** Returns undefined if the login service rejects wrong credentials, and not the service. */
function credentialsHint({
  headers,
  kind,
  fields,
}: Pick<Connection, "headers" | "kind" | "fields">): string | undefined {
  if (headers === undefined) return undefined;
  const names = Object.values(fields);
  return names.length === 0 ? responseHints.noCredentials(kind) : responseHints.wrongCredentials(names);
}

/** Returns undefined if the path has no parameters from the input. */
function notServedHint({ path, pathParameters }: Action["request"]): string | undefined {
  if (pathParameters === undefined) return undefined;
  return responseHints.notServed(templateNames(path).map((name) => `${wordsOf(pathParameters)}.${name}`));
}
