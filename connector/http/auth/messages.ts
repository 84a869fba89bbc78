/** Messages to users about assets, credentials and tokens. None quotes a value that may be a secret. */
import { ConnectorError } from "../../contract/errors.js";
import { invalidAsset } from "../messages.js";

// Assets

export const notAnObject = () =>
  invalidAsset("The asset is not a JSON object with fields. Write the asset as a JSON object.");

/** @param kinds - kinds of assets, each with its required fields */
export function noCredential(kinds: readonly string[], variables: string): ConnectorError {
  return invalidAsset(
    `The asset holds no credential. Set ${kinds.join(", or ")}.`,
    `If the asset comes from environment variables, set ${variables}. Nothing was sent.`,
  );
}

export const invalidFields = (kind: string, messages: readonly string[]) =>
  invalidAsset(`Asset of the kind ${kind}: ${messages.join(" ")}`);

export const unknownCloud = (cloud: string, known: readonly string[]) =>
  invalidAsset(`cloud ${cloud} is not one of ${known.join(", ")}.`);

export const unknownRateLimit = (name: string, known: readonly string[]) =>
  invalidAsset(`rate_limits.${name} is not a rate limit. The rate limits are: ${known.join(", ")}.`);

export const invalidScope = (field: string) =>
  invalidAsset(
    `${field} contains a blank, an invisible character or an empty text. Write each scope as a separate text.`,
  );

export const invalidTenant = (field: string) =>
  invalidAsset(`${field} must be a directory ID or a domain name, without blanks.`);

export const noAddressInCloud = (service: string, cloud: string) =>
  invalidAsset(`${service} has no address in the ${cloud}.`);

export const uselessRegion = (field: string) =>
  invalidAsset(`region has no effect if ${field} is set. Remove one of them.`);

/** @param known - regions of the service in this cloud */
export function unknownRegion(
  region: string,
  service: string,
  cloud: string,
  known: readonly string[],
): ConnectorError {
  const other = known.length === 0 ? "" : ` or use one of ${known.join(", ")}`;
  return invalidAsset(
    `region ${region} is not known for ${service} in the cloud ${cloud}. Remove region${other}.`,
  );
}

// Files and keys of assets

export const unreadableFile = (field: string, code: string) =>
  invalidAsset(`${field}: the file that it names cannot be read (${code}).`);

/** @param content - what the file should contain, such as "private key in PEM or DER form" */
export const fileWithout = (field: string, content: string) =>
  invalidAsset(`${field}: the file that it names holds no ${content}.`);

export const wrongKey = (keyField: string, certificateField: string) =>
  invalidAsset(`${keyField} is not the key of ${certificateField}.`);

export const notRsa = (field: string) =>
  invalidAsset(`${field} is not an RSA key. The login service requires an RSA key.`);

export const encryptedKey = (field: string) =>
  invalidAsset(`${field} is protected by a passphrase. Store the key without a passphrase.`);

export const unreadablePem = (field: string, title: string) =>
  invalidAsset(`${field} holds a PEM text without a readable ${title}.`);

export const neitherKeyNorFile = (field: string, title: string, code: string) =>
  invalidAsset(
    `${field} is neither a ${title} (PEM, or DER in base64) nor the path of a readable file (${code}).`,
  );

// Tokens

export const noTokenMade = (errorCode: string) =>
  `No token could be created or read (${errorCode}). Nothing was sent to the service.`;

export const badTokenResponse = (place: string, fault: string) =>
  new ConnectorError(
    "Unreachable",
    `${place}: the response holds ${fault}. Nothing was sent to the service.`,
  );

export const rejectedCredentials = (words: string) => `The login service rejects the credentials; ${words}`;

/** @param grants - permissions in full, one of which is required */
export function missingPermission(
  held: readonly string[],
  required: readonly string[],
  isDelegated: boolean,
  grants: readonly string[],
): ConnectorError {
  const found = held.length === 0 ? "no permission" : held.join(", ");
  const kind = isDelegated ? "delegated" : "application";
  return new ConnectorError(
    "MissingPermission",
    `The token carries ${found}; one of ${required.join(", ")} (${kind}) is needed.`,
    { hint: `Grant ${grants.join(" or ")} with admin consent, and run again.` },
  );
}

export const wrongPrincipal = (held: string, required: string) =>
  new ConnectorError("MissingPermission", `The service lets ${required} do this, and not ${held}.`, {
    hint: `Use an asset that signs in as ${required}.`,
  });
