// The routes of a TAXII 2.1 server: discovery at /taxii2/, the API roots /api1/ and /taxii2/root/.
import { type Call, header, type Response, type Route, type SimulatorState } from "../core/call.js";
import { sameSecret } from "../core/secret.js";
import type { Endpoint } from "../core/types.js";
import { TAXII_TYPE, taxiiError, taxiiErrors, taxiiUnauthorized } from "./taxii_errors.js";
import { handleObjects } from "./taxii_list.js";
import { COLLECTION } from "./taxii_store.js";

const ROOT = "/(?:api1|taxii2/root)/";

/** Returns the credentials that the server accepts. */
export const taxiiCredentials = (state: SimulatorState) => ({
  username: "taxii-reader",
  password: state.app.client_secret,
});

function isAllowed(call: Call, state: SimulatorState): boolean {
  if (state.settings.taxiiPublic) return true;
  const { username, password } = taxiiCredentials(state);
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const given = header(call, "authorization") ?? "";
  return sameSecret(given, basic) || sameSecret(given, `Bearer ${password}`);
}

/** Checks slash, media type and credentials, in the order of OASIS' own server. */
function checked(handle: Route["handle"]): Route["handle"] {
  return (call, state) => {
    const { pathname, search } = call.url;
    const page = "<title>Redirecting...</title><h1>Redirecting...</h1>";
    const html = { "Content-Type": "text/html; charset=utf-8" };
    if (!pathname.endsWith("/"))
      return { status: 308, headers: { ...html, Location: `${pathname}/${search}` }, text: page };
    if (!isAllowed(call, state)) return taxiiUnauthorized();
    const accept = (header(call, "accept") ?? "").replaceAll(" ", "");
    const isStrict = state.settings.taxiiPaging !== "offset";
    if (isStrict && !accept.split(",").includes(TAXII_TYPE))
      return taxiiError(406, "ProcessingError", "Media type in the Accept header is invalid");
    return handle(call, state);
  };
}

// The address of the discovery names another host, as behind a gateway.
function handleDiscovery(_call: Call, { settings }: SimulatorState): Response {
  const path = settings.taxiiPaging === "offset" ? "/taxii2/root/" : "/api1/";
  const root = `http://internal.example:5000${path}`;
  return { status: 200, json: { title: "Simulated TAXII server", default: root, api_roots: [root] } };
}

const handleRoot = (): Response => ({
  status: 200,
  json: { title: "API root", versions: [TAXII_TYPE], max_content_length: 10_485_760 },
});

const collection = () => ({
  id: COLLECTION,
  title: "Simulated indicators",
  alias: "indicators",
  can_read: true,
  can_write: false,
  media_types: ["application/stix+json;version=2.1"],
});

function ofCollection(handle: Route["handle"]): Route["handle"] {
  return (call, state) => {
    const [id = ""] = /(?<=\/collections\/)[^/]+/.exec(call.url.pathname) ?? [];
    if (id === COLLECTION || id === "indicators") return handle(call, state);
    return state.settings.taxiiPaging === "offset"
      ? taxiiErrors.forbidden("user", [])
      : taxiiError(404, "ProcessingError", `Collection '${id}' not found`);
  };
}

const route = (endpoint: Endpoint, path: string, handle: Route["handle"]): Route => ({
  service: "taxii",
  endpoint,
  method: "GET",
  path: new RegExp(`^${path}?$`),
  handle: checked(handle),
});

/** The routes of TAXII. */
export const taxiiRoutes: readonly Route[] = [
  route("taxiiDiscovery", "/taxii2/", handleDiscovery),
  route("taxiiRoot", ROOT, handleRoot),
  route("taxiiCollections", `${ROOT}collections/`, () => ({
    status: 200,
    json: { collections: [collection()] },
  })),
  route(
    "taxiiCollections",
    `${ROOT}collections/[^/]+/`,
    ofCollection(() => ({ status: 200, json: collection() })),
  ),
  route("taxiiObjects", `${ROOT}collections/[^/]+/objects/`, ofCollection(handleObjects)),
];
