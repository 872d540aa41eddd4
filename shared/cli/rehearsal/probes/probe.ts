/** How a probe talks to the emulator: as its root user, past the front. */
export type EmulatorConfig = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** Whether the emulator still differs from AWS in one thing. What a probe makes it takes away again. */
export type Probe = (config: EmulatorConfig) => Promise<boolean>;

/** What a request was refused with; undefined when it was not. */
export const refusalOf = (request: Promise<unknown>): Promise<string | undefined> =>
  request.then(
    () => undefined,
    (error: Error) => error.name,
  );
