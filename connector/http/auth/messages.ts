/** Messages to users about assets, credentials and tokens. They never quote a value that may be a secret. */
import { ConnectorError, type ErrorCode, type ErrorDetails } from "../../contract/errors.js";
import { ended, saidBy } from "../../contract/visible_text.js";
import { invalidAsset } from "../messages.js";

/** Errors about the fields of an asset. */
export const assetErrors = {
  notAnObject: () =>
    invalidAsset("The asset is not a JSON object with fields. Write the asset as a JSON object."),

  /**
   * @param kinds - kinds of assets, each with its required fields
   * @param named - kinds that the field kind names
   */
  noCredential: (kinds: readonly string[], named: readonly string[], variables: string) =>
    invalidAsset(
      `The asset holds no credential. Set ${[...kinds, `kind (${named.join(", ")})`].join(", or ")}.`,
      `If the asset comes from environment variables, set ${variables}. Nothing was sent.`,
    ),

  /** @param named - kinds that the field kind can name */
  unknownKind: (named: readonly string[]) =>
    invalidAsset(
      `kind is not one of ${named.join(", ")}. An asset of any other kind is recognized by its fields and has no kind.`,
    ),

  /** @param accepted - kinds that the service accepts */
  notAccepted: (service: string, kind: string, accepted: readonly string[]) =>
    invalidAsset(
      `${service} accepts no asset of the kind ${kind}. Use an asset of one of these kinds: ${accepted.join(", ")}.`,
    ),

  noAddress: (service: string, field: string) =>
    invalidAsset(`${field} is missing. Set it to the address of the service (${service}).`),

  invalidFields: (kind: string, messages: readonly string[]) =>
    invalidAsset(`Asset of the kind ${kind}: ${messages.join(" ")}`),

  unknownCloud: (cloud: string, known: readonly string[]) =>
    invalidAsset(`cloud ${cloud} is not one of ${known.join(", ")}.`),

  unknownRateLimit: (name: string, known: readonly string[]) =>
    invalidAsset(`rate_limits.${name} is not a rate limit. The rate limits are: ${known.join(", ")}.`),

  invalidScope: (field: string) =>
    invalidAsset(
      `${field} contains a blank, an invisible character or an empty text. Write each scope as a separate text.`,
    ),

  invalidTenant: (field: string) =>
    invalidAsset(`${field} must be a directory ID or a domain name, without blanks.`),

  noAddressInCloud: (service: string, cloud: string) =>
    invalidAsset(`${service} has no address in the ${cloud}.`),

  uselessRegion: (field: string) =>
    invalidAsset(`region has no effect if ${field} is set. Remove one of them.`),

  /** @param known - regions of the service in this cloud */
  unknownRegion(region: string, service: string, cloud: string, known: readonly string[]) {
    const other = known.length === 0 ? "" : ` or use one of ${known.join(", ")}`;
    return invalidAsset(
      `region ${region} is not known for ${service} in the cloud ${cloud}. Remove region${other}.`,
    );
  },
} as const;

/** Errors about credentials that each request contains. */
export const headerErrors = {
  invalidUsername: (field: string) =>
    invalidAsset(`${field} contains a colon or a control character, which a user name cannot contain.`),

  controlCharacter: (field: string) =>
    invalidAsset(`${field} contains a control character, such as a line break. Remove it.`),

  invalidToken: (field: string) =>
    invalidAsset(
      `${field} contains a blank, a line break or a letter outside ASCII. Write the token alone, without the word Bearer.`,
    ),

  invalidHeaderName: (field: string) =>
    invalidAsset(
      `${field} is not the name of an HTTP header. Write the name alone, such as Authorization or X-Api-Key.`,
    ),

  ownHeader: (field: string) =>
    invalidAsset(`${field} names a header that the connector sets itself. Name the header of the key.`),

  invalidKey: (field: string) =>
    invalidAsset(
      `${field} contains a line break or another character that a header cannot contain, or blanks at its ends.`,
    ),
} as const;

/** Errors about files and key material that an asset names. */
export const keyErrors = {
  unreadableFile: (field: string, code: string) =>
    invalidAsset(`${field}: the file that it names cannot be read (${code}).`),

  /** @param content - what the file should contain, such as "private key in PEM or DER form" */
  fileWithout: (field: string, content: string) =>
    invalidAsset(`${field}: the file that it names holds no ${content}.`),

  wrongKey: (keyField: string, certificateField: string) =>
    invalidAsset(`${keyField} is not the key of ${certificateField}.`),

  notRsa: (field: string) =>
    invalidAsset(`${field} is not an RSA key. The login service requires an RSA key.`),

  encrypted: (field: string) =>
    invalidAsset(`${field} is protected by a passphrase. Store the key without a passphrase.`),

  unreadablePem: (field: string, title: string) =>
    invalidAsset(`${field} holds no ${title} that can be read from its PEM text.`),

  neitherKeyNorFile: (field: string, title: string, code: string) =>
    invalidAsset(
      `${field} is neither a ${title} (PEM, or DER in base64) nor the path of a readable file (${code}).`,
    ),
} as const;

/** Where a token comes from. */
export const loginPlaces = {
  managedIdentity: "Managed identity",
  loginService: (host: string) => `Login service ${host}`,
} as const;

/** What is wrong with the token in a response. */
export const tokenFaults = {
  missing: "no access_token",
  /** @param kind - kind of the value, with its article */
  notAText: (kind: string) => `an access_token that is ${kind}, not a text`,
  notSendable: "an access_token that is empty, or holds blanks or line breaks",
} as const;

/** Errors about logins. Places are {@link loginPlaces}. */
export const loginErrors = {
  /** @param clean - removes secrets from the message */
  noToken: (errorCode: string, clean: (text: string) => string) =>
    new ConnectorError(
      "InvalidCredentials",
      clean(`No token could be created or read (${errorCode}). Nothing was sent to the service.`),
    ),

  /** @param fault - a text of {@link tokenFaults} */
  badToken: (place: string, fault: string) =>
    new ConnectorError(
      "Unreachable",
      `${place}: the response holds ${fault}. Nothing was sent to the service.`,
    ),

  /** @param words - message of the login service, without secrets */
  rejected: (words: string, status: number, hint: string | undefined) =>
    new ConnectorError(
      "InvalidCredentials",
      ended(`The login service rejects the credentials; ${saidBy("the login service", words)}`),
      { status, hint },
    ),

  /** @param details - status and hint of the error */
  failed: (place: string, code: ErrorCode, message: string, details: Pick<ErrorDetails, "status" | "hint">) =>
    new ConnectorError(code, `${place}: ${message}`, details),
} as const;

/** Errors about the permissions of a token. */
export const permissionErrors = {
  /** @param grants - the required permissions with their titles */
  missing(
    held: readonly string[],
    required: readonly string[],
    isDelegated: boolean,
    grants: readonly string[],
  ) {
    const found = held.length === 0 ? "no permission" : held.join(", ");
    const kind = isDelegated ? "delegated" : "application";
    return new ConnectorError(
      "MissingPermission",
      `The token carries ${found}; one of ${required.join(", ")} (${kind}) is needed.`,
      { hint: `Grant ${grants.join(" or ")} with admin consent, and run again.` },
    );
  },

  wrongPrincipal: (held: string, required: string) =>
    new ConnectorError("MissingPermission", `The service lets ${required} do this, and not ${held}.`, {
      hint: `Use an asset that signs in as ${required}.`,
    }),
} as const;
