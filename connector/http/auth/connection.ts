/** From an asset to a connection: where the calls go, where tokens come from, and under which bounds. */
import { ConnectorError } from "../../contract/errors.js";
import type { SharedAsset } from "../../contract/generated/assets/shared.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import { defaultAssetVariables } from "../../contract/default_asset.js";
import { allowedAddress, baseOf } from "../base_url.js";
import { assertionOf, certificateOf, type Credentials, rootsOf } from "./credentials.js";
import { isHarmless, shown } from "./harmless_fields.js";
import { type Environment, proxyAddress, proxyFor, proxyPasswords } from "../proxy.js";
import { Redactor } from "../redactor.js";
import { assertAddresses, cloudOfHosts, type ServiceTarget, targetOf } from "./target.js";

type AssetKind = Manifest["assets"][string];

/** A usable asset. */
export interface Connection {
  readonly kind: string;
  readonly grant: AssetKind["grant"];
  readonly credentials: Credentials;
  /** Names of the asset fields that hold them. */
  readonly fields: Credentials;
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
  for (const [kind, { detectFields: recognisedBy }] of Object.entries(manifest.assets)) {
    if (recognisedBy.every((field) => Object.hasOwn(asset, field))) return kind;
  }
  const ways = Object.entries(manifest.assets).map(
    ([kind, entry]) => `${entry.detectFields.join(" and ")} (${kind})`,
  );
  throw new ConnectorError("InvalidAsset", `The asset holds no credential; give ${ways.join(", or ")}.`, {
    hint: `Where it comes from the environment, set ${defaultAssetVariables(manifest)}; nothing was sent.`,
  });
}

/** @param asset already valid against the schema of its kind. Reads every file that it names, so that nothing is found out late. */
export function connect(asset: Asset, kind: string, manifest: Manifest, env: Environment): Connection {
  const entry = manifest.assets[kind] as AssetKind;
  const settings = asset as SharedAsset;
  const cloudName = settings.cloud ?? cloudOfHosts(asset, manifest);
  const cloud = manifest.clouds[cloudName];
  if (cloud === undefined) throw unknownCloud(cloudName, manifest);
  const credentials = pick(asset, entry.credentials);
  const tokenUrl = tokenEndpoint({ settings, credentials, fields: entry.credentials, cloud, manifest });
  if (settings.http_proxy !== undefined) proxyAddress(settings.http_proxy, "http_proxy");
  assertScopes(asset, manifest);
  assertAddresses(asset, manifest);
  const connection = {
    kind,
    grant: entry.grant,
    credentials,
    fields: entry.credentials,
    tokenUrl: tokenUrl.href,
    tenant: credentials.tenantId ?? tokenUrl.pathname.split("/")[1] ?? "",
    client: credentials.clientId ?? credentials.managedIdentity ?? "",
    settings,
    ca: settings.ca_file === undefined ? undefined : rootsOf(settings.ca_file, "ca_file"),
    proxyFor: (url: URL) => proxyFor(url, settings.http_proxy, env),
    redactor: redactorOf(asset, entry.secrets, env),
    target: (name: string) => targetOf(name, asset, cloudName, manifest),
  };
  if (connection.grant === "client_certificate") certificateOf(connection);
  if (connection.grant === "client_assertion") assertionOf(connection);
  return connection;
}

function pick(asset: Asset, fields: AssetKind["credentials"]): Credentials {
  const entries = Object.entries(fields).filter(([, field]) => Object.hasOwn(asset, field));
  return Object.fromEntries(entries.map(([part, field]) => [part, String(asset[field])]));
}

function unknownCloud(name: string, { clouds }: Manifest): ConnectorError {
  const known = Object.keys(clouds).join(", ");
  return new ConnectorError("InvalidAsset", `cloud ${shown(name)} is not one of ${known}.`);
}

/** Throws InvalidAsset for a scope that would be read as several. */
function assertScopes(asset: Asset, { services }: Manifest): void {
  for (const { scopeOverride = "" } of Object.values(services)) {
    const scopes = (asset[scopeOverride] ?? []) as string[];
    if (scopes.every((scope) => /^[\x21-\x7e]+$/.test(scope))) continue;
    const message = `${scopeOverride} holds a blank, an invisible character or an empty text; give each scope as a text of its own.`;
    throw new ConnectorError("InvalidAsset", message);
  }
}

/** What the address of the token endpoint is made of. */
interface Endpoint {
  readonly settings: SharedAsset;
  readonly credentials: Credentials;
  readonly fields: Credentials;
  readonly cloud: Manifest["clouds"][string];
  readonly manifest: Manifest;
}

/** The address of the token endpoint. Throws InvalidAsset, HostNotAllowed. */
function tokenEndpoint({ settings, credentials, fields, cloud, manifest }: Endpoint): URL {
  const allowed = { hosts: [new URL(cloud.login).hostname, ...cloud.loginHosts], settings, manifest };
  const { tokenUrl, tenantId = "organizations" } = credentials;
  const login = allowedAddress(settings.login_url ?? cloud.login, "login_url", allowed);
  if (tokenUrl !== undefined) return allowedAddress(tokenUrl, fields.tokenUrl ?? "", allowed);
  if (/\s|\p{Cc}|^\.\.?$/u.test(tenantId)) {
    const message = `${fields.tenantId} must be a directory id or a domain name, without blanks.`;
    throw new ConnectorError("InvalidAsset", message);
  }
  return new URL(`${baseOf(login)}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`);
}

/** Knows the secrets of the asset, and what may be one in a field that is for something else. */
function redactorOf(asset: Asset, secrets: readonly string[], env: Environment): Redactor {
  const redactor = new Redactor();
  for (const field of secrets) if (typeof asset[field] === "string") redactor.add(asset[field]);
  for (const value of Object.values(asset).flat())
    if (typeof value === "string" && !isHarmless(value)) redactor.suspect(value);
  for (const password of proxyPasswords((asset as SharedAsset).http_proxy, env)) redactor.add(password);
  return redactor;
}
