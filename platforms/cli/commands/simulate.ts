/** The command `simulate`: a local service that runs until Ctrl-C, with instructions for its use. */
import { writeFile } from "node:fs/promises";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { type Io, print } from "../../shared/io.js";
import { stopOnSignal } from "../../shared/stop_signal.js";
import { simulateErrors } from "./messages.js";

/** Options of the command line. */
export interface SimulateOptions {
  port?: number;
  host?: string;
  /** File for the asset. */
  asset?: string;
}

/** Serves until the process is asked to end, then returns 0. Throws InvalidOption if it cannot listen. */
export async function simulateCommand(options: SimulateOptions, io: Io): Promise<number> {
  const { asset } = options;
  const simulator = await start(options);
  const ended = new Promise<void>((resolve) => stopOnSignal(resolve));
  try {
    if (asset !== undefined) await writeAsset(asset, simulator);
    await print(io, guide(simulator, asset));
    await ended;
  } finally {
    await simulator.close();
  }
  return 0;
}

async function start(options: SimulateOptions): Promise<Simulator> {
  try {
    return await startSimulator(options);
  } catch (error) {
    throw simulateErrors.cannotListen(`${options.host ?? "127.0.0.1"}:${options.port ?? 0}`, error);
  }
}

/** Writes the asset into a new file, which only the user can read. The asset of a tenant is never overwritten. */
async function writeAsset(path: string, simulator: Simulator): Promise<void> {
  try {
    const options = { flag: "wx", mode: 0o600 };
    await writeFile(path, `${JSON.stringify(simulator.asset(), null, 2)}\n`, options);
  } catch (error) {
    throw simulateErrors.unwritableAsset(path, error);
  }
}

function guide(simulator: Simulator, path: string | undefined): string {
  const { url, controlKey, workspace } = simulator;
  const row = {
    indicatorValue: "bad.example",
    indicatorType: "DomainName",
    action: "Block",
    title: "Try",
    description: "An inert name",
  };
  const input = JSON.stringify({ json_body: { Indicators: [row] } });
  const asset =
    path === undefined
      ? `Asset, for a file asset.json:\n${JSON.stringify(simulator.asset(), null, 2)}`
      : `The asset is in ${path}.`;
  return `Simulated Entra ID, Defender, Graph and Sentinel at ${url} (Ctrl-C ends it)
Control key ${controlKey}
Sentinel workspace ${workspace}

${asset}

Import an indicator:
  echo '${input}' | defender-indicators run import_indicators --asset ${path ?? "asset.json"}

See what the service saw:
  curl -H 'x-simulator-key: ${controlKey}' ${url}/_simulator/state
`;
}
