/** Reads the inputs that the runner sets as `INPUT_…` variables. */
import { type Asset, type Connector, type JsonObject, unknownOption } from "../../connector/platform_api.js";
import { assetIfGiven } from "../shared/asset_source.js";
import { fileField } from "../shared/config/secrets.js";
import type { Io } from "../shared/io.js";
import type { Warn } from "../shared/open_to_others.js";
import { type GivenOptions, optionsIn } from "../shared/options.js";
import { parseJson, readJsonFile } from "../shared/read_json.js";
import type { ActionInputs } from "./action_inputs.js";
import { inputErrors } from "./messages.js";

/** What a step asks for. */
export interface ActionStep {
  readonly action: string;
  readonly input: unknown;
  readonly options: GivenOptions;
  readonly asset: Asset;
  readonly failsOnFailedRows: boolean;
}

type Texts = ReadonlyMap<string, string>;

const prefix = "INPUT_";

/** Returns the filled inputs by name. Throws InvalidOption for an unknown one. */
export function givenTexts(env: Io["env"], { own, parts, options, assetFields }: ActionInputs): Texts {
  const names = Object.keys({ ...own, ...parts, ...options, ...assetFields });
  const byVariable = new Map(names.map((name) => [variableOf(name), name]));
  const given = Object.entries(env).filter(([name, text]) => name.startsWith(prefix) && text?.trim());
  return new Map(
    given.map(([variable, text = ""]) => {
      const name = byVariable.get(variable);
      if (name === undefined) throw unknownOption(variable.slice(prefix.length).toLowerCase(), names);
      return [name, text];
    }),
  );
}

/** Returns the variable in which the runner passes an input. */
function variableOf(name: string): string {
  return `${prefix}${name.toUpperCase()}`;
}

/**
 * Returns the asset of the inputs and, for fields that they leave open, of the environment, which can name files of
 * secrets. Throws InvalidAsset.
 */
export async function assetOf(
  texts: Texts,
  inputs: ActionInputs,
  connector: Connector,
  { env, warn }: { readonly env: Io["env"]; readonly warn: Warn },
): Promise<Asset> {
  const { environmentPrefix } = connector.manifest;
  const isOption = optionsOfAction(texts, connector);
  const fields = Object.keys(inputs.assetFields).filter((name) => texts.has(name) && !isOption(name));
  const variables = fields.flatMap((name) => [
    [environmentPrefix + name.toUpperCase(), texts.get(name)],
    // The environment fills only what is missing.
    [environmentPrefix + fileField(name).toUpperCase(), undefined],
  ]);
  return assetIfGiven(undefined, connector, { env: { ...env, ...Object.fromEntries(variables) } }, warn);
}

/** Throws InvalidInput, InvalidOption and UnknownAction. */
export async function readStep(
  texts: Texts,
  inputs: ActionInputs,
  connector: Connector,
  asset: Asset,
): Promise<ActionStep> {
  const isOption = optionsOfAction(texts, connector);
  const names = Object.keys(inputs.options).filter(
    (name) => texts.has(name) && (isOption(name) || !Object.hasOwn(inputs.assetFields, name)),
  );
  const options = Object.fromEntries(names.map((name) => [name, texts.get(name)]));
  return {
    action: actionOf(texts),
    input: await inputOf(texts, Object.keys(inputs.parts)),
    options: optionsIn(options, connector.options(), "The options"),
    asset,
    failsOnFailedRows: flag("fail_on_failed_rows", texts),
  };
}

function optionsOfAction(texts: Texts, connector: Connector): (name: string) => boolean {
  const { options } = connector.describe(actionOf(texts));
  return (name) => Object.hasOwn(options, name);
}

function actionOf(texts: Texts): string {
  const action = texts.get("action");
  if (action !== undefined) return action.trim();
  throw inputErrors.noAction();
}

async function inputOf(texts: Texts, parts: readonly string[]): Promise<unknown> {
  const given = parts.filter((name) => texts.has(name));
  const file = texts.get("input_file");
  if (file === undefined) {
    const entries = given.map((name) => [name, json(name, texts.get(name) ?? "")] as const);
    return Object.fromEntries(entries) satisfies JsonObject;
  }
  if (given.length === 0) return readJsonFile(file, "InvalidInput");
  throw inputErrors.fileAndParts(given);
}

function json(name: string, text: string): unknown {
  return parseJson(text, { name: `The input ${name}`, code: "InvalidInput" });
}

function flag(name: string, texts: Texts): boolean {
  const text = texts.get(name)?.trim() ?? "false";
  if (text === "true" || text === "false") return text === "true";
  throw inputErrors.notTrueOrFalse(name);
}
