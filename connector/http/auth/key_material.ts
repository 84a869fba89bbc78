/** Reads certificates and keys: PEM, DER in base64, or the path of a file with PEM or DER. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { keyErrors } from "./messages.js";

/** A type of key material. */
interface MaterialType<Material> {
  readonly title: string;
  /** Matches the label of the PEM block. */
  readonly label: RegExp;
  /** Throws if the bytes are something else. */
  readonly read: (der: Buffer) => Material;
}

const certificates: MaterialType<X509Certificate> = {
  title: "certificate",
  label: /^(?:X509 )?CERTIFICATE$/,
  read: (der) => new X509Certificate(der),
};

const privateKeys: MaterialType<KeyObject> = {
  title: "private key",
  label: /^(?:RSA |EC |ENCRYPTED )?PRIVATE KEY$/,
  read(der) {
    for (const encoding of ["pkcs8", "pkcs1", "sec1"] as const) {
      try {
        return createPrivateKey({ key: der, format: "der", type: encoding });
      } catch {
        // Try the next encoding.
      }
    }
    throw new Error("not a private key");
  },
};

/**
 * Reads a certificate.
 * @param field - name of the asset field, for messages
 * @throws InvalidAsset, without quoting the value
 */
export function readCertificate(value: string, field: string): X509Certificate {
  return materialIn(value, field, certificates);
}

/** Reads a private key. @throws InvalidAsset, also for a key that the login service cannot use */
export function readPrivateKey(value: string, field: string): KeyObject {
  const key = materialIn(value, field, privateKeys);
  if (key.asymmetricKeyType === "rsa") return key;
  throw keyErrors.notRsa(field);
}

function materialIn<Material>(value: string, field: string, type: MaterialType<Material>): Material {
  const material = inText(value, field, type);
  if (material !== undefined) return material;
  const bytes = fileAt(value, field, type);
  const found = tryRead(bytes, type) ?? inText(bytes.toString("utf8"), field, type);
  if (found !== undefined) return found;
  throw keyErrors.fileWithout(field, `${type.title} in PEM or DER form`);
}

/** Returns undefined if the text is neither PEM nor base64 of that type. */
function inText<Material>(text: string, field: string, type: MaterialType<Material>): Material | undefined {
  if (!text.includes("-----BEGIN")) return tryRead(bytesOf(text), type);
  // Line breaks may be missing, or written as \n, in values from forms and environment variables.
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z\d ]+)-----(.*?)-----END/gs)];
  const [, label = "", body = ""] = blocks.find(([, name = ""]) => type.label.test(name)) ?? [];
  if (/ENCRYPTED/.test(label + body)) throw keyErrors.encrypted(field);
  const found = tryRead(bytesOf(body), type);
  if (found !== undefined) return found;
  throw keyErrors.unreadablePem(field, type.title);
}

/** Returns an empty buffer if the text is not base64. */
function bytesOf(text: string): Buffer {
  const body = text.replaceAll("\\n", "").replaceAll("\\r", "").replace(/\s+/g, "");
  return Buffer.from(/^[A-Za-z\d+/_-]+=*$/.test(body) ? body : "", "base64");
}

function tryRead<Material>(der: Buffer, { read }: MaterialType<Material>): Material | undefined {
  try {
    return read(der);
  } catch {
    return undefined;
  }
}

function fileAt(path: string, field: string, { title }: MaterialType<unknown>): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw keyErrors.neitherKeyNorFile(field, title, code);
  }
}
