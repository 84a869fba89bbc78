/** Messages to users about options, inputs and actions of the connector as a whole. */
import { ConnectorError } from "./contract/errors.js";

const invalidOption = (message: string, hint?: string) =>
  new ConnectorError("InvalidOption", message, { hint });
const invalidInput = (message: string, hint?: string) =>
  new ConnectorError("InvalidInput", message, { hint });

/** Errors about the options of a run. */
export const optionErrors = {
  /** @param message - the fault that the check of the declared options found */
  invalid: (message: string) => invalidOption(message),

  missing: () => invalidOption("The options are missing. Pass at least an asset."),

  /**
   * @param known - names of all options
   * @param meant - the options that the name may mean; empty if none is similar
   */
  unknown(name: string, known: readonly string[], meant: string) {
    const hint = meant === "" ? `The options are: ${known.join(", ")}.` : `Did you mean ${meant}?`;
    return invalidOption(`Unknown option ${JSON.stringify(name)}.`, `${hint} Nothing was sent.`);
  },

  /** @param offered - options of the action */
  notOffered: (title: string, name: string, offered: readonly string[]) =>
    invalidOption(
      `${title} does not have the option ${name}.`,
      `Leave ${name} out. The options of this action are: ${offered.join(", ")}. Nothing was sent.`,
    ),

  unknownInputs: (value: unknown) =>
    invalidOption(`unknown_inputs ${JSON.stringify(value)} is not one of reject, report.`),
  signal: () => invalidOption("signal must be an AbortSignal."),
  onEvent: () => invalidOption("onEvent must be a function."),
  traceparent: () => invalidOption("traceparent must be a header of W3C Trace Context in version 00."),
  journal: () => invalidOption("journal must be the path of a file."),
  journalDir: () => invalidOption("journalDir must be the path of a folder."),
  keepJournals: () => invalidOption("keepJournals must be true or false."),

  dryStream: () =>
    invalidOption(
      "A stream returns results of rows, and a dry run has no results. Call planPages for a dry run.",
    ),

  notInDryRun: (name: string) =>
    invalidOption(`A dry run makes no call, so it cannot be combined with ${name}. Remove one of them.`),

  noRowsToRecord: (title: string) =>
    invalidOption(`${title} has no rows that a journal could record. Remove the journal option.`),

  notRepeatable: () =>
    invalidOption(
      "A preflight reads the rows twice, but these rows can be read only once. Pass a list, or an iterable that can be read again.",
    ),

  noInputDigest: () =>
    invalidOption("A journal of streamed rows needs inputDigest, to recognize the same rows later."),

  /** @param name - the option that asks for a journal */
  journalOfSteps: (title: string, name: string) =>
    invalidOption(
      `${title} is made of several actions and cannot keep a journal. Remove the option ${name}.`,
    ),

  twoDeclarations: () =>
    invalidOption(
      "actionsDir and declarations are both set; pass one of them. load() accepts folders of further actions.",
    ),
} as const;

/** Errors about inputs, and about calls that an action does not support. */
export const inputErrors = {
  notPlainJson: () =>
    invalidInput(
      "The input is not plain JSON, so a journal could not recognize it later. Pass plain JSON, or no journal.",
    ),

  /** @param limit - what the action does not support; begins after the title */
  unsupported: (title: string, limit: string) => invalidInput(`${title} ${limit}`),

  /** @param actions - names of the actions of the steps */
  noPlanOfSteps: (title: string, actions: readonly string[]) =>
    invalidInput(
      `${title} has no plan: it is made of several actions.`,
      `Plan the actions of its steps: ${actions.join(", ")}.`,
    ),
} as const;

/** What actions do not support that accept their input as a whole. Each text begins after the title of the action. */
export const wholeInputMessages = {
  targetStream: "accepts its input as a whole only.",
  syncPlan: "lists the target to make its plan. Run it with the option dry_run.",
  deletePlan: "lists what matches to make its plan. Run it with the option dry_run.",
  feedStream: "accepts no rows; run it with a feed.",
  feedPlan: "has no plan: it makes no call. Run it instead.",
  testPlan: "has no plan: it changes nothing.",
} as const;

/** Errors about the name of an action. */
export const actionErrors = {
  doesNotSync: (name: string) => new ConnectorError("UnknownAction", `${name} is not an action that syncs.`),
  noConnectionTest: () =>
    new ConnectorError("UnknownAction", "The declarations do not contain a connection test."),
} as const;

/** What is known about the permission for an action if the token does not show it. */
export const permissionMessages = {
  opaqueToken: "The token does not show its permissions.",
  needsRole: (role: string) => `The role ${role} is required. Tokens do not show roles of this kind.`,
} as const;

/** Hints for responses that depend on the declarations of an action. */
export const responseHints = {
  noCredentials: (kind: string) =>
    `The service requires credentials, and an asset of the kind ${kind} has none. Use an asset of another kind.`,
  /** @param fields - fields of the asset that hold the credentials */
  wrongCredentials: (fields: readonly string[]) =>
    `The service rejects the credentials. Check ${fields.join(" and ")} of the asset.`,
  /** @param inputs - inputs that are part of the address */
  notServed: (inputs: readonly string[]) =>
    `The service does not know this address: check ${inputs.join(", ")} of the input, then url, cloud and region of the asset.`,
} as const;
