/** Where the services are, as one asset reaches them. */
import { ConnectorError } from "../../contract/errors.js";
import type { SharedAsset } from "../../contract/generated/assets/shared.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import type { Asset } from "../../contract/types.js";
import { addressIn, allowedAddress, baseOf } from "../base_url.js";
import { shown } from "./harmless_fields.js";

type Service = Manifest["services"][string];

/** A service as one asset reaches it. */
export interface ServiceTarget {
  /** Address without a slash at its end. */
  readonly url: string;
  readonly scopes: readonly string[];
}

/** Where a service is by default, for whoever has no asset yet. */
export function defaultTarget(service: string, manifest: Manifest): ServiceTarget {
  return targetOf(service, {}, cloudOfHosts({}, manifest), manifest);
}

/** The cloud that one of the given addresses belongs to, else the first of the manifest. */
export function cloudOfHosts(asset: Asset, manifest: Manifest): string {
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

/** Where a service is for that asset. Throws InvalidAsset where the cloud does not have it, HostNotAllowed. */
export function targetOf(name: string, asset: Asset, cloudName: string, manifest: Manifest): ServiceTarget {
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
  const given = overriding(service, asset, cloudName, manifest);
  const url = given === undefined ? `https://${regionHost(at, settings, service, cloudName)}` : baseOf(given);
  const scopes =
    service.scopeOverride === undefined ? undefined : (asset[service.scopeOverride] as string[] | undefined);
  return { url, scopes: scopes ?? [at.scope] };
}

/** The asset's own address of the service, if it has one. Throws InvalidAsset, HostNotAllowed. */
function overriding(
  { override, clouds }: Service,
  asset: Asset,
  cloudName: string,
  manifest: Manifest,
): URL | undefined {
  const given = asset[override] as string | undefined;
  if (given === undefined) return undefined;
  const hosts = hostsOf(clouds[cloudName] as Service["clouds"][string]);
  return allowedAddress(given, override, { hosts, settings: asset, manifest });
}

/** Throws InvalidAsset for what is no address of a service, whether that service is used or not. */
export function assertAddresses(asset: Asset, { services }: Manifest): void {
  for (const { override } of Object.values(services))
    if (asset[override] !== undefined) addressIn(asset[override] as string, override);
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
    `region ${shown(region)} is not known for ${service.title} in the cloud ${cloud}; leave it out${known === "" ? "" : ` or use one of ${known}`}.`,
  );
}
