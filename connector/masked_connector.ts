/** Masks the secrets of an asset in everything that calls with this asset report, also before anything is sent. */
import type { Connector } from "./connector_api.js";
import { isConnectorError } from "./contract/errors.js";
import { isObject } from "./contract/json_pointer.js";
import type { RunEvent } from "./contract/types.js";
import type { OutputRedactor } from "./engine/output_redactor.js";

/** Returns undefined for an asset that is missing or not valid. */
type RedactorOf = (asset: unknown) => OutputRedactor | undefined;

/** The same connector, with errors and events that hold no secret of the asset. */
export function maskedConnector(connector: Connector, redactorOf: RedactorOf): Connector {
  const maskOf = <Options extends object>(options: Options) => mask(options, redactorOf);
  /** Calls with masked events; a promise that is rejected has a masked error. */
  const called = <Options extends object, Result>(
    given: Options,
    call: (options: Options) => Promise<Result>,
  ): Promise<Result> => {
    const { options, clean } = maskOf(given);
    return call(options).catch(rethrown(clean));
  };
  const streamed = <Options extends object, Results extends AsyncGenerator<unknown, unknown>>(
    given: Options,
    call: (options: Options) => Results,
  ): Results => {
    const { options, clean } = maskOf(given);
    return cleaned(call(options), clean);
  };
  return {
    ...connector,
    checkOptions(name, options) {
      const { clean } = maskOf(options);
      try {
        connector.checkOptions(name, options);
      } catch (error) {
        throw clean(error);
      }
    },
    run: (name, input, given) => called(given, (options) => connector.run(name, input, options)),
    plan: (name, input, given = {}) => called(given, (options) => connector.plan(name, input, options)),
    planPages: (name, pages, given = {}) =>
      called(given, (options) => connector.planPages(name, pages, options)),
    stream: (name, rows, given) => streamed(given, (options) => connector.stream(name, rows, options)),
    streamPages: (name, pages, given) =>
      streamed(given, (options) => connector.streamPages(name, pages, options)),
  };
}

type Clean = (error: unknown) => unknown;

function mask<Options extends object>(
  options: Options,
  redactorOf: RedactorOf,
): { options: Options; clean: Clean } {
  const { asset, onEvent } = (isObject(options) ? options : {}) as { asset?: unknown; onEvent?: unknown };
  const out = redactorOf(asset);
  if (out === undefined) return { options, clean: (error) => error };
  // Errors of a caller's own functions are the caller's.
  const clean: Clean = (error) => (isConnectorError(error) ? out.error(error) : error);
  if (typeof onEvent !== "function") return { options, clean };
  return { options: { ...options, onEvent: out.listener(onEvent as (event: RunEvent) => void) }, clean };
}

function rethrown(clean: Clean): (error: unknown) => never {
  return (error) => {
    throw clean(error);
  };
}

/** The generator itself: another one around it would cost time for every row. */
function cleaned<Generator extends AsyncGenerator<unknown, unknown>>(
  results: Generator,
  clean: Clean,
): Generator {
  const next = results.next.bind(results);
  results.next = (...given) => next(...given).catch(rethrown(clean));
  return results;
}
