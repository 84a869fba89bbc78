// The voice of each service.
import type { Service } from "./call.js";
import { defenderVoice } from "./errors.js";
import { graphVoice } from "../graph/graph_errors.js";
import { sentinelVoice } from "../sentinel/sentinel_errors.js";
import type { ErrorFormat } from "./error_format.js";

const ERROR_FORMATS: Partial<Record<Service, ErrorFormat>> = {
  defender: defenderVoice,
  graph: graphVoice,
  sentinel: sentinelVoice,
};

/** The voice of a service; the login and the control have words of their own, and none for the gateway. */
export const errorFormatOf = (service: Service): ErrorFormat =>
  ERROR_FORMATS[service] ?? { ...defenderVoice, headers: {} };
