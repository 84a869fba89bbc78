/** Messages of the engine to users about inputs, runs and steps. */
import { ConnectorError } from "../contract/errors.js";

/** Messages about an input. A place is a name in the input, in the form that users read. */
export const inputMessages = {
  deprecated: (title: string, notice: string) => `${title} is deprecated: ${notice}`,
  isOption: (place: string) =>
    `${place} is an option of the run and not a part of the input. Set it as an option instead.`,
  /** @param homes - places that accept the name */
  misplaced: (place: string, homes: readonly string[]) =>
    `${place} is not a known input here. Move it into ${homes.join(" or ")}.`,
  /** @param meant - similar names */
  misspelled: (place: string, meant: readonly string[]) =>
    `${place} is not a known input. Rename it to ${meant.join(" or ")}, or remove it.`,
  likeOption: (place: string, option: string) =>
    `${place} is not a known input. If the option ${option} is meant, set it as an option of the run.`,
  unknown: (place: string) => `${place} is not a known input. Remove it.`,
  moreUnknown: (count: number) => `And ${count} more unknown names.`,
  notSent: (names: readonly string[]) => `Unknown inputs were not sent: ${names.join(", ")}.`,
  /** @param place - empty for the input itself */
  accepted(place: string, names: readonly string[]): string {
    const holder = place === "" ? "This action" : place;
    return names.length === 0 ? `${holder} has no inputs.` : `${holder} accepts ${names.join(", ")}.`;
  },
  /** End of the message for rows of an action without rows; begins after the title. */
  acceptsNoRows: "accepts no rows; run it with its own input.",
} as const;

/** Errors about an input. */
export const inputErrors = {
  /** @param shape - the form of the input; `{}` if the action has no inputs */
  invalid(messages: readonly string[], shape: string) {
    const hint = shape === "{}" ? undefined : `Write the input as ${shape}; nothing was sent.`;
    return new ConnectorError("InvalidInput", messages.join(" "), { hint });
  },
  acceptsNoRows: (title: string) =>
    new ConnectorError("InvalidInput", `${title} ${inputMessages.acceptsNoRows}`),
} as const;

/** Messages about an input of another format. Rows are the place of the rows in the input. */
export const foreignMessages = {
  /**
   * @param place - empty for the input itself
   * @param what - what the value is
   */
  foreign: (place: string, what: string) =>
    `${place === "" ? "The input" : place} is ${what}, and not what this action accepts.`,
  passOneOf: (items: string, rows: string) => `Pass one of the ${items} as ${rows}.`,
  passOne: (rows: string) => `Pass one object with the fields of the action as ${rows}.`,
  /** @param action - action that reads the format in its input at the place */
  parse: (place: string, action: string, rows: string) =>
    `Pass its text as ${place} to the action ${action}, and put the rows that it returns into the array ${rows}.`,
  putOne: (rows: string) => `Put it into the array ${rows}.`,
  putAll: (items: string, rows: string) => `Put its ${items} into the array ${rows}.`,
  write: (item: string, rows: string) =>
    `Write each ${item} that you want to send as an object with the fields of a row, and put these objects into the array ${rows}.`,
} as const;

/** Messages about rows of a run as a whole. */
export const runMessages = {
  noRows: "The input holds no rows; no call was made.",
  moreWarnings: (count: number) => `There are ${count.toLocaleString("en")} more warnings of this kind.`,
  /** @param reason - reason of the first row */
  noneSent: (rows: number, reason: string) =>
    rows === 1
      ? `The only row could not be sent: ${reason}`
      : `None of the ${rows} rows could be sent. The first: ${reason}`,
} as const;

/** Errors that end a run. */
export const runErrors = {
  abandoned: () => new ConnectorError("Cancelled", "The results are no longer being read."),

  /** @param message - message of the source of the rows */
  unreadable: (message: string) =>
    new ConnectorError("InvalidInput", `The rows cannot be read any further: ${message}`, {
      hint: "Rows before the error have results. Fix the source and run the remaining rows again.",
    }),

  /** @param first - number of rows when they were read the first time */
  changedSource: (first: number, second: number) =>
    new ConnectorError(
      "InvalidInput",
      `A preflight reads the rows twice; it found ${first} the first time and ${second} the second time.`,
      { hint: "Use a list or a file, or a source that starts again each time it is read." },
    ),

  /** @param error - message of the last attempt */
  earlierAttempt: ({ message, status, isOutOfTime }: ConnectorError) =>
    new ConnectorError("OutcomeUnknown", `An earlier attempt may have been taken. ${message}`, {
      status,
      isOutOfTime,
    }),
} as const;

/** Messages about the steps of a composed action. */
export const stepMessages = {
  notListed: (message: string) =>
    `NotSent: existing objects could not be listed, so nothing was sent. ${message}`,
  justCreated: (field: string, value: string) =>
    `InvalidRow: ${field} ${value} is what this run has just made of a row; it was left as it is.`,
  nothingCreated: (field: string) =>
    `UnexpectedResponse: the service returned no ${field} for the new object; the old one was not changed.`,
} as const;
