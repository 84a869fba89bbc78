/** Finds the addresses and scopes of services for one asset. */
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import type { AssetSettings } from "../asset_settings.js";
import { addressIn, allowedAddress, baseOf } from "../base_url.js";
import { shown } from "./harmless_fields.js";
import { assetErrors } from "./messages.js";

type Service = Manifest["services"][string];
type CloudAddress = NonNullable<Service["clouds"]>[string];

/** Address and scopes of a service. */
export interface ServiceTarget {
  /** Address without a trailing slash. */
  readonly url: string;
  readonly scopes: readonly string[];
}

/** Returns the default target of a service, for callers without an asset. */
export function defaultTarget(service: string, manifest: Manifest): ServiceTarget {
  if (manifest.services[service]?.clouds === undefined) return { url: addressOfAsset, scopes: [] };
  return targetOf(service, {}, cloudOfHosts({}, manifest), manifest);
}

/** Returns the cloud that a service address of the asset belongs to, otherwise the first cloud of the manifest. */
export function cloudOfHosts(asset: Asset, manifest: Manifest): string {
  for (const service of Object.values(manifest.services)) {
    const given = asset[service.override];
    if (typeof given !== "string" || !URL.canParse(given)) continue;
    const { hostname } = new URL(given);
    const found = Object.entries(service.clouds ?? {}).find(([, at]) => hostsOf(at).includes(hostname));
    if (found !== undefined) return found[0];
  }
  return Object.keys(manifest.clouds)[0] as string;
}

function hostsOf(at: CloudAddress): string[] {
  return [at.host, ...Object.values(at.regions ?? {}), ...at.otherHosts];
}

/** Returns the target of a service for an asset. @throws InvalidAsset, also if the cloud lacks the service; HostNotAllowed */
export function targetOf(name: string, asset: Asset, cloudName: string, manifest: Manifest): ServiceTarget {
  const service = manifest.services[name] as Service;
  if (service.clouds === undefined) return { url: ownAddress(service, asset, manifest), scopes: [] };
  const at = service.clouds[cloudName];
  if (at === undefined)
    throw assetErrors.noAddressInCloud(service.title, manifest.clouds[cloudName]?.title ?? cloudName);
  const settings = asset as AssetSettings;
  if (asset[service.override] !== undefined && settings.region !== undefined && at.regions !== undefined)
    throw assetErrors.uselessRegion(service.override);
  const given = overriding(service, at, asset, manifest);
  const url = given === undefined ? `https://${regionHost(at, settings, service, cloudName)}` : baseOf(given);
  const scopes =
    service.scopeOverride === undefined ? undefined : (asset[service.scopeOverride] as string[] | undefined);
  return { url, scopes: scopes ?? [at.scope] };
}

/** The address of a service without clouds if there is no asset, as in a dry run. */
const addressOfAsset = "https://{url}";

/** Returns the address of a service that only the asset knows. @throws InvalidAsset or HostNotAllowed */
function ownAddress({ title, override }: Service, asset: Asset, manifest: Manifest): string {
  const given = asset[override];
  if (typeof given !== "string") throw assetErrors.noAddress(title, override);
  // The credentials belong to this service, so they may be sent to the host that is next to them.
  return baseOf(
    allowedAddress(given, override, { hosts: [], settings: { allow_custom_host: true }, manifest }),
  );
}

/** Returns the address of the service that the asset sets, if any. @throws InvalidAsset or HostNotAllowed */
function overriding(
  { override }: Service,
  at: CloudAddress,
  asset: Asset,
  manifest: Manifest,
): URL | undefined {
  const given = asset[override] as string | undefined;
  if (given === undefined) return undefined;
  return allowedAddress(given, override, { hosts: hostsOf(at), settings: asset, manifest });
}

/** Checks the addresses of all services, also of those that are not used. @throws InvalidAsset */
export function assertAddresses(asset: Asset, { services }: Manifest): void {
  for (const { override } of Object.values(services))
    if (asset[override] !== undefined) addressIn(asset[override] as string, override);
}

function regionHost(at: CloudAddress, { region }: AssetSettings, service: Service, cloud: string): string {
  const hasRegions = Object.values(service.clouds ?? {}).some(({ regions }) => regions !== undefined);
  if (region === undefined || !hasRegions) return at.host;
  const host = at.regions?.[region];
  if (host !== undefined) return host;
  throw assetErrors.unknownRegion(shown(region), service.title, cloud, Object.keys(at.regions ?? {}));
}
