/** The client configuration of a probe: as the root user, bypassing the front. */
export type EmulatorConfig = {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
};

/** Tests whether a difference between the emulator and AWS still exists. A probe removes everything it creates. */
export type Probe = (config: EmulatorConfig) => Promise<boolean>;

/** Returns the name of a request's error; `undefined` if it succeeds. */
export const refusalOf = (request: Promise<unknown>): Promise<string | undefined> =>
  request.then(
    () => undefined,
    (error: Error) => error.name,
  );
