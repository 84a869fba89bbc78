/** Which proxy a request goes through: the environment before the asset, none for this machine or NO_PROXY. */

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

/** The proxy for that address; undefined for a direct call. @param assetProxy the asset's `http_proxy` */
export function proxyFor(url: URL, assetProxy: string | undefined, env: Environment): URL | undefined {
  if (isLoopback(url.hostname) || isLinkLocal(url.hostname)) return undefined;
  if (isExempt(url, variable(env, "no_proxy") ?? "")) return undefined;
  const scheme = url.protocol.slice(0, -1);
  const proxy = variable(env, `${scheme}_proxy`) ?? variable(env, "all_proxy") ?? assetProxy;
  if (proxy === undefined) return undefined;
  return new URL(proxy.includes("://") ? proxy : `http://${proxy}`);
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
