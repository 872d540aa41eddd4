import { createPlatformLog, type PlatformLog } from '../../src/log/functionLog.ts';

/** A log whose terminal is an array of lines, for tests to look at. */
export const recordedLog = (): PlatformLog & { lines: string[]; text(): string } => {
  const lines: string[] = [];
  const log = createPlatformLog({
    terminalLevel: 'TRACE',
    colour: false,
    terminal: { write: (text) => lines.push(text) },
  });
  return { ...log, lines, text: () => lines.join('') };
};
