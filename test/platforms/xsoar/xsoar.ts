// The integration as the tests use it: its YAML, and runs of its script.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { createConnector, load, packageRoot, type JsonObject } from "../../../connector/platform_api.js";
import { xsoarIntegration } from "../../../platforms/xsoar/integration.js";

/** The parts of the YAML that the tests read. */
export interface Integration {
  readonly configuration: readonly { readonly name: string }[];
  readonly script: {
    readonly script: string;
    readonly type: string;
    readonly commands: readonly {
      readonly name: string;
      readonly execution?: boolean;
      readonly deprecated?: boolean;
      readonly arguments: readonly { readonly name: string; readonly description: string }[];
      readonly outputs: readonly { readonly contextPath: string }[];
    }[];
  };
}

/** Returns the text of the YAML. */
export async function integrationText(): Promise<string> {
  return xsoarIntegration(await createConnector(), load(packageRoot()));
}

/** Returns what the YAML contains. */
export async function integration(): Promise<Integration> {
  return parse(await integrationText()) as Integration;
}

/** An entry of the War Room. */
export interface Entry {
  readonly Type: number;
  readonly ContentsFormat: string;
  readonly Contents: unknown;
  readonly HumanReadable?: string;
  readonly EntryContext?: JsonObject;
}

/** The end of a script. */
export interface ScriptEnd {
  readonly result?: Entry | readonly Entry[] | string;
  readonly thrown?: string;
  readonly requests: readonly { readonly url: string; readonly request: { readonly Body: string } }[];
}

/** What the server gives to a script. */
export interface ScriptCall {
  readonly script: string;
  readonly command: string;
  readonly args?: object;
  readonly params: object;
}

/** Runs the script in a process. */
export async function runScript(call: ScriptCall): Promise<ScriptEnd> {
  const program = fileURLToPath(new URL("run_script.js", import.meta.url));
  const child = spawn(process.execPath, [program], { stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  child.stdin.end(JSON.stringify({ args: {}, ...call }));
  await once(child, "close");
  return JSON.parse(text) as ScriptEnd;
}
