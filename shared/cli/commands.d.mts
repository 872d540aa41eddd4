export type CommandText = {
  /** What Node runs, with the arguments that are always given. */
  program: string[];
  /** What has to be installed: only what running needs, or everything, which is the default. */
  installs?: 'runtime';
  purpose: string;
  details?: string;
  examples: [call: string, says: string][];
};

export const commands: Record<string, CommandText>;
export const callOf: (name: string) => string;
export const exampleLines: (name: string) => string;
export const descriptionOf: (name: string) => string;
export const shortHelp: (name: string) => string;
export const commandList: () => string;
