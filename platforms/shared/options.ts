/** Finds the options of a run in what an adapter receives. The run checks their values. */
import {
  type JsonObject,
  type OptionSchema,
  type RunOptions,
  unknownOption,
} from "../../connector/platform_api.js";
import { adapterErrors } from "./messages.js";

/** The declared options with any values. */
export type GivenOptions = Omit<RunOptions, "asset">;

/** Options by name, as the connector declares them. */
export type Options = Readonly<Record<string, OptionSchema>>;

/** Splits an object that mixes the input and the options. An option with the value null is not set. */
export function splitOptions(
  merged: JsonObject,
  known: Options,
): { input: JsonObject; options: GivenOptions } {
  const isOption = ([name]: [string, unknown]): boolean => Object.hasOwn(known, name);
  const entries = Object.entries(merged);
  return {
    input: Object.fromEntries(entries.filter((entry) => !isOption(entry))),
    options: Object.fromEntries(entries.filter((entry) => isOption(entry) && entry[1] !== null)),
  };
}

/**
 * Returns the options of a form, or of another place that contains only options. An empty option is not set,
 * and a text is converted to the value that it represents. Throws InvalidOption for a name that is not
 * declared.
 * @param place - name of the place in messages
 */
export function optionsIn(given: unknown, known: Options, place: string): GivenOptions {
  if (given === undefined || given === null) return {};
  if (typeof given !== "object" || Array.isArray(given)) throw adapterErrors.noOptions(place);
  const names = Object.keys(known);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw unknownOption(unknown, names);
  const entries = Object.entries(given).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, optionValue(value, known[name] as OptionSchema)]),
  );
}

/** Returns whether a field of a form is empty. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Returns the value that a text represents; the text itself if it represents none. */
export function optionValue(text: unknown, { type }: OptionSchema): unknown {
  if (typeof text !== "string") return text;
  if (type === "boolean" && /^(?:true|false)$/.test(text)) return text === "true";
  return type === "integer" && /^\d{1,15}$/.test(text) ? Number(text) : text;
}
