// The error format of each service.
import type { Service } from "./types.js";
import { defenderErrors } from "./errors.js";
import { graphErrors } from "../graph/graph_errors.js";
import { mispErrors } from "../misp/misp_errors.js";
import { sentinelErrors } from "../sentinel/sentinel_errors.js";
import { taxiiErrors } from "../taxii/taxii_errors.js";
import type { ErrorFormat } from "./error_format.js";

const ERROR_FORMATS: Partial<Record<Service, ErrorFormat>> = {
  defender: defenderErrors,
  graph: graphErrors,
  sentinel: sentinelErrors,
  taxii: taxiiErrors,
  misp: mispErrors,
};

/** Returns the error format of a service; login and control use the Defender bodies without its headers. */
export const errorFormatOf = (service: Service): ErrorFormat =>
  ERROR_FORMATS[service] ?? { ...defenderErrors, headers: {} };
