/** The command `simulate`: a local service that runs until Ctrl-C, with instructions for its use. */
import { ConnectorError } from "../../../connector/platform_api.js";
import { type Simulator, startSimulator } from "../../../simulator/index.js";
import { type Io, print } from "../../shared/io.js";
import { stopOnSignal } from "../../shared/stop_signal.js";

/** Options of the command line. */
export interface SimulateOptions {
  port?: number;
  host?: string;
}

/** Serves until the process is asked to end, then returns 0. Throws InvalidOption if it cannot listen. */
export async function simulateCommand(options: SimulateOptions, io: Io): Promise<number> {
  const simulator = await start(options);
  const ended = new Promise<void>((resolve) => stopOnSignal(resolve));
  try {
    await print(io, guide(simulator));
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
    const { code = "unknown reason" } = error as NodeJS.ErrnoException;
    const place = `${options.host ?? "127.0.0.1"}:${options.port ?? 0}`;
    throw new ConnectorError("InvalidOption", `The simulator cannot listen on ${place} (${code}).`, {
      hint: "Set another --port or --host, or omit both.",
    });
  }
}

function guide(simulator: Simulator): string {
  const { url, controlKey, workspace } = simulator;
  const row = {
    indicatorValue: "bad.example",
    indicatorType: "DomainName",
    action: "Block",
    title: "Try",
    description: "An inert name",
  };
  const input = JSON.stringify({ json_body: { Indicators: [row] } });
  return `Simulated Entra ID, Defender, Graph and Sentinel at ${url} (Ctrl-C ends it)
Control key ${controlKey}
Sentinel workspace ${workspace}

Asset, for a file asset.json:
${JSON.stringify(simulator.asset(), null, 2)}

Import an indicator:
  echo '${input}' | defender-indicators run import_indicators --asset asset.json

See what the service saw:
  curl -H 'x-simulator-key: ${controlKey}' ${url}/_simulator/state
`;
}
