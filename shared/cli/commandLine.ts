import { Command, Help } from 'commander';

/** Exit code of a command that was called wrongly. */
const CALLED_WRONGLY = 2;

/**
 * The command line of `npm run {script}`. `--help` prints what the command does and ends it with 0 before anything has run. What it does not know, an
 * option or an argument too many, ends it with 2 and that same text.
 *
 * @param script as in package.json
 * @param description what the command does, in one or more sentences
 */
export const commandLine = (script: string, description: string): Command => {
  const call = script === 'start' || script === 'test' ? `npm ${script}` : `npm run ${script}`;
  return new Command(`${call} --`)
    .description(description)
    .helpOption('-h, --help', 'this text')
    .showHelpAfterError()
    .configureHelp({
      optionDescription: (option) =>
        option.defaultValue === false ? option.description : Help.prototype.optionDescription(option),
    })
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CALLED_WRONGLY));
};

/** Collects an option that may be given more than once. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Runs a command. What it throws is printed as one sentence and ends the process with 1; a {@link UsageError} ends it like an unknown option. */
export const runCommand = async (command: Command, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError) command.error(error.message);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};

/** A command that was called wrongly; the message says how, in one sentence. */
export class UsageError extends Error {
  override name = 'UsageError';
}
