/** Reads the addresses that an asset gives. What is checked is what is used: the parsed address, never its text. */
import { ConnectorError } from "../contract/errors.js";
import type { SharedAsset } from "../contract/generated/assets/shared.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import { shown } from "./auth/harmless_fields.js";
import { isLoopback } from "./proxy.js";

const printable = /^[\x21-\x7e]*$/;
/** Other forms that a URL parser accepts mean something else than they seem to. */
const form = /^[a-z][a-z0-9+.-]*:\/\/([^/\\%]+)(?:\/[^\\]*)?$/i;

/** The address. Throws InvalidAsset, without quoting it: a secret may be in the wrong field. */
export function addressIn(text: string, field: string): URL {
  const fault = faultOf(text);
  if (fault === undefined) return new URL(text);
  throw new ConnectorError("InvalidAsset", `${field} ${fault}; write it as https://host.`);
}

/** Which hosts an address may name, and what else the asset could say. */
export interface Allowed {
  readonly hosts: readonly string[];
  readonly settings: SharedAsset;
  readonly manifest: Pick<Manifest, "clouds">;
}

/**
 * The address, if a credential or token may be sent there: a listed host over https, loopback, or what the asset
 * allows. Throws InvalidAsset, HostNotAllowed.
 */
export function allowedAddress(text: string, field: string, { hosts, settings, manifest }: Allowed): URL {
  const url = addressIn(text, field);
  if (isLoopback(url.hostname) && /^https?:$/.test(url.protocol)) return url;
  if (url.protocol !== "https:") {
    throw new ConnectorError(
      "HostNotAllowed",
      `${field} must begin with https://; plain http is for loopback only.`,
    );
  }
  if (settings.allow_custom_host === true || (hosts.includes(url.hostname) && url.port === "")) return url;
  const host = shown(url.hostname) + (url.port === "" ? "" : `:${url.port}`);
  throw new ConnectorError(
    "HostNotAllowed",
    `${field} names ${host}, which is not one of ${hosts.join(", ")}.`,
    {
      hint: `Leave ${field} out, or name the cloud that it belongs to (${Object.keys(manifest.clouds).join(", ")}); set allow_custom_host if you trust the host with your token.`,
    },
  );
}

/** The address as text, without a slash at its end. */
export function baseOf({ origin, pathname }: URL): string {
  return origin + pathname.replace(/\/+$/, "");
}

function faultOf(text: string): string | undefined {
  if (!printable.test(text))
    return "holds a blank, a control character, or a letter outside ASCII (such a host is written as xn--…)";
  const [, authority] = form.exec(text.replace(/[?#].*/, "")) ?? [];
  if (authority?.includes("@") === true) return "must not hold a user name or a password";
  if (/[?#]/.test(text)) return "must not have a query or a fragment";
  if (authority === undefined || !URL.canParse(text)) return "is not an address";
  return new URL(text).port === "0" ? "names port 0, which nobody listens on" : undefined;
}
