/** Finds the address that the path of an action is below, if the service lists its addresses. */
import type { Action } from "../../contract/action.js";
import type { ConnectorError } from "../../contract/errors.js";
import { getAt } from "../../contract/json_pointer.js";
import type { ActionInput, HttpRequest } from "../../contract/types.js";
import type { CallResult } from "../../http/call_context.js";
import { baseErrors } from "./messages.js";
import { RequestMaker, wordsOf } from "./request_builder.js";

type Base = NonNullable<Action["request"]["base"]>;

/** Some servers decode these to slashes. */
const writtenSlash = /%2f|%5c/i;

/**
 * Returns the address for the path of the action, without a trailing slash. Reads the addresses of the service if the
 * input does not contain a path. The credentials are sent to the service's own host only: of an address on another
 * host, its path is used.
 * @throws InvalidInput for an address that the service does not list
 */
export async function baseUrlOf(
  input: ActionInput,
  action: Action,
  serviceUrl: string,
  send: (request: HttpRequest) => Promise<CallResult>,
): Promise<string> {
  const { base } = action.request;
  if (base === undefined) return serviceUrl;
  const given = givenBase(input, action);
  if (given !== undefined && /\//.test(given))
    return inService(given, serviceUrl, baseErrors.notAnAddress(placeOf(action)));
  const { headers } = new RequestMaker(action, serviceUrl, input).make();
  const result = await send({ method: "GET", url: `${serviceUrl}/`, headers });
  if (result.kind === "succeeded") return chosen(given, result.response.body, { base, action, serviceUrl });
  // A service that does not describe itself: the name is the path.
  if (result.error.code === "EndpointNotFound" && given !== undefined) return guessedBase(given, serviceUrl);
  throw result.error;
}

/** Returns the address for a dry run, which reads no addresses. */
export function plannedBaseUrl(input: ActionInput, action: Action, serviceUrl: string): string {
  const given = action.request.base === undefined ? undefined : givenBase(input, action);
  if (given === undefined || !URL.canParse(serviceUrl)) return serviceUrl;
  return /\//.test(given)
    ? inService(given, serviceUrl, baseErrors.notAnAddress(placeOf(action)))
    : guessedBase(given, serviceUrl);
}

function givenBase(input: ActionInput, { request }: Action): string | undefined {
  const given = getAt(input, `${request.pathParameters}/${request.base?.parameter}`);
  return typeof given === "string" && given !== "" ? given : undefined;
}

function guessedBase(given: string, serviceUrl: string): string {
  if (lastPart(serviceUrl) === given) return serviceUrl;
  return `${new URL(serviceUrl).origin}/${encodeURIComponent(given)}`;
}

interface Choice {
  readonly base: Base;
  readonly action: Action;
  readonly serviceUrl: string;
}

function chosen(given: string | undefined, body: unknown, { base, action, serviceUrl }: Choice): string {
  const listed = getAt(body, base.addresses);
  const isList = Array.isArray(listed) && listed.length > 0;
  const addresses = isList ? listed.filter((one) => typeof one === "string") : [serviceUrl];
  const [only] = addresses.length === 1 ? addresses : [];
  const preferred = getAt(body, base.default) ?? only;
  const wanted =
    given === undefined
      ? isList
        ? preferred
        : serviceUrl
      : addresses.find((address) => lastPart(address) === given);
  if (typeof wanted === "string") return inService(wanted, serviceUrl, baseErrors.unusable());
  const names = addresses.map(lastPart).join(", ");
  throw baseErrors.notListed(placeOf(action), given, names);
}

/** Returns the last part of the path, which names the address. */
function lastPart(address: string): string {
  const parts = address.replace(/[?#].*$/s, "").split("/");
  return parts.findLast((part) => part !== "") ?? "";
}

/** Returns the address on the service's host. @throws the fault if it has no usable path */
function inService(address: string, serviceUrl: string, fault: ConnectorError): string {
  const { origin } = new URL(serviceUrl);
  const target = URL.canParse(address, `${serviceUrl}/`) ? new URL(address, `${serviceUrl}/`) : undefined;
  const isUsable =
    target !== undefined &&
    /^https?:$/.test(target.protocol) &&
    !/[?#\\]/.test(address) &&
    !writtenSlash.test(target.pathname);
  if (!isUsable) throw fault;
  return origin + target.pathname.replace(/\/+$/, "");
}

function placeOf({ request }: Action): string {
  return `${wordsOf(request.pathParameters ?? "")}.${request.base?.parameter}`;
}
