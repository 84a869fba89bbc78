// Messages of the simulator about its own use. The errors of the imitated services are in the folders of the services.

/** Messages about calls of the control API. */
export const controlMessages = {
  badKey: "x-simulator-key is missing or wrong",
  notAList: "send a list of objects",
} as const;

/** Messages about settings and faults. */
export const settingMessages = {
  unknown: (name: string) => `${name} is unknown`,
  notAnObject: (name: string) => `${name} must be an object`,
  notNames: (name: string) => `${name} must be a list of names`,
  otherType: (name: string, type: string) => `${name} must be a ${type}`,
  notOneOf: (name: string, choices: readonly string[]) => `${name} must be one of ${choices.join(", ")}`,
  tooLow: (name: string, floor: number) => `${name} must be at least ${floor}`,
  notPositive: (name: string) => `${name} must be above 0`,
  limitIncomplete: (name: string) => `${name} needs calls and perSeconds above 0`,
  badCalls: "calls must be a list of ordinals",
  badCounts: "times and n must be whole numbers",
  badStatus: "status must be from 200 to 599",
  badMs: "ms must be a whole number",
} as const;

/** Returns the message of an error of the simulator itself. */
export const ownError = (message: string) => `simulator: ${message}`;
