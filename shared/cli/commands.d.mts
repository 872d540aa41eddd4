export type CommandText = {
  /** What Node runs, with the arguments that are always given. */
  program: string[];
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
