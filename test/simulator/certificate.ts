// Makes a self-signed certificate at test time, so that no private key lies in the repository.
import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";

const SHA256_WITH_RSA = Buffer.from("300d06092a864886f70d01010b0500", "hex");

function der(tag: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const long = Buffer.alloc(4);
  long.writeUInt32BE(body.length);
  const bytes = long.subarray(long.findIndex((byte) => byte !== 0));
  const length =
    body.length < 128 ? Buffer.from([body.length]) : Buffer.from([0x80 | bytes.length, ...bytes]);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const integer = (value: number) => der(0x02, Buffer.from([value]));
const bits = (value: Buffer) => der(0x03, Buffer.from([0]), value);
const time = (text: string) => der(0x17, Buffer.from(text));
const commonName = (text: string) =>
  sequence(der(0x31, sequence(der(0x06, Buffer.from("550403", "hex")), der(0x0c, Buffer.from(text)))));

// subjectAltName: IP 127.0.0.1, because clients of TLS no longer look at the common name.
const ALT_NAME = sequence(
  der(0x06, Buffer.from("551d11", "hex")),
  der(0x04, sequence(der(0x87, Buffer.from([127, 0, 0, 1])))),
);

const pem = (name: string, content: Buffer) =>
  `-----BEGIN ${name}-----\n${content.toString("base64").replace(/.{64}/g, "$&\n")}\n-----END ${name}-----\n`;

export interface Identity {
  key: KeyObject;
  keyPem: string;
  cert: string;
}

/** An RSA key and a certificate for 127.0.0.1, valid from 2020 to 2049. */
export function selfSigned(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const name = commonName("simulator.test");
  const content = sequence(
    der(0xa0, integer(2)),
    integer(1),
    SHA256_WITH_RSA,
    name,
    sequence(time("200101000000Z"), time("491231235959Z")),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(ALT_NAME)),
  );
  const signature = sign("sha256", content, privateKey);
  const cert = pem("CERTIFICATE", sequence(content, SHA256_WITH_RSA, bits(signature)));
  return { key: privateKey, keyPem: privateKey.export({ type: "pkcs8", format: "pem" }) as string, cert };
}
