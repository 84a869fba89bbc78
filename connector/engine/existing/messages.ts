/** Messages to users about existing objects, and about the capacity of a service for more. */
import { ConnectorError } from "../../contract/errors.js";
import { quoted, saidBy } from "../../contract/visible_text.js";

/** Messages about the capacity of a service. */
export const capacityMessages = {
  notListed: (fullMessage: string) =>
    `The service is full (${saidBy("it", fullMessage)}), and what exists could not be listed`,
  overflow: (count: number, limit: number, newRows: number, capacity: number) =>
    `${count} of ${limit} are taken; ${newRows} of the rows are new, and ${newRows - capacity} of them do not fit`,
  nothingSent: (sum: string) => `${sum}. Nothing was sent.`,
  someSent: (sum: string, capacity: number, overflow: string) =>
    `${sum}. ${capacity} of them are sent (${overflow}).`,
  doesNotFit: (sum: string) =>
    `${sum}; this row is one of them. Free capacity in the service, then send the row again.`,
  full: (total: string | number, limit: string | number) =>
    `the service is full: ${total} of ${limit} are taken, and this row would be one more. Free capacity in the service, then send the row again.`,
  closed: (total: string | number, limit: string | number) =>
    `The service is full: ${total} of ${limit} are taken. From now on only rows of existing objects are sent.`,
  partialView: (held: readonly string[], needed: readonly string[], count: number) =>
    `With ${held.join(", ")} and without ${needed.join(", ")} the application sees only what it made itself (${count}): more may be taken, and what others made counts as new.`,
} as const;

/** Errors about capacity. */
export const capacityErrors = {
  /** @param reason - how many rows do not fit, and that nothing was sent */
  overflow: (reason: string) =>
    new ConnectorError("CapacityExceeded", reason, {
      hint: "Free capacity in the service, send fewer rows, or set overflow to choose which rows are sent.",
    }),
} as const;

/** Messages about rows that are compared with existing objects, which `property` and `name` identify. */
export const existingMessages = {
  notListed: "What exists could not be listed before the first row was sent",
  noFurtherRow: (error: string) => `${error} No further row is sent.`,
  notFound: (property: string, name: string) =>
    `NotFound: ${property} ${name} is not in the list of existing objects; nothing was sent.`,
  /**
   * @param there - what the existing object has
   * @param said - what the row has
   */
  differs: (object: string, field: string, there: string, said: string) =>
    `InvalidRow: ${object} is there with ${field} ${quoted(there)}, and the row says ${said}; nothing was sent.`,
} as const;

/** Errors about a list of existing objects. */
export const existingErrors = {
  /** @param failure - what could not be done, without a period */
  failed: (failure: string, { code, message, hint, status }: ConnectorError) =>
    new ConnectorError(code, `${failure}: ${message}`, { hint, status }),
  /** @param name - property that names an object */
  noNames: (name: string) => new ConnectorError("UnexpectedResponse", `No item of the list has ${name}.`),
} as const;
