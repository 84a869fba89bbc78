/** Masks the secrets of an asset in the errors and events of calls with this asset. */
import type { Connector } from "./connector_api.js";
import { isConnectorError } from "./contract/errors.js";
import { isObject } from "./contract/json_pointer.js";
import type { RunEvent } from "./contract/types.js";
import type { OutputRedactor } from "./engine/output_redactor.js";

/** Returns undefined for an asset that is missing or not valid. */
type RedactorOf = (asset: unknown) => OutputRedactor | undefined;

/** Returns the connector with errors and events that contain no secrets of the asset. */
export function maskedConnector(connector: Connector, redactorOf: RedactorOf): Connector {
  const masks = new CallMasks(redactorOf);
  return {
    ...connector,
    checkOptions: (name, options) => masks.check(options, () => connector.checkOptions(name, options)),
    run: (name, input, given) => masks.promise(given, (options) => connector.run(name, input, options)),
    plan: (name, input, given = {}) =>
      masks.promise(given, (options) => connector.plan(name, input, options)),
    planPages: (name, pages, given = {}) =>
      masks.promise(given, (options) => connector.planPages(name, pages, options)),
    sync: (name, request, given) => masks.promise(given, (options) => connector.sync(name, request, options)),
    stream: (name, rows, given) => masks.generator(given, (options) => connector.stream(name, rows, options)),
    streamPages: (name, pages, given) =>
      masks.generator(given, (options) => connector.streamPages(name, pages, options)),
  };
}

/** Runs calls with masked events, and masks their errors. */
class CallMasks {
  readonly #redactorOf: RedactorOf;

  constructor(redactorOf: RedactorOf) {
    this.#redactorOf = redactorOf;
  }

  check(options: object, call: () => void): void {
    const { clean } = mask(options, this.#redactorOf);
    try {
      call();
    } catch (error) {
      throw clean(error);
    }
  }

  promise<Options extends object, Result>(
    given: Options,
    call: (options: Options) => Promise<Result>,
  ): Promise<Result> {
    const { options, clean } = mask(given, this.#redactorOf);
    return call(options).catch(rethrown(clean));
  }

  generator<Options extends object, Results extends AsyncGenerator<unknown, unknown>>(
    given: Options,
    call: (options: Options) => Results,
  ): Results {
    const { options, clean } = mask(given, this.#redactorOf);
    return cleaned(call(options), clean);
  }
}

type Clean = (error: unknown) => unknown;

function mask<Options extends object>(
  options: Options,
  redactorOf: RedactorOf,
): { options: Options; clean: Clean } {
  const { asset, onEvent } = (isObject(options) ? options : {}) as { asset?: unknown; onEvent?: unknown };
  const out = redactorOf(asset);
  if (out === undefined) return { options, clean: (error) => error };
  // Errors from functions of the caller are passed on unchanged.
  const clean: Clean = (error) => (isConnectorError(error) ? out.error(error) : error);
  if (typeof onEvent !== "function") return { options, clean };
  return { options: { ...options, onEvent: out.listener(onEvent as (event: RunEvent) => void) }, clean };
}

function rethrown(clean: Clean): (error: unknown) => never {
  return (error) => {
    throw clean(error);
  };
}

/** Changes the generator, since a second generator around it would cost time for every row. */
function cleaned<Generator extends AsyncGenerator<unknown, unknown>>(
  results: Generator,
  clean: Clean,
): Generator {
  const next = results.next.bind(results);
  results.next = (...given) => next(...given).catch(rethrown(clean));
  return results;
}
