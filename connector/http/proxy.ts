/** Which proxy a request goes through: the environment before the asset, none for this machine or NO_PROXY. */
import { ConnectorError } from "../contract/errors.js";

/** Environment variables, as an argument. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** True for an address of this machine itself. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** True for an address of the host's own network link: where a cloud has its metadata service. */
function isLinkLocal(hostname: string): boolean {
  return /^169\.254\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/**
 * The proxy for that address; undefined for a direct call. Throws InvalidAsset where the one to use is no proxy.
 * @param assetProxy the asset's `http_proxy`
 */
export function proxyFor(url: URL, assetProxy: string | undefined, env: Environment): URL | undefined {
  if (isLoopback(url.hostname) || isLinkLocal(url.hostname)) return undefined;
  if (isExempt(url, variable(env, "no_proxy") ?? "")) return undefined;
  const scheme = url.protocol.slice(0, -1);
  for (const name of [`${scheme}_proxy`, "all_proxy"]) {
    const value = variable(env, name);
    if (value !== undefined) return proxyAddress(value, name.toUpperCase());
  }
  return assetProxy === undefined ? undefined : proxyAddress(assetProxy, "http_proxy");
}

/** Scheme, credentials, host in ASCII and port, nothing else: a URL parser accepts other forms, and changes them. */
const proxyForm = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?(?:[^\s\p{Cc}\p{Cf}\\/?#]*@)?[A-Za-z0-9._:[\]-]+\/?$/u;

/** The address of a proxy, its scheme left out or not; throws InvalidAsset, without quoting it. */
export function proxyAddress(text: string, field: string): URL {
  const url = proxyForm.test(text) ? parsed(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.port !== "0") return url;
  throw new ConnectorError(
    "InvalidAsset",
    `${field} is not the address of an HTTP proxy; write it as http://host:port.`,
  );
}

/** Passwords of all proxies that could be used, plain and as they are sent. */
export function proxyPasswords(assetProxy: string | undefined, env: Environment): string[] {
  const names = ["https_proxy", "http_proxy", "all_proxy"];
  const proxies = [assetProxy, ...names.map((name) => variable(env, name))];
  return proxies.flatMap((text) => {
    const { username = "", password = "" } = (text === undefined ? undefined : parsed(text)) ?? {};
    if (password === "") return [];
    const basic = Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64");
    return [decoded(password), basic];
  });
}

/** Percent-decoded; as it stands where it is not encoded, as people paste passwords. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function parsed(text: string): URL | undefined {
  const address = text.includes("://") ? text : `http://${text}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

function variable(env: Environment, name: string): string | undefined {
  return env[name] || env[name.toUpperCase()] || undefined;
}

function isExempt(url: URL, noProxy: string): boolean {
  const host = url.hostname.toLowerCase();
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => {
      const [, name = "", entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (entryPort !== undefined && entryPort !== port) return false;
      const suffix = name.replace(/^\*/, "");
      return suffix === "" || host === suffix || (suffix.startsWith(".") && host.endsWith(suffix));
    });
}
