/** The node that runs an action: reads the payload of a message and replaces it with the output. */
import {
  type ActionOutput,
  type Connector,
  createConnector,
  type Declarations,
  type Plan,
  type RunEvent,
  setAt,
} from "../../connector/platform_api.js";
import { asConnectorError } from "../shared/failure.js";
import { type GivenOptions, isEmpty, type Options, optionsIn } from "../shared/options.js";
import { printable } from "../shared/printable.js";
import { RunNotes } from "../shared/run_notes.js";
import { planLine, sumLine } from "../shared/summary_line.js";
import type { AssetNode } from "./asset_node.js";
import type { Connection } from "./connection.js";
import { type ActionFailure, failureOf, failureWithin } from "./failure.js";
import type { Message, NodeConfig, NodeMaker, Red, RedNode } from "./node_red_types.js";
import { running, statusOfEvent, statusOfFailure, statusOfOutput, statusOfPlan } from "./status.js";
import { MessageQueue } from "./message_queue.js";
import { nodeErrors, runMessages } from "./messages.js";

/** The saved settings of the node, including the options of the run by name, as texts; empty if not set. */
export interface ActionConfig extends NodeConfig {
  /** ID of the asset's node. */
  readonly asset: string;
  readonly action: string;
  /** If a row failed or the service rejected the call, the message goes to a Catch node. */
  readonly failedRowsAreErrors?: boolean;
}

/** Returns the constructor of the nodes. */
export function actionNode(RED: Red, declarations: Declarations): NodeMaker<RedNode, ActionConfig> {
  let made: Promise<Connector> | undefined;
  const withoutAsset = (): Promise<Connector> => (made ??= createConnector({ declarations }));
  return function makeActionNode(config) {
    RED.nodes.createNode(this, config);
    // Later nodes of the flow may throw: in Node-RED, an unhandled rejection ends the whole process.
    const turns = new MessageQueue((thrown) => this.error(printable(asConnectorError(thrown).message)));
    this.on("input", (message, send, done) => {
      turns.take(async (signal) => {
        const failure = await runMessage(message, { RED, node: this, config, signal, withoutAsset });
        if (failure === undefined) send(message);
        done(failure);
      });
    });
    this.on("close", (_removed, done) => void close(turns, done));
  };
}

async function close(turns: MessageQueue, done: () => void): Promise<void> {
  await turns.close();
  done();
}

/** The environment of a message's run. */
interface MessageContext {
  readonly RED: Red;
  readonly node: RedNode;
  readonly config: ActionConfig;
  /** Aborted when the node is closed. */
  readonly signal: AbortSignal;
  /** Returns a connector for actions that need no asset. */
  readonly withoutAsset: () => Promise<Connector>;
}

/** Puts the output into the message. A failed message stays unchanged, so that it can be sent again. */
async function runMessage(message: Message, around: MessageContext): Promise<ActionFailure | undefined> {
  const { node, config, signal } = around;
  const notes = new RunNotes();
  node.status(running);
  try {
    const output = await runPayload(message, around, notes);
    const { summary } = notes;
    // Only a dry run has no summary.
    if (summary === undefined) reportPlan(node, output.json_body as Plan);
    else node.status(statusOfOutput(output, summary));
    const failure =
      config.failedRowsAreErrors === true && summary !== undefined
        ? failureWithin(output, summary)
        : undefined;
    if (failure === undefined) message.payload = output;
    return failure;
  } catch (thrown) {
    const error = asConnectorError(thrown);
    node.status(statusOfFailure(error.code));
    return failureOf(error);
  } finally {
    reportEnd(node, notes, signal);
  }
}

async function runPayload(
  { payload, options: given }: Message,
  { RED, node, config, signal, withoutAsset }: MessageContext,
  notes: RunNotes,
): Promise<ActionOutput> {
  const { action } = config;
  const { connector, asset } = await openedOf(config, RED, withoutAsset);
  const { rows } = connector.describe(action);
  const options = optionsOf(given, config, connector);
  const input = Array.isArray(payload) && rows !== undefined ? setAt({}, rows, payload) : payload;
  const onEvent = (event: RunEvent): void => {
    notes.take(event);
    const status = statusOfEvent(event);
    if (status !== undefined) node.status(status);
  };
  return connector.run(action, input, { ...options, asset, signal, onEvent });
}

/** Options of the message override those of the node. Throws InvalidOption. */
function optionsOf(
  given: unknown,
  config: ActionConfig,
  connector: Pick<Connector, "options">,
): GivenOptions {
  const known = connector.options();
  assertCurrent(config, known);
  const ofNode = Object.entries(config).filter(([name]) => Object.hasOwn(known, name));
  return {
    ...optionsIn(Object.fromEntries(ofNode), known, "The node"),
    ...optionsIn(given, known, "msg.options"),
  };
}

/** Options of nodes that an older version saved, with their current name and the factor between the units. */
const oldOptions: Readonly<Record<string, { readonly now: string; readonly times: number }>> = {
  deadlineSeconds: { now: "deadline_ms", times: 1000 },
};

/** Throws InvalidOption for a saved option that would be ignored. */
function assertCurrent(config: ActionConfig, known: Options): void {
  const given = Object.entries(config).filter(
    ([name, value]) => !Object.hasOwn(known, name) && !isEmpty(value),
  );
  for (const [name, value] of given) {
    const old = Object.hasOwn(oldOptions, name) ? oldOptions[name] : undefined;
    const now = old?.now ?? Object.keys(known).find((option) => folded(option) === folded(name));
    if (now === undefined) continue;
    const number = Number(value) * (old?.times ?? 1);
    throw nodeErrors.renamedOption(name, now, old !== undefined && number > 0 ? number : undefined);
  }
}

function folded(name: string): string {
  return name.toLowerCase().replaceAll("_", "");
}

function reportPlan(node: RedNode, plan: Plan): void {
  node.status(statusOfPlan(plan));
  node.log(planLine(plan));
}

/** Throws InvalidAsset if the configured asset node does not exist, and the action needs one. */
async function openedOf(
  { asset, action }: ActionConfig,
  RED: Red,
  withoutAsset: MessageContext["withoutAsset"],
): ReturnType<Connection["open"]> {
  const node = RED.nodes.getNode(asset) as Partial<AssetNode> | null;
  if (node?.connection !== undefined) return node.connection.open();
  const connector = await withoutAsset();
  if (!connector.describe(action).needsAsset) return { connector, asset: {} };
  throw nodeErrors.noAsset();
}

/** A deploy may remove the flow that would receive the output: then the log reports the result. */
function reportEnd(node: RedNode, { summary, warnings }: RunNotes, { aborted }: AbortSignal): void {
  for (const warning of warnings) node.warn(printable(warning));
  if (summary === undefined) return;
  if (aborted) node.warn(runMessages.endedByDeploy(sumLine(summary)));
  else node.log(sumLine(summary));
}
