/** Runs the program in this process. */
import { PassThrough } from "node:stream";
import { runProgram } from "../../../platforms/cli/program.js";

/** Returns the exit code and the whole output. */
export async function program(
  args: readonly string[],
  { stdin, env }: { stdin: string; env: Record<string, string> },
): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = [stdout, stderr].map(async (stream) => {
    let text = "";
    for await (const piece of stream) text += String(piece);
    return text;
  });
  const input = new PassThrough();
  input.end(stdin);
  const code = await runProgram(args, { stdin: input, stdout, stderr, env });
  stdout.end();
  stderr.end();
  const [out = "", err = ""] = await Promise.all(texts);
  return { code, stdout: out, stderr: err };
}
