import { createLogFile } from './logFile.ts';
import { readableStack } from './stackTrace.ts';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL'] as const;

/** Severity of a log line, as in Lambda's JSON log format; `CRITICAL` is the highest. */
export type LogLevel = (typeof LEVELS)[number];

/** Writes log lines of the platform and of the functions that run in it. */
export type PlatformLog = {
  /**
   * Writes one line of the platform itself.
   * @param source what it is about: `order`, `OrderQueue`, a function's name
   * @param fields shown as `key=value`; an `Error` under `error` is shown with its stack, indented, in TypeScript lines
   */
  write(level: LogLevel, source: string, message: string, fields?: Record<string, unknown>): void;
  /**
   * Logs text that a function wrote to standard output or standard error: JSON lines of a logger become one readable line each, metrics
   * in the embedded metric format go only to the file, anything else stays unchanged.
   */
  functionOutput(functionName: string, text: string, stream: 'stdout' | 'stderr'): void;
  /** Writes buffered lines. */
  close(): void;
};

type Line = {
  level: LogLevel;
  source: string;
  message: string;
  fields: Record<string, unknown>;
  stack?: string;
  fileOnly?: boolean;
};

/** Fields that every line of Powertools' logger repeats, left out locally. */
const NOISE = new Set([
  ...['level', 'message', 'timestamp', 'service', 'sampling_rate', 'xray_trace_id', 'cold_start', 'environment'],
  ...['function_arn', 'function_memory_size', 'function_name', 'function_request_id', '_aws'],
]);

const STACK_REPEAT_MS = 10_000;
const MAX_FIELD_LENGTH = 2_000;

/**
 * Creates the log of the platform: everything goes to one file, important lines also to the terminal. A stack trace that the terminal has
 * shown within the last ten seconds is not repeated there.
 *
 * @param options.file path of the log file; if absent, nothing is stored
 * @param options.maxBytes the file is renamed to `<file>.1` (which replaces the previous one) when it grows beyond this; 5 MiB by default
 * @param options.terminalLevel lowest severity shown on the terminal; `WARN` by default
 * @param options.terminal where terminal lines go; `process.stderr` by default
 * @param options.colour colours on the terminal; by default if standard error is one and `NO_COLOR` is not set
 */
export const createPlatformLog = (
  options: {
    file?: string;
    maxBytes?: number;
    terminalLevel?: LogLevel;
    terminal?: { write(text: string): unknown };
    colour?: boolean;
  } = {},
): PlatformLog => {
  const { terminal = process.stderr, terminalLevel = 'WARN' } = options;
  const paint = painter(options.colour ?? (process.stderr.isTTY === true && process.env.NO_COLOR === undefined));
  const file = options.file === undefined ? undefined : createLogFile(options.file, options.maxBytes);
  const shownStacks = new Map<string, number>();

  const shownLately = (line: Line, now: number) => {
    const key = `${line.source} ${line.stack?.split('\n').slice(0, 2).join()}`;
    const lately = now - (shownStacks.get(key) ?? Number.NEGATIVE_INFINITY) < STACK_REPEAT_MS;
    if (!lately) shownStacks.set(key, now);
    if (shownStacks.size > 200) shownStacks.clear();
    return lately;
  };
  const put = (line: Line) => {
    const now = Date.now();
    const time = new Date(now).toISOString();
    const text = `${line.level.padEnd(5)} ${line.source}  ${line.message}${showFields(line.fields)}`;
    const onTerminal = !line.fileOnly && LEVELS.indexOf(line.level) >= LEVELS.indexOf(terminalLevel);
    if (!file && !onTerminal) return;
    const stack = line.stack === undefined ? '' : `${indent(readableStack(line.stack))}\n`;
    file?.append(`${time} ${text}\n${stack}`);
    if (!onTerminal) return;
    const shownStack = stack && !shownLately(line, now) ? paint('dim', stack) : '';
    terminal.write(`${paint('dim', time.slice(11, 23))} ${paint(line.level, text)}\n${shownStack}`);
  };

  return {
    write: (level, source, message, fields = {}) => put({ level, source, message, ...splitError(fields) }),
    functionOutput: (functionName, text, stream) => {
      for (const raw of text.split('\n')) if (raw.trim() !== '') put(parseLine(functionName, raw, stream));
    },
    close: () => file?.close(),
  };
};

/** Parses a line of a function's output: JSON of a logger or of metrics, or plain text. */
const parseLine = (source: string, raw: string, stream: 'stdout' | 'stderr'): Line => {
  const json = raw.startsWith('{') ? parseObject(raw) : undefined;
  if (json === undefined) return { level: stream === 'stderr' ? 'WARN' : 'INFO', source, message: raw, fields: {} };
  const level = LEVELS.find((known) => known === json.level);
  const fields = Object.fromEntries(Object.entries(json).filter(([key]) => !NOISE.has(key)));
  if (json._aws !== undefined) return { level: 'INFO', source, message: 'metrics', fields, fileOnly: true };
  if (level === undefined || typeof json.message !== 'string')
    return { level: 'INFO', source, message: raw, fields: {} };
  return { level, source, message: json.message, ...splitError(fields) };
};

const parseObject = (text: string): Record<string, unknown> | undefined => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
};

/** Separates an error (or a logger's form of it) from the fields, so that its stack is shown below the line. */
const splitError = (fields: Record<string, unknown>): Pick<Line, 'fields' | 'stack'> => {
  const { error, ...others } = fields;
  if (error === undefined) return { fields: others };
  const { name, message, stack } = Object(error) as { name?: unknown; message?: unknown; stack?: unknown };
  if (typeof message !== 'string') return { fields };
  const text = { ...others, error: `${String(name ?? 'Error')}: ${message}` };
  return typeof stack === 'string' ? { fields: text, stack } : { fields: text };
};

const showFields = (fields: Record<string, unknown>): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${key}=${showValue(value)}`)
    .join('');

const showValue = (value: unknown): string => {
  const text = typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? String(value));
  return text.length > MAX_FIELD_LENGTH ? `${text.slice(0, MAX_FIELD_LENGTH)}…` : text;
};

const indent = (text: string) => text.replace(/^ */gm, '      ');

const COLOURS: Record<LogLevel | 'dim', string> = {
  ...{ TRACE: '2', DEBUG: '2', INFO: '0', WARN: '33', ERROR: '31', CRITICAL: '31;1' },
  dim: '2',
};
const painter = (colour: boolean) => (style: LogLevel | 'dim', text: string) =>
  colour ? `\u001b[${COLOURS[style]}m${text}\u001b[0m` : text;
