import { Command, Help } from 'commander';
import { callOf, descriptionOf, exampleLines } from './commands.mjs';

/** Exit code of a command with wrong arguments. */
const CALLED_WRONGLY = 2;

/**
 * Creates the command line of an npm command. `--help` prints what the command does and exits with 0 before anything has run. An unknown
 * option or an extra argument exits with 2 and prints the same text.
 *
 * @param name as in package.json and in `commands.mjs`
 */
export const commandLine = (name: string): Command =>
  new Command(`${callOf(name)} --`)
    .description(descriptionOf(name))
    .helpOption('-h, --help', 'show this help and do nothing else')
    .addHelpText('after', `\n${exampleLines(name)}`)
    .showHelpAfterError()
    .configureHelp({
      optionDescription: (option) =>
        option.defaultValue === false ? option.description : Help.prototype.optionDescription(option),
    })
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : CALLED_WRONGLY));

/** Collects the values of an option that may be repeated. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Runs a command. An error is printed as one sentence and the process exits with 1; a {@link UsageError} is treated like an unknown option. */
export const runCommand = async (command: Command, work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof UsageError) command.error(`error: ${error.message}`);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
};

/** Wrong arguments of a command; the message says in one sentence what is wrong. */
export class UsageError extends Error {
  override name = 'UsageError';
}
