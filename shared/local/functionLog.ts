/** Severity of a log line, as in Lambda's JSON log format; `CRITICAL` is the highest. */
export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'CRITICAL';

/** Writes log lines of the platform and of the functions that run in it. */
export type PlatformLog = {
  /**
   * One line of the platform itself.
   * @param source what it is about: `order`, `OrderQueue`, a function's name
   * @param fields shown as `key=value`; an `Error` under `error` is shown with its stack, indented, in TypeScript lines
   */
  write(level: LogLevel, source: string, message: string, fields?: Record<string, unknown>): void;
  /**
   * Text that a function wrote to its standard output or standard error: JSON lines of a logger become one readable line each,
   * metrics in the embedded metric format go to the file alone, anything else is kept as it is.
   */
  functionOutput(functionName: string, text: string, stream: 'stdout' | 'stderr'): void;
  /** Writes what is still in memory. */
  close(): void;
};

/**
 * The log of the platform: everything into one file, what matters onto the terminal.
 *
 * @param options.file path of the log file; without it nothing is kept
 * @param options.maxBytes the file is renamed to `<file>.1` (which replaces the former one) when it grows beyond this; 5 MiB by default
 * @param options.terminalLevel least severity shown on the terminal; `WARN` by default
 * @param options.terminal where terminal lines go; `process.stderr` by default
 * @param options.colour colours on the terminal; by default when `terminal` is one
 */
export declare function createPlatformLog(options?: {
  file?: string;
  maxBytes?: number;
  terminalLevel?: LogLevel;
  terminal?: { write(text: string): unknown };
  colour?: boolean;
}): PlatformLog;
