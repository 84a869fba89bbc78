/** Makes a connection from an asset: addresses of services and of the login, credentials, proxy and secrets. */
import type { ConnectorError } from "../../contract/errors.js";
import type { SharedAsset } from "../../contract/generated/assets/shared.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import { defaultAssetVariables } from "../../contract/default_asset.js";
import { allowedAddress, baseOf } from "../base_url.js";
import { assertionOf, certificateOf, type Credentials, rootsOf } from "./credentials.js";
import { isHarmless, shown } from "./harmless_fields.js";
import { assetErrors } from "./messages.js";
import { type Environment, proxyAddress, proxyFor, proxyPasswords } from "../proxy.js";
import { Redactor } from "../redactor.js";
import { assertAddresses, cloudOfHosts, type ServiceTarget, targetOf } from "./target.js";

type AssetKind = Manifest["assets"][string];

/** A checked asset, ready for use. */
export interface Connection {
  readonly kind: string;
  readonly grant: AssetKind["grant"];
  readonly credentials: Credentials;
  /** Names of the asset fields that hold the credentials. */
  readonly fields: Credentials;
  /** Address of the token endpoint. Managed identities do not use it. */
  readonly tokenUrl: string;
  readonly tenant: string;
  readonly client: string;
  /** The fields that every kind of asset accepts, unchanged. */
  readonly settings: SharedAsset;
  /** Further root certificates, PEM. */
  readonly ca: string | undefined;
  readonly proxyFor: (url: URL) => URL | undefined;
  readonly redactor: Redactor;
  /**
   * Returns the address and scopes of a service.
   * @throws InvalidAsset if the cloud does not have the service; HostNotAllowed for an unknown host
   */
  target(service: string): ServiceTarget;
}

/** Returns the kind of an asset, found by its fields. @throws InvalidAsset if the asset fits no kind */
export function assetKind(asset: Asset, manifest: Manifest): string {
  for (const [kind, { detectFields }] of Object.entries(manifest.assets)) {
    if (detectFields.every((field) => Object.hasOwn(asset, field))) return kind;
  }
  const kinds = Object.entries(manifest.assets).map(
    ([kind, entry]) => `${entry.detectFields.join(" and ")} (${kind})`,
  );
  throw assetErrors.noCredential(kinds, defaultAssetVariables(manifest));
}

/**
 * Makes a connection. Reads every file that the asset names, so that a missing file is reported before the first call.
 * @param asset - valid against the schema of its kind
 */
export function connect(asset: Asset, kind: string, manifest: Manifest, env: Environment): Connection {
  const entry = manifest.assets[kind] as AssetKind;
  const settings = asset as SharedAsset;
  const cloudName = settings.cloud ?? cloudOfHosts(asset, manifest);
  const cloud = manifest.clouds[cloudName];
  if (cloud === undefined) throw cloudError(cloudName, manifest);
  const credentials = pick(asset, entry.credentials);
  const tokenUrl = tokenEndpoint({ settings, credentials, fields: entry.credentials, cloud, manifest });
  assertReachable(asset, manifest);
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
  assertCredentials(connection);
  return connection;
}

/** Checks the proxy, the scopes and the addresses of the asset. */
function assertReachable(asset: Asset, manifest: Manifest): void {
  const { http_proxy } = asset as SharedAsset;
  if (http_proxy !== undefined) proxyAddress(http_proxy, "http_proxy");
  assertScopes(asset, manifest);
  assertAddresses(asset, manifest);
}

/** Checks that a certificate or an assertion can be read. */
function assertCredentials(connection: Connection): void {
  if (connection.grant === "client_certificate") certificateOf(connection);
  if (connection.grant === "client_assertion") assertionOf(connection);
}

function pick(asset: Asset, fields: AssetKind["credentials"]): Credentials {
  const entries = Object.entries(fields).filter(([, field]) => Object.hasOwn(asset, field));
  return Object.fromEntries(entries.map(([part, field]) => [part, String(asset[field])]));
}

function cloudError(name: string, { clouds }: Manifest): ConnectorError {
  return assetErrors.unknownCloud(shown(name), Object.keys(clouds));
}

/** @throws InvalidAsset for a scope that the login service would read as several scopes */
function assertScopes(asset: Asset, { services }: Manifest): void {
  for (const { scopeOverride = "" } of Object.values(services)) {
    const scopes = (asset[scopeOverride] ?? []) as string[];
    if (!scopes.every((scope) => /^[\x21-\x7e]+$/.test(scope))) throw assetErrors.invalidScope(scopeOverride);
  }
}

/** Parts of the address of the token endpoint. */
interface Endpoint {
  readonly settings: SharedAsset;
  readonly credentials: Credentials;
  readonly fields: Credentials;
  readonly cloud: Manifest["clouds"][string];
  readonly manifest: Manifest;
}

/** Returns the address of the token endpoint. @throws InvalidAsset or HostNotAllowed */
function tokenEndpoint({ settings, credentials, fields, cloud, manifest }: Endpoint): URL {
  const allowed = { hosts: [new URL(cloud.login).hostname, ...cloud.loginHosts], settings, manifest };
  const { tokenUrl, tenantId = "organizations" } = credentials;
  const login = allowedAddress(settings.login_url ?? cloud.login, "login_url", allowed);
  if (tokenUrl !== undefined) return allowedAddress(tokenUrl, fields.tokenUrl ?? "", allowed);
  if (/\s|\p{Cc}|^\.\.?$/u.test(tenantId)) throw assetErrors.invalidTenant(fields.tenantId ?? "");
  return new URL(`${baseOf(login)}/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`);
}

/** Returns a redactor for the secrets of the asset, and for values of other fields that may be secrets. */
function redactorOf(asset: Asset, secrets: readonly string[], env: Environment): Redactor {
  const redactor = new Redactor();
  for (const field of secrets) if (typeof asset[field] === "string") redactor.add(asset[field]);
  for (const value of Object.values(asset).flat())
    if (typeof value === "string" && !isHarmless(value)) redactor.suspect(value);
  for (const password of proxyPasswords((asset as SharedAsset).http_proxy, env)) redactor.add(password);
  return redactor;
}
