/* Made from schemas/options.json by `npm run generate`. Do not edit: change the schema and run it again. */

/**
 * Options of a run. Every adapter offers them, next to the input and never as a part of it.
 */
export interface Options {
  /**
   * Send nothing: check the input, and return the plan of the run instead of its results. No credentials are needed, unless the action must read from the service to make its plan.
   */
  dry_run?: boolean;
  /**
   * What happens to a row that breaks a rule: strict (default) rejects the row, report sends it with a warning, off sends it.
   */
  validation?: "strict" | "report" | "off";
  /**
   * Change values into the form that the service accepts, and report each change. Default: false.
   */
  normalize?: boolean;
  /**
   * What happens to a row that blocks, or warns about, a value that is known to be harmless, such as a public DNS resolver: warn (default) sends the row with a warning, reject rejects it, allow sends it.
   */
  benign_values?: "warn" | "reject" | "allow";
  /**
   * Count what exists and what is new before the first row is sent, and hold back the rows that do not fit. Default: false.
   */
  preflight?: boolean;
  /**
   * Which rows to send if not all of them fit: first (default) sends them in input order, fail sends none. An order that the action declares sends the rows that the order puts first. Every value except first implies preflight.
   */
  overflow?: "first" | "fail";
  /**
   * What happens to rows that are in the service already: none (default) sends them again, list lists what exists before the first row and sends only rows that are missing or differ.
   */
  resume?: "none" | "list";
  /**
   * Most objects that the run may delete. If more are due, none is deleted. Default: any number.
   */
  max_delete?: number;
  /**
   * Maximum time for the whole run, in milliseconds. A row that is not sent by then is reported as not sent.
   */
  deadline_ms?: number;
}
