/** Checks and compiles declarations once at start. */
import type { ConnectorError } from "../contract/errors.js";
import type { Action } from "../contract/action.js";
import type { Composed } from "../contract/generated/meta/composed.js";
import type { Manifest } from "../contract/generated/meta/manifest.js";
import type { CompiledAction, CompiledComposed, Finding, OptionCheck } from "../contract/compiled_action.js";
import type { JsonObject } from "../contract/types.js";
import { assetMessages } from "./asset_problems.js";
import { builtValidators, type ValidatorOf } from "./prebuilt_validators.js";
import type { Validator } from "./ajv.js";
import { assetFieldNames } from "./env_asset.js";
import { acceptedInput } from "./accepted_input.js";
import { inputNames } from "./input_names.js";
import { benignListAt, type Declarations, rulesAt } from "./load.js";
import { declarationErrors } from "./messages.js";
import { suggest } from "./suggest.js";
import { optionDefaults, type OptionSchema, optionMessage, optionsOf } from "./option_schemas.js";
import { messages } from "./validation_messages.js";
import { type FindValidator, rowValidator } from "./row_validator.js";
import { allowedWords } from "./allowed_words.js";
import { rowNames } from "./row_names.js";
import { ids, quickIds, rowsOf, schemaSet } from "./schema_set.js";
import { inputOutline } from "./input_outline.js";

/** Compiled declarations. */
export interface Declared {
  readonly manifest: Manifest;
  /** The usable declarations. */
  readonly declarations: Declarations;
  /** Errors to throw for actions with faults, by action name. */
  readonly broken: ReadonlyMap<string, ConnectorError>;
  /** Returns the action. Throws UnknownAction with all action names, or InvalidDeclaration if it has faults. */
  action(name: string): CompiledAction;
  /** Returns undefined if no composed action has that name. */
  composed(name: string): CompiledComposed | undefined;
  /** Returns the problems with an asset of that kind. */
  readonly checkAsset: (kind: string, asset: JsonObject) => Finding[];
}

/**
 * Compiles the declarations. If their digest equals that of the build, uses the prebuilt validators without ajv and
 * checks. An action with faults throws when it is used.
 * @throws InvalidDeclaration with file and pointer, for a fault that affects every action
 */
export async function declare(given: Declarations): Promise<Declared> {
  const built = await builtValidators(given);
  if (built !== undefined) return declaredOf({ declarations: given, broken: none, validatorOf: built });
  const { brokenError, usable } = await import("./broken_actions.js");
  const { validatorsOf } = await import("./ajv.js");
  const { declarations, broken } = usable(given);
  return declaredOf({
    declarations,
    broken: new Map(
      [...broken].map(([name, problems]) => [name, brokenError(name, problems, given.further)]),
    ),
    validatorOf: validatorsOf(schemaSet(declarations), new Set(quickIds(declarations))),
  });
}

interface Parts {
  readonly declarations: Declarations;
  readonly broken: Declared["broken"];
  readonly validatorOf: ValidatorOf;
}

/** Returns the compiled declarations without a check. */
export function declaredOf({ declarations, broken, validatorOf }: Parts): Declared {
  const find: FindValidator = (id) => {
    const validator = validatorOf(id);
    if (validator === undefined) throw declarationErrors.noSchema(id);
    return validator;
  };
  const compiled = new Map<string, CompiledAction>();
  return {
    manifest: declarations.manifest,
    declarations,
    broken,
    action(name) {
      const faults = broken.get(name);
      if (faults !== undefined) throw faults;
      const known = compiled.get(name) ?? compileAction(name, declarations, find);
      compiled.set(name, known);
      return known;
    },
    composed(name) {
      const composed = declarations.composed.get(name);
      if (composed === undefined) return undefined;
      const checks = inputChecks(name, ids.composedInput(composed), declarations, find);
      return { composed, ...checks, options: optionCheck(composed, declarations, find) };
    },
    checkAsset: (kind, asset) => assetFindings(kind, asset, declarations, find),
  };
}

function assetFindings(
  kind: string,
  asset: JsonObject,
  declarations: Declarations,
  find: FindValidator,
): Finding[] {
  const { schema } = declarations.manifest.assets[kind] as Manifest["assets"][string];
  const validator = find(schema);
  if (validator(asset)) return [];
  const found = assetMessages(validator.errors ?? [], asset, assetFieldNames(declarations));
  return found.map((message) => ({ code: "InvalidAsset", message }));
}

const none: ReadonlyMap<string, ConnectorError> = new Map();

function compileAction(name: string, declarations: Declarations, find: FindValidator): CompiledAction {
  const action = actionOf(name, declarations);
  const { http, services } = declarations.manifest;
  const result = action.results === undefined ? undefined : find(ids.result(name));
  const rules = action.rules === undefined ? undefined : rulesAt(declarations, action.rules);
  return {
    action,
    ...inputChecks(name, ids.checkedInput(action), declarations, find),
    options: optionCheck(action, declarations, find),
    rows:
      rules === undefined
        ? undefined
        : rowValidator(action.rules as string, rules, allowedWords(rules, declarations), find, (path) =>
            benignListAt(declarations, path),
          ),
    names: rules === undefined ? undefined : rowNames(rules, declarations),
    maxBodyBytes: action.batch?.maxBytes ?? http.maxBodyBytes,
    errors: (services[action.service] as Manifest["services"][string]).errors,
    checkResult: (row) =>
      result === undefined ? [] : problemsOf(result, row, "UnexpectedResponse", "The result"),
    isKnownResponse: testOf(action.results?.responseSchema, ids.knownResponse(name), find),
    isAccepted: testOf(action.results?.outcomes, ids.accepted(name), find),
  };
}

/** Returns a test of data; without a declaration, it accepts any data. */
function testOf(declared: object | undefined, id: string, find: FindValidator): (data: unknown) => boolean {
  const validator = declared === undefined ? undefined : find(id);
  return (data) => validator?.(data) ?? true;
}

function inputChecks(
  name: string,
  id: string,
  declarations: Declarations,
  find: FindValidator,
): Pick<CompiledAction, "checkEnvelope" | "unknownInputs" | "shape" | "accepted"> {
  const { actions, composed, schemas } = declarations;
  const envelope = find(id);
  const { batch, rules, request } = actions.get(name) ?? {};
  const made = composed.get(name);
  const composedRows = made && rowsOf(made);
  const rowAt = batch === undefined && rules !== undefined ? request?.body : undefined;
  return {
    checkEnvelope: (input) => problemsOf(envelope, input, "InvalidInput", "The input"),
    unknownInputs: inputNames(ids.input(name), schemas, rowAt),
    shape: () => inputOutline(ids.input(name), schemas),
    accepted: acceptedInput(ids.input(name), batch?.items ?? composedRows, rowAt, declarations),
  };
}

function optionCheck(
  action: Action | Composed,
  declarations: Declarations,
  find: FindValidator,
): OptionCheck {
  const validator = find(ids.options(action.name));
  const schemas = optionsOf(action, declarations);
  return {
    offered: Object.keys(schemas),
    defaults: optionDefaults(declarations),
    findings(options) {
      if (validator(options)) return [];
      const names = new Set((validator.errors ?? []).map(({ instancePath }) => instancePath.slice(1)));
      const message = (name: string) => optionMessage(name, options[name], schemas[name] as OptionSchema);
      return [...names].map((name) => ({ code: "InvalidOption", message: message(name) }));
    },
  };
}

function actionOf(name: string, { actions, composed }: Declarations): Action {
  const action = actions.get(name);
  if (action !== undefined) return action;
  const names = [...actions.keys(), ...composed.keys()];
  throw declarationErrors.unknownAction(name, names, suggest(name, names).join(" or "));
}

function problemsOf(validator: Validator, data: unknown, code: string, whole: string): Finding[] {
  if (validator(data)) return [];
  return messages(validator.errors ?? [], data, whole).map((message) => ({ code, message }));
}
