/** Messages to users about declarations, options and names of fields. Messages about one kind of value are in `values`. */
import { ConnectorError } from "../contract/errors.js";

const invalid = (message: string, hint?: string) =>
  new ConnectorError("InvalidDeclaration", message, { hint });

/** Errors about declarations as a whole. */
export const declarationErrors = {
  /** @param place - file, pointer and message of the fault, on one line */
  fault: (place: string) => invalid(place),

  /**
   * @param place - file, pointer and message of the first fault
   * @param others - number of further faults
   * @param check - command that lists all faults
   */
  faults: (place: string, others: number, check: string) =>
    invalid(`${place}${others === 0 ? "" : ` (${others} more: run \`${check}\`)`}`),

  /**
   * @param place - file, pointer and message of the first fault; undefined if it is not known
   * @param others - number of further faults
   * @param check - command that lists all faults
   */
  brokenAction(name: string, place: string | undefined, others: number, check: string) {
    const what = place === undefined ? "" : ` ${place}`;
    const more = others === 0 ? "" : ` (${others} more)`;
    return invalid(
      `The action ${name} cannot be used because its declaration has faults; nothing was sent.${what}${more}`,
      `Run \`${check}\`: it lists every fault with its place.`,
    );
  },

  noSchema: (id: string) => invalid(`${id} is not declared.`),

  noDeclarations: (folder: string) =>
    invalid(`${folder} does not contain manifest.json, actions and schemas.`),

  noFolder: (folder: string) => invalid(`The folder of actions ${folder} does not exist.`),

  /** @param parent - folder that contains the folder */
  folderOfActions: (folder: string, parent: string) =>
    invalid(`The folder ${folder} holds actions itself; name the folder that contains it, ${parent}.`),

  /** @param place - folder that should hold the actions */
  noActions: (folder: string, place: string) =>
    invalid(`The folder ${folder} holds no actions; put them into ${place}.`),

  /**
   * @param known - names of all actions
   * @param meant - actions that the name may mean; empty if none is similar
   */
  unknownAction: (name: string, known: readonly string[], meant: string) =>
    new ConnectorError(
      "UnknownAction",
      `There is no action ${JSON.stringify(name)}; there are: ${known.join(", ")}.`,
      { hint: meant === "" ? undefined : `Did you mean ${meant}?` },
    ),
} as const;

/** What is wrong with a declaration file. */
export const fileFaults = {
  notAnObject: "must hold a JSON object; put the content in { }.",
  notJson: (line: number, column: number, problem: string) =>
    `is not JSON: line ${line}, column ${column}: ${problem}.`,
  pathTaken: (path: string) => `has the path of another file, ${path}; rename it.`,
  /** @param extensible - properties that a further manifest can have */
  packageOnly: (extensible: readonly string[]) =>
    `can be declared by the package only; a further manifest may hold ${extensible.join(", ")}.`,
  mustBeObject: "must be an object.",
  nameTaken: "exists already; choose another name.",
} as const;

/** Messages about values of options. They do not quote the value, which may be a secret. */
export const optionMessages = {
  notOneOf: (name: string, values: readonly string[]) => `${name} is not one of ${values.join(", ")}.`,

  /**
   * @param minimum - of a number; undefined if there is none
   * @param isText - whether the value is a text
   */
  wrongType(name: string, isBoolean: boolean, minimum: number | undefined, isText: boolean): string {
    const from = minimum === undefined ? "" : ` from ${minimum} up`;
    const allowed = isBoolean ? "true or false" : `a whole number${from}`;
    return `${name} must be ${allowed}${isText ? ", not a text" : ""}.`;
  },
} as const;

/** Messages about values of a row. */
export const valueMessages = {
  /** @param value - the corrected value, in quotes */
  write: (value: string) => `. Write ${value}, or use normalize.`,
  /**
   * @param field - field that names the kind of the value
   * @param word - name of the kind that the value has
   */
  correctOrSet: (field: string | undefined, word: string) =>
    `. Correct the value, or set ${field} to ${word}.`,
  more: (count: number) => `And ${count} more values are not valid.`,
  moreChanged: (count: number) => `And ${count} more values of the row were changed`,
} as const;

/** Messages about names of a row. Names are quoted. */
export const nameMessages = {
  sameField: (name: string, field: string) =>
    `${name} and ${field} are the same field, and both are present. Remove one of them.`,
  /** @param reason - full sentence of the declaration */
  unsupported: (name: string, reason: string) => `${name} is not a field of such a row. ${reason}`,
  misspelled: (name: string, meant: readonly string[]) =>
    `${name} is not a known field. Rename it to ${meant.join(" or ")}, or remove it.`,
  isOption(name: string, option: string): string {
    const what = option === "options" ? "options of the run" : `the option ${option} of the run`;
    return `${name} is not a field: ${what} must not be part of the data. Remove ${name}, and set it as an option instead.`;
  },
  more: (count: number) => `And ${count} more names are not known fields.`,
  tooMany: (count: number, most: number) =>
    `The row has ${count} unknown fields; at most ${most} are accepted. Remove them.`,
} as const;
