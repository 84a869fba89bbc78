/** The options of the command `serve`. */

/** Options of the command line. */
export interface ServeOptions {
  host: string;
  port: number;
  config?: string;
  asset: string[];
  bodyLimitMb?: number;
  bodyLimitRows?: number;
  maxRuns?: number;
  /** Offers destructive actions to MCP clients, too. */
  allowDestructive?: boolean;
  /** Actions for MCP clients. */
  tools?: string[];
}
