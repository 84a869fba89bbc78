/** From an asset to a connection: where the calls go, where tokens come from, and under which bounds. */
import { readFileSync } from "node:fs";
import { ConnectorError } from "../contract/errors.js";
import type { SharedAsset } from "../contract/generated/assets/shared.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { Asset } from "../contract/types.js";
import { usualVariables } from "../contract/usual_asset.js";
import { type Environment, isLoopback, proxyAddress, proxyFor, proxyPasswords } from "./proxy.js";
import { Redactor } from "./redact.js";

type AssetKind = Manifest["assets"][string];
type Service = Manifest["services"][string];

/** The parts of a credential that an asset may hold, read from the fields that its kind names. */
export type Credentials = { readonly [Part in keyof AssetKind["credentials"]]: string };

/** A service as one asset reaches it. */
export interface ServiceTarget {
  /** Address without a slash at its end. */
  readonly url: string;
  readonly scopes: readonly string[];
}

/** A usable asset. */
export interface Connection {
  readonly kind: string;
  readonly grant: AssetKind["grant"];
  readonly credentials: Credentials;
  /** Address of the token endpoint; not used by managed identities. */
  readonly tokenUrl: string;
  readonly tenant: string;
  readonly client: string;
  /** The fields that every kind takes, as given. */
  readonly settings: SharedAsset;
  /** Further root certificates, PEM. */
  readonly ca: string | undefined;
  readonly proxyFor: (url: URL) => URL | undefined;
  readonly redactor: Redactor;
  /** Where a service is; throws InvalidAsset where the cloud does not have it, HostNotAllowed for a strange host. */
  target(service: string): ServiceTarget;
}

/** The kind that the asset's fields tell; throws InvalidAsset where none fits. */
export function assetKind(asset: Asset, manifest: Manifest): string {
  for (const [kind, { recognisedBy }] of Object.entries(manifest.assets)) {
    if (recognisedBy.every((field) => Object.hasOwn(asset, field))) return kind;
  }
  const ways = Object.entries(manifest.assets).map(
    ([kind, entry]) => `${entry.recognisedBy.join(" and ")} (${kind})`,
  );
  throw new ConnectorError("InvalidAsset", `The asset holds no credential; give ${ways.join(", or ")}.`, {
    hint: `Where it comes from the environment, set ${usualVariables(manifest)}; nothing was sent.`,
  });
}

/** @param asset already valid against the schema of its kind */
export function connect(asset: Asset, kind: string, manifest: Manifest, env: Environment): Connection {
  const entry = manifest.assets[kind] as AssetKind;
  const settings = asset as SharedAsset;
  const cloudName = settings.cloud ?? cloudOfHosts(asset, manifest);
  const cloud = manifest.clouds[cloudName];
  if (cloud === undefined)
    throw new ConnectorError(
      "InvalidAsset",
      `cloud ${cloudName} is not one of ${Object.keys(manifest.clouds).join(", ")}.`,
    );
  const credentials = pick(asset, entry.credentials);
  const login = { ...cloud, hosts: [new URL(cloud.login).hostname, ...cloud.loginHosts] };
  const tokenUrl = tokenEndpoint(settings, credentials, login.login);
  const tokenField = credentials.tokenUrl === undefined ? "login_url" : "token_url";
  checkHost(tokenUrl, tokenField, { hosts: login.hosts, settings, manifest });
  if (settings.http_proxy !== undefined) proxyAddress(settings.http_proxy, "http_proxy");
  const path = new URL(tokenUrl).pathname.split("/");
  return {
    kind,
    grant: entry.grant,
    credentials,
    tokenUrl,
    tenant: credentials.tenantId ?? path[1] ?? "",
    client: credentials.clientId ?? credentials.managedIdentity ?? "",
    settings,
    ca: settings.ca_file === undefined ? undefined : rootsOf(settings.ca_file),
    proxyFor: (url) => proxyFor(url, settings.http_proxy, env),
    redactor: redactorOf(asset, entry.secrets, env),
    target: (name) => target(name, asset, cloudName, manifest),
  };
}

/** Where a service is by default, for whoever has no asset yet. */
export function defaultTarget(service: string, manifest: Manifest): ServiceTarget {
  return target(service, {}, cloudOfHosts({}, manifest), manifest);
}

function pick(asset: Asset, fields: AssetKind["credentials"]): Credentials {
  const entries = Object.entries(fields).filter(([, field]) => Object.hasOwn(asset, field));
  return Object.fromEntries(entries.map(([part, field]) => [part, String(asset[field])]));
}

/** The cloud that one of the given addresses belongs to, else the first of the manifest. */
function cloudOfHosts(asset: Asset, manifest: Manifest): string {
  for (const service of Object.values(manifest.services)) {
    const given = asset[service.override];
    if (typeof given !== "string" || !URL.canParse(given)) continue;
    const { hostname } = new URL(given);
    const found = Object.entries(service.clouds).find(([, at]) => hostsOf(at).includes(hostname));
    if (found !== undefined) return found[0];
  }
  return Object.keys(manifest.clouds)[0] as string;
}

function hostsOf(at: Service["clouds"][string]): string[] {
  return [at.host, ...Object.values(at.regions ?? {}), ...at.otherHosts];
}

function target(name: string, asset: Asset, cloudName: string, manifest: Manifest): ServiceTarget {
  const service = manifest.services[name] as Service;
  const at = service.clouds[cloudName];
  if (at === undefined) {
    throw new ConnectorError(
      "InvalidAsset",
      `${service.title} has no address in the ${manifest.clouds[cloudName]?.title ?? cloudName}.`,
    );
  }
  const settings = asset as SharedAsset;
  if (asset[service.override] !== undefined && settings.region !== undefined && at.regions !== undefined) {
    throw new ConnectorError(
      "InvalidAsset",
      `region has no effect beside ${service.override}; leave one of them out.`,
    );
  }
  const given = asset[service.override] as string | undefined;
  const url =
    given === undefined
      ? `https://${regionHost(at, settings, service, cloudName)}`
      : given.replace(/\/+$/, "");
  checkHost(url, service.override, { hosts: hostsOf(at), settings, manifest });
  const scopes =
    service.scopeOverride === undefined ? undefined : (asset[service.scopeOverride] as string[] | undefined);
  return { url, scopes: scopes ?? [at.scope] };
}

function regionHost(
  at: Service["clouds"][string],
  { region }: SharedAsset,
  service: Service,
  cloud: string,
): string {
  const hasRegions = Object.values(service.clouds).some(({ regions }) => regions !== undefined);
  if (region === undefined || !hasRegions) return at.host;
  const host = at.regions?.[region];
  if (host !== undefined) return host;
  const known = Object.keys(at.regions ?? {}).join(", ");
  throw new ConnectorError(
    "InvalidAsset",
    `region ${region} is not known for ${service.title} in the cloud ${cloud}; leave it out${known === "" ? "" : ` or use one of ${known}`}.`,
  );
}

function tokenEndpoint(settings: SharedAsset, credentials: Credentials, login: string): string {
  if (credentials.tokenUrl !== undefined) return credentials.tokenUrl;
  const authority = (settings.login_url ?? login).replace(/\/+$/, "");
  return `${authority}/${encodeURIComponent(credentials.tenantId ?? "organizations")}/oauth2/v2.0/token`;
}

/** Where an address may lie, and what else the asset could say. */
interface Allowed {
  readonly hosts: readonly string[];
  readonly settings: SharedAsset;
  readonly manifest: Pick<Manifest, "clouds">;
}

/** A credential or token goes to a listed host over https, to loopback, or where the asset says that it may. */
function checkHost(address: string, field: string, { hosts, settings, manifest }: Allowed): void {
  if (!URL.canParse(address)) {
    throw new ConnectorError("InvalidAsset", `${field} is not an address; write it as https://host.`);
  }
  const url = new URL(address);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConnectorError(
      "InvalidAsset",
      `${field} must hold neither user name nor query; write it as https://host.`,
    );
  }
  if (isLoopback(url.hostname) && /^https?:$/.test(url.protocol)) return;
  if (url.protocol !== "https:") {
    throw new ConnectorError(
      "HostNotAllowed",
      `${field} must begin with https://; plain http is for loopback only.`,
    );
  }
  if (settings.allow_custom_host === true || (hosts.includes(url.hostname) && url.port === "")) return;
  throw new ConnectorError(
    "HostNotAllowed",
    `${field} names ${url.host}, which is not one of ${hosts.join(", ")}.`,
    {
      hint: `Leave ${field} out, or name the cloud that it belongs to (${Object.keys(manifest.clouds).join(", ")}); set allow_custom_host where you trust the host with your token.`,
    },
  );
}

function redactorOf(asset: Asset, secrets: readonly string[], env: Environment): Redactor {
  const redactor = new Redactor();
  for (const field of secrets) if (typeof asset[field] === "string") redactor.add(asset[field]);
  for (const password of proxyPasswords((asset as SharedAsset).http_proxy, env)) redactor.add(password);
  return redactor;
}

/** Node passes over roots that it cannot read, and the calls would fail without a word of why. */
function rootsOf(path: string): string {
  const text = readText(path, "ca_file");
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ConnectorError("InvalidAsset", `ca_file: the file ${path} holds no certificate in PEM form.`);
}

/** Text of a file that an asset names; throws InvalidAsset. */
export function readText(path: string, field: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw new ConnectorError("InvalidAsset", `${field}: the file ${path} cannot be read (${code}).`);
  }
}
