/** Messages to users about inputs that cannot become a request, and about addresses that a service lists. */
import { ConnectorError } from "../../contract/errors.js";
import { quoted } from "../../contract/visible_text.js";

/** Longest part of a header name that is quoted, in characters. */
const maxNameLength = 80;
/** Longest part of an address that is quoted, in characters. */
const maxAddressLength = 300;

const invalid = (message: string) => new ConnectorError("InvalidInput", message);

/** Errors about values that a request cannot contain. Places are written as users read them: `parameters.top`. */
export const requestErrors = {
  queryValue: (place: string) =>
    invalid(`${place} is not a valid query value; use text, a number, true or false, or a list of texts.`),

  pathValue: (place: string) =>
    invalid(`${place} cannot be part of an address; use text or a number, without slashes.`),

  comparedValue: (place: string) =>
    invalid(`${place} cannot be used in a comparison; use text, a number, true or false.`),

  unbalancedFilter: () => invalid("The filter has unbalanced quotes or brackets; correct it."),

  /** @param message - what the rules found in the body */
  invalidBody: (code: string, message: string) => invalid(`${code}: ${message}`),
} as const;

/** Errors about headers of an input. */
export const headerErrors = {
  ownHeader: (name: string) => invalid(`headers.${name} is set by the connector; remove it.`),

  invalidHeader: (name: string) =>
    invalid(
      `headers.${JSON.stringify(name.slice(0, maxNameLength))} is not a valid HTTP header; correct it.`,
    ),

  optionAsHeader: (name: string, option: string) =>
    invalid(
      `headers.${name} is the option ${option} of the run and not a header. Set it as an option instead.`,
    ),
} as const;

/** Errors about the addresses of a service. */
export const baseErrors = {
  /** @param place - the input that contains the address */
  notAnAddress: (place: string) => invalid(`${place} is not an address of the service.`),

  /** @param names - names of the addresses that the service lists */
  notListed(place: string, given: string | undefined, names: string) {
    const what =
      given === undefined
        ? "is missing"
        : `${quoted(given, maxAddressLength)} is not an address of the service`;
    return invalid(`${place} ${what}. The service lists: ${quoted(names, maxAddressLength)}.`);
  },

  unusable: () =>
    new ConnectorError("UnexpectedResponse", "The service lists an address that cannot be used."),
} as const;
