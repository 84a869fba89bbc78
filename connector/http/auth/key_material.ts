/** Reads a certificate and its key in each form in which people have them: PEM, DER in base64, or a file with either. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { ConnectorError } from "../../contract/errors.js";

/** One sort of key material. */
interface Sort<Material> {
  readonly title: string;
  /** Label of its PEM block. */
  readonly label: RegExp;
  /** Throws for bytes that are something else. */
  readonly read: (der: Buffer) => Material;
}

const certificates: Sort<X509Certificate> = {
  title: "certificate",
  label: /^(?:X509 )?CERTIFICATE$/,
  read: (der) => new X509Certificate(der),
};

const privateKeys: Sort<KeyObject> = {
  title: "private key",
  label: /^(?:RSA |EC |ENCRYPTED )?PRIVATE KEY$/,
  read(der) {
    for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
      try {
        return createPrivateKey({ key: der, format: "der", type });
      } catch {
        // Perhaps it is of the next type.
      }
    }
    throw new Error("no key");
  },
};

/** Throws InvalidAsset, without a word of the value. @param field name of the asset field */
export function readCertificate(value: string, field: string): X509Certificate {
  return materialIn(value, field, certificates);
}

/** Throws InvalidAsset as above, also for a key that the login service cannot use. */
export function readPrivateKey(value: string, field: string): KeyObject {
  const key = materialIn(value, field, privateKeys);
  if (key.asymmetricKeyType === "rsa") return key;
  throw new ConnectorError("InvalidAsset", `${field} is not an RSA key, which the login service asks for.`);
}

function materialIn<Material>(value: string, field: string, sort: Sort<Material>): Material {
  const given = inText(value, field, sort);
  if (given !== undefined) return given;
  const bytes = fileAt(value, field, sort);
  const found = readOrNothing(bytes, sort) ?? inText(bytes.toString("utf8"), field, sort);
  if (found !== undefined) return found;
  throw new ConnectorError(
    "InvalidAsset",
    `${field}: the file that it names holds no ${sort.title} in PEM or DER form.`,
  );
}

/** undefined for a text that is neither PEM nor base64 of what is wanted. */
function inText<Material>(text: string, field: string, sort: Sort<Material>): Material | undefined {
  if (!text.includes("-----BEGIN")) return readOrNothing(bytesOf(text), sort);
  // Forms and variables lose line breaks, or write them as \n.
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z\d ]+)-----(.*?)-----END/gs)];
  const [, label = "", body = ""] = blocks.find(([, name = ""]) => sort.label.test(name)) ?? [];
  if (/ENCRYPTED/.test(label + body))
    throw new ConnectorError("InvalidAsset", `${field} is protected by a passphrase; give it without one.`);
  const found = readOrNothing(bytesOf(body), sort);
  if (found !== undefined) return found;
  throw new ConnectorError(
    "InvalidAsset",
    `${field} holds no ${sort.title} that can be read in its PEM text.`,
  );
}

/** Empty for a text that is not base64. */
function bytesOf(text: string): Buffer {
  const body = text.replaceAll("\\n", "").replaceAll("\\r", "").replace(/\s+/g, "");
  return Buffer.from(/^[A-Za-z\d+/_-]+=*$/.test(body) ? body : "", "base64");
}

function readOrNothing<Material>(der: Buffer, { read }: Sort<Material>): Material | undefined {
  try {
    return read(der);
  } catch {
    return undefined;
  }
}

function fileAt(path: string, field: string, { title }: Sort<unknown>): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code = "unreadable" } = error as { code?: string };
    throw new ConnectorError(
      "InvalidAsset",
      `${field} is neither a ${title} (PEM, or DER in base64) nor the path of a file that can be read (${code}).`,
    );
  }
}
