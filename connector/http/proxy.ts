/** Chooses the proxy of a request: environment first, then asset; no proxy for this machine or NO_PROXY. */
import { addressErrors } from "./messages.js";

/** Environment variables, as an argument. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Returns whether the host name is a loopback address. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "");
  return host === "localhost" || host === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

/** Returns whether the host name is a link-local address. Clouds have their metadata service there. */
function isLinkLocal(hostname: string): boolean {
  return /^169\.254\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/**
 * Returns the proxy for an address, or undefined for a direct call.
 * @param assetProxy - `http_proxy` of the asset
 * @throws InvalidAsset if the address of the proxy is not valid
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

/** Scheme, credentials, host in ASCII and port only. A URL parser accepts other forms and changes them. */
const proxyForm = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?(?:[^\s\p{Cc}\p{Cf}\\/?#]*@)?[A-Za-z0-9._:[\]-]+\/?$/u;

/** Parses the address of a proxy, with or without a scheme. @throws InvalidAsset, without quoting the text */
export function proxyAddress(text: string, field: string): URL {
  const url = proxyForm.test(text) ? parsed(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.port !== "0") return url;
  throw addressErrors.invalidProxy(field);
}

/** Returns the passwords of all possible proxies, plain and in the form in which they are sent. */
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

/** Decodes percent-encoding. Returns the text unchanged if it is not validly encoded, such as a pasted password. */
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
