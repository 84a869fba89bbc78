// The voice of each service.
import type { Service } from "./call.js";
import { defenderVoice } from "./errors.js";
import { graphVoice } from "../graph/graph_errors.js";
import { sentinelVoice } from "../sentinel/sentinel_errors.js";
import type { Voice } from "./error_format.js";

const VOICES: Partial<Record<Service, Voice>> = {
  defender: defenderVoice,
  graph: graphVoice,
  sentinel: sentinelVoice,
};

/** The voice of a service; the login and the control have words of their own, and none for the gateway. */
export const voiceOf = (service: Service): Voice => VOICES[service] ?? { ...defenderVoice, headers: {} };
