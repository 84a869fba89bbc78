/** The command `serve`: offers the actions as an HTTP service until Ctrl-C. */
import type { Connector } from "../../connector/platform_api.js";
import { isDatabaseNamed, openConnector } from "../shared/shared_database.js";
import { offeredTools } from "../mcp/tools.js";
import { type Io, write } from "../shared/io.js";
import { type Log, type LogLevel, logLevels } from "../shared/log/log.js";
import { logOf } from "../shared/log/log_of.js";
import { stoppingLine } from "../shared/messages.js";
import { stopOnSignal } from "../shared/stop_signal.js";
import { isLoopback, keyVariable } from "./api_key.js";
import { defaultLimits } from "./limits.js";
import type { LiveSettings } from "./live_settings.js";
import { settingErrors, startMessages } from "./messages.js";
import { openApiDocument } from "./openapi/openapi.js";
import type { ServeOptions } from "./serve_options.js";
import { openServeSettings } from "./serve_settings.js";
import { type OpenFleet, type Service, startService } from "./service.js";
import { loadDeclarations } from "../shared/declarations.js";

/**
 * Serves until the process is asked to end, then returns 0. Throws InvalidOption, InvalidConfig, InvalidAsset, and what
 * opening the database throws.
 */
export async function serveCommand(options: ServeOptions, io: Io): Promise<number> {
  if (!isDatabaseNamed(io.env)) return serve(options, io);
  const { withFleet } = await import("../fleet/fleet.js");
  const { openFleetService } = await import("./fleet/open_fleet_service.js");
  return withFleet(io.env, (fleet) => serve(options, io, (context) => openFleetService(fleet, context, io)));
}

async function serve(options: ServeOptions, io: Io, openFleet?: OpenFleet): Promise<number> {
  const hasFleet = openFleet !== undefined;
  const declarations = loadDeclarations(io.env);
  const connector = await openConnector(declarations, io.env);
  const document = openApiDocument(connector, declarations.schemas, { hasFleet });
  const { allowDestructive = false, tools } = options;
  const forAgents = offeredTools(connector, declarations.schemas, { allowDestructive, tools });
  const log = serviceLog(connector, io);
  const warn = (code: string, message: string): void => log.write("warn", message, { code });
  for (const { code, message } of connector.brokenActions().values()) warn(code, message);
  const source = { connector, schemas: declarations.schemas, options, env: io.env, hasFleet };
  const settingsLog = { warn, log: (line: string) => log.report("info", line) };
  const { settings, key, isReloaded } = await openServeSettings(source, settingsLog);
  const limits = limitsOf(options);
  const own = { connector, settings, limits, document, log, now: Date.now };
  const service = await listening(options, () => startService({ ...own, ...forAgents }, options, openFleet));
  const hangUp = reloadOnHangUp(settings, isReloaded);
  const ended = new Promise<void>((resolve) => stopOnSignal(resolve));
  if (!isLoopback(options.host)) warn("Unencrypted", startMessages.unencrypted);
  await greet({ service, key, connector }, io);
  await ended;
  log.report("info", stoppingLine);
  hangUp.release();
  await service.stop();
  return 0;
}

/** Returns the log of the service, without its key. */
function serviceLog({ manifest }: Connector, io: Io): Log {
  const key = io.env[keyVariable(manifest)] ?? "";
  const log = logOf(io).timed();
  return key === "" ? log : log.masking((text) => text.replaceAll(key, "***"));
}

/** Without a configuration, SIGHUP ends the process, as the closing of its terminal should. */
function reloadOnHangUp(settings: LiveSettings, isReloaded: boolean): { release(): void } {
  const reload = (): void => void settings.reload();
  if (isReloaded) process.on("SIGHUP", reload);
  return {
    release() {
      process.off("SIGHUP", reload);
      settings.close();
    },
  };
}

function limitsOf({ bodyLimitMb, bodyLimitRows, maxRuns }: ServeOptions): typeof defaultLimits {
  return {
    ...defaultLimits,
    ...(bodyLimitMb === undefined ? {} : { bodyBytes: bodyLimitMb * 1024 * 1024 }),
    ...(bodyLimitRows === undefined ? {} : { bodyRows: bodyLimitRows }),
    ...(maxRuns === undefined ? {} : { runs: maxRuns }),
  };
}

async function listening({ host, port }: ServeOptions, start: () => Promise<Service>): Promise<Service> {
  try {
    return await start();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw settingErrors.cannotListen(host, port, code);
  }
}

/** A generated key is printed once, here, and separate from the data. */
async function greet(
  { service: { url }, key, connector }: { service: Service; key: string | undefined; connector: Connector },
  io: Io,
): Promise<void> {
  if (key !== undefined) logOf(io).write(shownLevel(logOf(io)), startMessages.key(key));
  // The service works even if its greeting cannot be written.
  await write(io.stdout, startMessages.serving(connector.actions().length, url)).catch(() => {});
}

/** Returns the level of a line that must be visible: nobody can use a service with an unknown key. */
function shownLevel(log: Log): LogLevel {
  return logLevels.findLast((level) => level !== "debug" && log.isWritten(level)) ?? "error";
}
