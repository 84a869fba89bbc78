/** Makes certificates at test time, so that no private key lies in the repository. Node itself can only read them. */
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A key with its certificate. */
export interface Identity {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** PEM (PKCS 8). */
  readonly key: string;
  /** PEM. */
  readonly cert: string;
}

/** A certificate authority that signs itself. */
export function authority(name = "Test root"): Identity {
  return issue(name, { extensions: [basicConstraints(true)] });
}

/** A certificate for those host names and IPv4 addresses; signed by itself where no issuer is given. */
export function identity(hosts: readonly string[], issuer?: Identity): Identity {
  return issue(hosts[0] ?? "test", { issuer, extensions: [basicConstraints(false), altNames(hosts)] });
}

interface Order {
  readonly issuer?: Identity | undefined;
  readonly extensions: readonly Buffer[];
}

function issue(name: string, { issuer, extensions }: Order): Identity {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const content = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sha256WithRsa,
    commonName(issuer?.name ?? name),
    sequence(time("200101000000Z"), time("491231235959Z")),
    commonName(name),
    createPublicKey(privateKey).export({ type: "spki", format: "der" }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = sign("sha256", content, issuer?.privateKey ?? privateKey);
  const cert = sequence(content, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
  return {
    name,
    privateKey,
    key: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${lines(cert)}\n-----END CERTIFICATE-----\n`,
  };
}

/** Base64 in lines of 64; an empty line at the end would spoil the PEM. */
const lines = (content: Buffer) => content.toString("base64").replace(/.{64}(?=.)/g, "$&\n");

/** One element of ASN.1 in its DER form. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const bytes = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, body]);
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const integer = (value: Buffer) => der(0x02, value);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const octets = (...parts: readonly Buffer[]) => der(0x04, ...parts);
const truth = der(0x01, Buffer.from([0xff]));
const time = (text: string) => der(0x17, Buffer.from(text));
const sha256WithRsa = sequence(oid("2a864886f70d01010b"), der(0x05));
const commonName = (text: string) =>
  sequence(der(0x31, sequence(oid("550403"), der(0x0c, Buffer.from(text)))));

const basicConstraints = (isAuthority: boolean) =>
  sequence(oid("551d13"), truth, octets(sequence(...(isAuthority ? [truth] : []))));

/** Clients of TLS look here, no longer at the common name. */
const altNames = (hosts: readonly string[]) =>
  sequence(oid("551d11"), octets(sequence(...hosts.map(altName))));

const altName = (host: string) =>
  isIPv4(host) ? der(0x87, Buffer.from(host.split(".").map(Number))) : der(0x82, Buffer.from(host));
