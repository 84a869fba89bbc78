/** Reads the addresses in an asset. Checks the parsed address, which is also the one that is used. */
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { AssetSettings } from "./asset_settings.js";
import { shown } from "./auth/harmless_fields.js";
import { addressErrors, type addressFaults } from "./messages.js";
import { isLoopback } from "./proxy.js";

const printable = /^[\x21-\x7e]*$/;
/** A URL parser accepts more forms, but the meaning of those is not the apparent one. */
const form = /^[a-z][a-z0-9+.-]*:\/\/([^/\\%]+)(?:\/[^\\]*)?$/i;

/** Parses an address. @throws InvalidAsset, without quoting the text: a secret may be in the wrong field */
export function addressIn(text: string, field: string): URL {
  const fault = faultOf(text);
  if (fault === undefined) return new URL(text);
  throw addressErrors.invalidAddress(field, fault);
}

/** Hosts that an address may name. */
export interface Allowed {
  readonly hosts: readonly string[];
  readonly settings: AssetSettings;
  readonly manifest: Pick<Manifest, "clouds">;
}

/**
 * Parses an address to which credentials and tokens may be sent: a listed host over https, loopback, or any host if
 * the asset allows it.
 * @throws InvalidAsset or HostNotAllowed
 */
export function allowedAddress(text: string, field: string, { hosts, settings, manifest }: Allowed): URL {
  const url = addressIn(text, field);
  if (isLoopback(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== "https:") throw addressErrors.insecure(field);
  if (settings.allow_custom_host === true || (hosts.includes(url.hostname) && url.port === "")) return url;
  const host = shown(url.hostname) + (url.port === "" ? "" : `:${url.port}`);
  throw addressErrors.hostNotAllowed(field, host, hosts, Object.keys(manifest.clouds));
}

/** Returns the address as text, without a trailing slash. */
export function baseOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "");
}

function faultOf(text: string): keyof typeof addressFaults | undefined {
  if (!printable.test(text)) return "characters";
  const [, authority] = form.exec(text.replace(/[?#].*/, "")) ?? [];
  if (authority?.includes("@") === true) return "credentials";
  if (/[?#]/.test(text)) return "query";
  if (authority === undefined || !URL.canParse(text)) return "form";
  return new URL(text).port === "0" ? "port" : undefined;
}
