/** The connector: finds the executor of an action and runs it. */
import { ActionExecutor } from "./action_executor.js";
import { type CompiledSteps, CompositeExecutor } from "./composite_executor.js";
import { ConnectionTestExecutor } from "./connection_test_executor.js";
import { type CompiledDeleteMatching, DeleteMatchingExecutor } from "./delete_matching_executor.js";
import type { Connector, ConnectorOptions, TypedConnector } from "./connector_api.js";
import type { CompiledComposed } from "./contract/compiled_action.js";
import type { Clock, OpenJournal } from "./contract/types.js";
import { type Declared, declare } from "./declarations/compile_action.js";
import { descriptionOf, descriptionOfComposed, summaryOf } from "./declarations/describe.js";
import { assetFieldNames, envAsset } from "./declarations/env_asset.js";
import { load } from "./declarations/load.js";
import { allOptions } from "./declarations/option_schemas.js";
import { packageRoot } from "./declarations/package_root.js";
import { openJournalFile } from "./engine/journal/journal_file.js";
import type { Executor } from "./executor.js";
import { Sessions } from "./http/auth/session.js";
import { httpTransport } from "./http/axios_transport.js";
import { systemClock } from "./http/clock.js";
import type { Environment } from "./http/proxy.js";
import { memoryRateLimits } from "./http/rate_limit/rate_limiter.js";
import { maskedConnector } from "./masked_connector.js";
import { actionErrors, optionErrors } from "./messages.js";
import { assertRepeatable } from "./options.js";
import { type CompiledParse, ParseExecutor } from "./parse_executor.js";
import { pagesOf, rowsOf } from "./row_pages.js";
import { type CompiledSync, SyncExecutor } from "./sync_executor.js";
import { RunContexts } from "./run_contexts.js";
import { targetOf } from "./sync/target_rows.js";

/** Rate limits belong to an application, not to a connector: all connectors of a process share them. */
const processRateLimits = memoryRateLimits(systemClock);

/** Loads the declarations and returns the connector. @throws InvalidDeclaration, InvalidOption */
export async function createConnector(options: ConnectorOptions = {}): Promise<TypedConnector> {
  const { actionsDir, declarations } = options;
  if (actionsDir !== undefined && declarations !== undefined) throw optionErrors.twoDeclarations();
  const further = actionsDir === undefined ? [] : [actionsDir];
  const declared = await declare(declarations ?? load(packageRoot(), further));
  // The types come from the schemas of inputs and outputs, with which tests compare real outputs.
  return connectorOf(declared, options) as TypedConnector;
}

/** Returns a connector for compiled declarations. */
export function connectorOf(declared: Declared, options: Omit<ConnectorOptions, "declarations">): Connector {
  const executors = new Executors(declared, options);
  const executorOf = (name: string): Executor => executors.of(name);
  return maskedConnector(
    {
      ...described(declared),
      check: (name, input) => void executorOf(name).check(input),
      checkOptions: (name, given) => executorOf(name).checkOptions(given, "run"),
      run: async (name, input, given) => executorOf(name).run(input, given),
      async *stream(name, rows, given) {
        const executor = executorOf(name);
        executor.checkOptions(given, "stream");
        assertRepeatable(rows, given);
        return yield* rowsOf(executor.streamPages(pagesOf(rows), given));
      },
      async *streamPages(name, pages, given) {
        return yield* executorOf(name).streamPages(pages, given);
      },
      plan: async (name, input, given = {}) => executorOf(name).plan(input, given),
      planPages: async (name, pages, given = {}) => executorOf(name).planPages(pages, given),
      sync: async (name, request, given) => executors.sync(name).sync(request, given),
      checkAsset: (asset) => executors.contexts.check(asset),
      masked: (text, asset) => executors.contexts.redactor(asset)?.text(text) ?? text,
      testConnection: async (given) => executors.connectionTest().report(given),
    },
    (asset) => executors.contexts.redactor(asset),
  );
}

/** Returns the methods that describe the declarations. */
function described(declared: Declared) {
  const { manifest, broken, declarations } = declared;
  const { actions, composed } = declarations;
  return {
    manifest,
    actions: () => [...actions.values(), ...composed.values()].map(summaryOf),
    brokenActions: () => broken,
    describe(name: string) {
      const steps = composed.get(name);
      if (steps !== undefined) return descriptionOfComposed(steps, declarations);
      return descriptionOf(declared.action(name).action, declarations);
    },
    options: () => allOptions(declarations),
    assetFromEnvironment: (env: Environment) => envAsset(env, declarations),
    assetFields: () => assetFieldNames(declarations),
  };
}

/** Finds the executor of each action. */
class Executors {
  readonly contexts: RunContexts;
  readonly #declared: Declared;
  readonly #clock: Clock;
  readonly #openFile: OpenJournal;

  constructor(declared: Declared, options: Omit<ConnectorOptions, "declarations">) {
    const {
      clock = systemClock,
      journals = openJournalFile,
      env = process.env,
      random = Math.random,
    } = options;
    const ownRateLimits = options.clock === undefined ? processRateLimits : memoryRateLimits(clock);
    const { rateLimits = ownRateLimits, transport = httpTransport } = options;
    const { manifest, checkAsset } = declared;
    const sessions = new Sessions({ manifest, clock, env, rateLimits, random, transport, checkAsset });
    this.contexts = new RunContexts({ declared, clock, sessions });
    this.#declared = declared;
    this.#clock = clock;
    this.#openFile = journals;
  }

  /** Returns the executor of an action. @throws UnknownAction; InvalidDeclaration if the declaration has faults */
  of(name: string): Executor {
    const { contexts } = this;
    const composed = this.#declared.composed(name);
    if (composed !== undefined) return this.#composed(composed);
    const { manifest, declarations } = this.#declared;
    return new ActionExecutor(this.#declared.action(name), {
      contexts,
      openFile: this.#openFile,
      version: manifest.version,
      syncTarget: () => targetOf(name, declarations.composed.values()),
    });
  }

  /** Returns the executor of an action that syncs. @throws UnknownAction */
  sync(name: string): SyncExecutor {
    const executor = this.of(name);
    if (executor instanceof SyncExecutor) return executor;
    throw actionErrors.doesNotSync(name);
  }

  /** Returns the executor of the declared action that tests the connection. */
  connectionTest(): ConnectionTestExecutor {
    const all = [...this.#declared.declarations.composed.values()];
    const test = all.find(({ connectionTest }) => connectionTest !== undefined);
    const executor = test && this.of(test.name);
    if (executor instanceof ConnectionTestExecutor) return executor;
    throw actionErrors.noConnectionTest();
  }

  #composed(composed: CompiledComposed): Executor {
    const ports = { declared: this.#declared, clock: this.#clock, contexts: this.contexts };
    if (hasSteps(composed)) return new CompositeExecutor(composed, ports);
    const target = { ...ports, openFile: this.#openFile };
    if (syncs(composed)) return new SyncExecutor(composed, target);
    if (deletesMatching(composed)) return new DeleteMatchingExecutor(composed, target);
    return readsFeed(composed)
      ? new ParseExecutor(composed, ports)
      : new ConnectionTestExecutor(composed, ports);
  }
}

/** Checked declarations have rows and results if they have steps. */
function hasSteps(compiled: CompiledComposed): compiled is CompiledSteps {
  return compiled.composed.steps !== undefined;
}

function syncs(compiled: CompiledComposed): compiled is CompiledSync {
  return compiled.composed.sync !== undefined;
}

function deletesMatching(compiled: CompiledComposed): compiled is CompiledDeleteMatching {
  return compiled.composed.deleteMatching !== undefined;
}

function readsFeed(compiled: CompiledComposed): compiled is CompiledParse {
  return compiled.composed.parse !== undefined;
}
