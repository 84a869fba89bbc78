/** Reads the credentials of a connection, and the files that an asset names. No message quotes a value. */
import { type KeyObject, type X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConnectorError } from "../../contract/errors.js";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { readCertificate, readPrivateKey } from "./key_material.js";

/** The parts of a credential that an asset may hold, read from the fields that its kind names. */
export type Credentials = { readonly [Part in keyof Manifest["assets"][string]["credentials"]]: string };

/** Credentials, and the names of the asset fields that hold them. */
interface Held {
  readonly credentials: Credentials;
  readonly fields: Credentials;
}

/** The certificate of a connection with its key. Throws InvalidAsset. */
export function certificateOf({ credentials, fields }: Held): {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
} {
  const { certificate: certificateField = "certificate", privateKey: keyField = "privateKey" } = fields;
  const certificate = readCertificate(credentials.certificate ?? "", certificateField);
  const key = readPrivateKey(credentials.privateKey ?? "", keyField);
  if (certificate.checkPrivateKey(key)) return { certificate, key };
  throw new ConnectorError("InvalidAsset", `${keyField} is not the key of ${certificateField}.`);
}

/** The federated token of a connection, as its file holds it now. Throws InvalidAsset. */
export function assertionOf({ credentials, fields }: Held): string {
  const { assertionFile: field = "assertionFile" } = fields;
  const text = readText(credentials.assertionFile ?? "", field).trim();
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw new ConnectorError("InvalidAsset", `${field}: the file that it names holds no token.`);
}

/** Further root certificates. Node ignores those that it cannot read, and the calls would fail without a reason. Throws InvalidAsset. */
export function rootsOf(path: string, field: string): string {
  const text = readText(path, field);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new ConnectorError(
    "InvalidAsset",
    `${field}: the file that it names holds no certificate in PEM form.`,
  );
}

function readText(path: string, field: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw new ConnectorError("InvalidAsset", `${field}: the file that it names cannot be read (${code}).`);
  }
}
