/** Takes the rules for responses from the declarations of an action and its service. */
import type { Action } from "./contract/action.js";
import type { Manifest } from "./contract/generated/meta/manifest.js";
import { templateNames } from "./contract/url_template.js";
import { wordsOf } from "./engine/request/request_builder.js";
import { deprecationNotice } from "./engine/results/deprecation_notice.js";
import type { OutcomePolicy } from "./http/classify_response.js";

/** Returns the rules by which a response to an action becomes an outcome. */
export function outcomePolicy(action: Action, manifest: Manifest): OutcomePolicy {
  const { errors } = manifest.services[action.service] as Manifest["services"][string];
  const pattern = (text: string | undefined) => (text === undefined ? undefined : new RegExp(text, "u"));
  return {
    idempotent: action.idempotent,
    retryStatuses: action.retry.statuses,
    bisectStatuses: action.bisect?.statuses ?? [],
    notFoundStatuses: action.notFoundStatuses ?? [],
    mayBeEmpty: action.allowEmptyResponse ?? false,
    message: errors.message,
    waitSeconds: pattern(errors.waitSeconds),
    endpointNotFound: pattern(errors.endpointNotFound),
    notServedHint: notServedHint(action.request),
    notServedNotice: action.deprecated && deprecationNotice(action.deprecated),
  };
}

/** Returns undefined if the path has no parameters from the input. */
function notServedHint({ path, pathParameters }: Action["request"]): string | undefined {
  if (pathParameters === undefined) return undefined;
  const names = templateNames(path).map((name) => `${wordsOf(pathParameters)}.${name}`);
  return `The service does not know this address: check ${names.join(", ")} of the input, then url, cloud and region of the asset.`;
}
