/** Reads the credentials of a connection, and the files that an asset names. */
import { type KeyObject, type X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Manifest } from "../../contract/generated/meta/manifest.js";
import { readCertificate, readPrivateKey } from "./key_material.js";
import { keyErrors } from "./messages.js";

/** The parts of a credential that an asset may hold, read from the fields that its kind names. */
export type Credentials = { readonly [Part in keyof Manifest["assets"][string]["credentials"]]: string };

/** Credentials with the names of the asset fields that hold them. */
interface Held {
  readonly credentials: Credentials;
  readonly fields: Credentials;
}

/** A certificate with its private key. */
export interface CertificateWithKey {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** Returns the certificate of a connection with its key. @throws InvalidAsset */
function certificateOf({ credentials, fields }: Held): CertificateWithKey {
  const { certificate: certificateField = "certificate", privateKey: keyField = "privateKey" } = fields;
  const certificate = readCertificate(credentials.certificate ?? "", certificateField);
  const key = readPrivateKey(credentials.privateKey ?? "", keyField);
  if (certificate.checkPrivateKey(key)) return { certificate, key };
  throw keyErrors.wrongKey(keyField, certificateField);
}

/**
 * Returns a function that reads the certificate again, since a long run may need a token after its renewal. A file that
 * is gone, or does not fit the other one, does not replace the last pair.
 * @throws InvalidAsset if the first pair is not valid
 */
export function renewedCertificateOf(held: Held): () => CertificateWithKey {
  let last = certificateOf(held);
  return () => {
    try {
      last = certificateOf(held);
    } catch {
      // A check of the asset reports it.
    }
    return last;
  };
}

/** Reads the federated token of a connection from its file. @throws InvalidAsset */
export function assertionOf({ credentials, fields }: Held): string {
  const { assertionFile: field = "assertionFile" } = fields;
  const text = readText(credentials.assertionFile ?? "", field).trim();
  if (/^[\x21-\x7e]+$/.test(text)) return text;
  throw keyErrors.fileWithout(field, "token");
}

/**
 * Reads further root certificates. Checked here because Node ignores certificates that it cannot read: every call
 * would fail with a misleading reason.
 * @throws InvalidAsset
 */
export function rootsOf(path: string, field: string): string {
  const text = readText(path, field);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw keyErrors.fileWithout(field, "certificate in PEM form");
}

function readText(path: string, field: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw keyErrors.unreadableFile(field, code);
  }
}
