import { styleText } from 'node:util';
import { TemplateError } from '../cloudformation/template.ts';
import { PackageError } from '../packaging/packageStacks.ts';
import type { Platform, PlatformProgress, Reload } from '../platform.ts';
import { PortInUseError } from '../ports.ts';
import { StateInUseError } from '../state/stateDirectory.ts';
import { StateError } from '../state/stateErrors.ts';

export type Screen = {
  progress(progress: PlatformProgress): void;
  ready(platform: Platform, places: { stateDirectory: string; logFile: string; watch: boolean }): void;
  reloaded(reload: Reload): void;
  reloadFailed(error: unknown): void;
  stopping(): void;
  failed(error: unknown): void;
};

/** Returns a command to try, with the addresses in the address file. */
export type FirstRequest = (urls: Readonly<Record<string, string>>) => string;

const MAILBOX_NOTE = 'every email that the platform sends, including confirmation codes';

type Output = {
  isTTY?: boolean;
  write(text: string): unknown;
};

/**
 * Creates the platform's output on the terminal, with colours only on a terminal.
 *
 * @param options.notes descriptions of addresses, by name
 */
export const createScreen = (
  output: Output,
  { notes, firstRequest = showMailbox }: { notes: Readonly<Record<string, string>>; firstRequest?: FirstRequest },
): Screen => {
  const notesByName: Readonly<Record<string, string>> = { mailbox: MAILBOX_NOTE, ...notes };
  const started = performance.now();
  const style = (format: 'bold' | 'dim' | 'green' | 'red' | 'cyan' | 'yellow', text: string) =>
    output.isTTY && process.env.NO_COLOR === undefined ? styleText(format, text, { validateStream: false }) : text;
  const line = (text = '') => output.write(`${text}\n`);
  const done = (text: string, milliseconds: number) =>
    line(`${style('green', '✔')} ${text.padEnd(46)} ${style('dim', seconds(milliseconds))}`);
  let isReady = false;
  return {
    progress(progress) {
      if (progress.step !== 'package') {
        if (!isReady)
          done(
            progress.step === 'endpoints' ? 'AWS endpoints' : 'Tables, queues, functions and routes',
            progress.milliseconds,
          );
      } else if (progress.state === 'packaging') line(`  Packaging ${progress.stack} …`);
      else if (progress.state === 'packaged') done(`${progress.stack} packaged`, progress.milliseconds);
    },
    ready(platform, { stateDirectory, logFile, watch }) {
      isReady = true;
      line();
      for (const [name, url] of Object.entries(platform.urls)) {
        const note = notesByName[name] === undefined ? '' : style('dim', `  ${notesByName[name]}`);
        line(`  ${style('bold', name.padEnd(10))} ${style('cyan', url)}${note}`);
      }
      line(`\n${style('bold', 'Try')}  ${firstRequest(platform.urls)}\n`);
      line(
        `Ready in ${seconds(performance.now() - started)}. Ctrl-C stops. Data stays in ${stateDirectory}, the log is ${logFile}.`,
      );
      if (watch) line('Saved files take effect by themselves.');
    },
    reloaded({ stacks, milliseconds }) {
      for (const [stack, functions] of Object.entries(stacks)) {
        done(
          `${stack} reloaded: ${functions.map((name) => name.split('-').at(-1)).join(', ') || 'same functions'}`,
          milliseconds,
        );
      }
    },
    reloadFailed(error) {
      line(`${style('red', '✘')} ${messageOf(error)}\n${style('yellow', 'The code from before keeps running.')}`);
    },
    stopping: () => line('\nStopping …'),
    failed: (error) => line(`${style('red', '✘')} ${messageOf(error)}`),
  };
};

const showMailbox: FirstRequest = ({ mailbox }) => `curl ${mailbox}/store`;

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** Returns only the message of errors for the user; any other error is a fault of the platform and shown with its stack. */
const messageOf = (error: unknown): string => {
  const expected = [PackageError, TemplateError, PortInUseError, StateInUseError, StateError];
  if (expected.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};
