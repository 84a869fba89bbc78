/** Makes a connection from an asset: addresses of services and of the login, credentials, proxy and secrets. */
import { createHash } from "node:crypto";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import type { AssetSettings } from "../asset_settings.js";
import { allowedAddress, baseOf } from "../base_url.js";
import { credentialHeaders, type Headers, secretsOf } from "./credential_headers.js";
import {
  assertionOf,
  type CertificateWithKey,
  type Credentials,
  renewedCertificateOf,
  rootsOf,
} from "./credentials.js";
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
  /** Headers with the credentials for each request; undefined if the login service issues a token instead. */
  readonly headers: Headers | undefined;
  /** Address of the token endpoint; empty without a login. Managed identities do not use it. */
  readonly tokenUrl: string;
  readonly tenant: string;
  readonly client: string;
  /** The fields of the asset that are not credentials, unchanged. */
  readonly settings: AssetSettings;
  /** Returns the certificate to log in with; undefined for other grants. */
  readonly certificate: (() => CertificateWithKey) | undefined;
  /** Further root certificates, PEM. */
  readonly ca: string | undefined;
  readonly proxyFor: (url: URL) => URL | undefined;
  readonly redactor: Redactor;
  /**
   * Returns the address and scopes of a service.
   * @throws InvalidAsset if the service does not accept this kind of asset, or the cloud does not have the service;
   *   HostNotAllowed for an unknown host
   */
  target(service: string): ServiceTarget;
}

/**
 * Makes a connection. Reads every file that the asset names, so that a missing file is reported before the first call.
 * @param asset - valid against the schema of its kind
 */
export function connect(asset: Asset, kind: string, manifest: Manifest, env: Environment): Connection {
  const entry = manifest.assets[kind] as AssetKind;
  const settings = asset as AssetSettings;
  const cloudName = settings.cloud ?? cloudOfHosts(asset, manifest);
  const cloud = cloudNamed(cloudName, manifest);
  const credentials = pick(asset, entry.credentials);
  const held = { credentials, fields: entry.credentials };
  const headers = credentialHeaders(entry.grant, held);
  const login =
    headers === undefined ? loginOf({ settings, ...held, cloud, manifest }) : noLogin(headers, held);
  assertReachable(asset, manifest);
  if (entry.grant === "client_assertion") assertionOf(held);
  return {
    kind,
    grant: entry.grant,
    ...held,
    headers,
    ...login,
    settings,
    certificate: entry.grant === "client_certificate" ? renewedCertificateOf(held) : undefined,
    ca: settings.ca_file === undefined ? undefined : rootsOf(settings.ca_file, "ca_file"),
    proxyFor: (url: URL) => proxyFor(url, settings.http_proxy, env),
    redactor: redactorOf(asset, [...secretFields(asset, entry), ...secretsOf(headers ?? {})], env),
    target(name: string) {
      assertAccepted(kind, name, manifest);
      return targetOf(name, asset, cloudName, manifest);
    },
  };
}

type Login = Pick<Connection, "tokenUrl" | "tenant" | "client">;

function loginOf(endpoint: Endpoint): Login {
  const { credentials } = endpoint;
  const tokenUrl = tokenEndpoint(endpoint);
  return {
    tokenUrl: tokenUrl.href,
    tenant: credentials.tenantId ?? tokenUrl.pathname.split("/")[1] ?? "",
    client: credentials.clientId ?? credentials.managedIdentity ?? "",
  };
}

/** Rate limits and journals of two keys are separate, so the client is the user, or a digest of the key. */
function noLogin(headers: Headers, { credentials }: { readonly credentials: Credentials }): Login {
  const [secret = ""] = secretsOf(headers);
  const digest = secret === "" ? "" : createHash("sha256").update(secret).digest("hex").slice(0, 16);
  return { tokenUrl: "", tenant: "", client: credentials.username ?? digest };
}

function secretFields(asset: Asset, { secrets }: AssetKind): string[] {
  return secrets.flatMap((field) => (typeof asset[field] === "string" ? [asset[field]] : []));
}

/** @throws InvalidAsset if the service does not accept this kind of asset */
function assertAccepted(kind: string, name: string, { services }: Manifest): void {
  const { title, accepts } = services[name] as Manifest["services"][string];
  if (!accepts.includes(kind)) throw assetErrors.notAccepted(title, kind, accepts);
}

/** Checks the proxy, the scopes and the addresses of the asset. */
function assertReachable(asset: Asset, manifest: Manifest): void {
  const { http_proxy } = asset as AssetSettings;
  if (http_proxy !== undefined) proxyAddress(http_proxy, "http_proxy");
  assertScopes(asset, manifest);
  assertAddresses(asset, manifest);
}

function pick(asset: Asset, fields: AssetKind["credentials"]): Credentials {
  const entries = Object.entries(fields).filter(([, field]) => Object.hasOwn(asset, field));
  return Object.fromEntries(entries.map(([part, field]) => [part, String(asset[field])]));
}

/** @throws InvalidAsset for a cloud that is not declared */
function cloudNamed(name: string, { clouds }: Manifest): Manifest["clouds"][string] {
  const cloud = clouds[name];
  if (cloud === undefined) throw assetErrors.unknownCloud(shown(name), Object.keys(clouds));
  return cloud;
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
  readonly settings: AssetSettings;
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
  for (const secret of secrets) redactor.add(secret);
  for (const value of Object.values(asset).flat())
    if (typeof value === "string" && !isHarmless(value)) redactor.suspect(value);
  for (const password of proxyPasswords((asset as AssetSettings).http_proxy, env)) redactor.add(password);
  return redactor;
}
