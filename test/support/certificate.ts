/** Creates certificates at test time, so that the repository contains no private key. Node itself can only read them. */
import { isIPv4 } from "node:net";
import { generate } from "selfsigned";

/** A key with its certificate. */
export interface Identity {
  /** PEM (PKCS 8). */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** Creates a self-signed certificate authority. */
export function authority(name = "Test root"): Promise<Identity> {
  return issue(name, [{ name: "basicConstraints", cA: true }]);
}

/** Creates a certificate for host names and IPv4 addresses; self-signed if there is no issuer. */
export function identity(hosts: readonly string[], issuer?: Identity): Promise<Identity> {
  return issue(
    hosts[0] ?? "test",
    [
      { name: "basicConstraints", cA: false },
      { name: "subjectAltName", altNames: hosts.map(altName) },
    ],
    issuer,
  );
}

/** Creates an expired self-signed certificate. */
export function expired(hosts: readonly string[]): Promise<Identity> {
  return ofTime(hosts, new Date("2020-01-01"), new Date("2021-01-01"));
}

/** Creates a self-signed certificate that is not valid yet. */
export function notYetValid(hosts: readonly string[]): Promise<Identity> {
  return ofTime(hosts, new Date("2099-01-01"), new Date("2100-01-01"));
}

async function ofTime(hosts: readonly string[], notBeforeDate: Date, notAfterDate: Date): Promise<Identity> {
  const made = await generate([{ name: "commonName", value: hosts[0] ?? "test" }], {
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: hosts.map(altName) }],
    notBeforeDate,
    notAfterDate,
  });
  return { key: made.private, cert: made.cert };
}

type Options = NonNullable<Parameters<typeof generate>[1]>;

async function issue(
  commonName: string,
  extensions: NonNullable<Options["extensions"]>,
  ca?: Identity,
): Promise<Identity> {
  const made = await generate([{ name: "commonName", value: commonName }], {
    algorithm: "sha256",
    extensions,
    ...(ca === undefined ? {} : { ca }),
  });
  return { key: made.private, cert: made.cert };
}

function altName(host: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIPv4(host) ? { type: 7, ip: host } : { type: 2, value: host };
}
