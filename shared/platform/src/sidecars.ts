import { join } from 'node:path';
import type { AwsUrls } from './endpoints.ts';
import { stateErrorOf } from './state/stateErrors.ts';

/** A server next to the stacks: an emulation of an API that they call, or a page about them. */
export type Sidecar = {
  /** Its name in the address file and of its folder below the state directory. */
  name: string;
  /** A description, shown when the platform starts. */
  note?: string;
  /** Whether people start there: its address is the first that is listed. */
  isEntrance?: boolean;
  /** Its port, relative to the platform's base port. */
  portOffset: number;
  /**
   * @param place.port 0 for any free port
   * @param place.directory for its data, which it creates itself; `undefined` if nothing is stored
   * @throws an Error with the property `path` if a file of stored data cannot be read
   */
  start(place: { port: number; directory: string | undefined }): Promise<RunningSidecar>;
};

export type RunningSidecar = {
  url: string;
  /** Parameter Store entries through which stacks find it. */
  parameters?: readonly { name: string; value: string; type?: 'String' | 'SecureString' }[];
  /**
   * Values of environment variables that name an address of this platform, as a stage parameter does on AWS. They replace those of the
   * templates, in the functions that have such a variable.
   */
  variables?: Readonly<Record<string, string>>;
  /** Is called once, when all stacks are ready. */
  onReady?(addresses: PlatformAddresses): void;
  close(): Promise<void>;
};

export type PlatformAddresses = {
  /** URLs as in the address file. */
  urls: Readonly<Record<string, string>>;
  /** URLs of HTTP APIs by stack name. */
  apis: Readonly<Record<string, string>>;
  /** The AWS endpoints, with the region and the keys that they accept. */
  aws: AwsUrls & { region: string; accessKeyId: string; secretAccessKey: string };
  /** Returns how many resources of each type the stacks have now, by stack name: `{ noteService: { 'AWS::SQS::Queue': 2 } }`. */
  resources(): Readonly<Record<string, Readonly<Record<string, number>>>>;
};

/** Starts all sidecars concurrently. If one fails, the others are closed again. */
export const startSidecars = async (
  sidecars: readonly Sidecar[],
  { ports, directory }: { ports: Readonly<Record<string, number>>; directory: string | undefined },
) => {
  const outcomes = await Promise.allSettled(
    sidecars.map((sidecar) =>
      startSidecar(sidecar, ports[sidecar.name] ?? 0, directory && join(directory, sidecar.name)),
    ),
  );
  const running = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const close = async () => void (await Promise.all(running.map((sidecar) => sidecar.close())));
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await close();
    throw failed.reason;
  }
  return {
    urls: Object.fromEntries(running.map(({ name, url }) => [name, url])),
    parameters: running.flatMap(({ parameters = [] }) => parameters),
    variables: Object.assign({}, ...running.map(({ variables }) => variables)) as Record<string, string>,
    ready: (addresses: PlatformAddresses) => {
      for (const sidecar of running) sidecar.onReady?.(addresses);
    },
    close,
  };
};

const startSidecar = async ({ name, start }: Sidecar, port: number, directory: string | undefined) => {
  try {
    return { name, ...(await start({ port, directory })) };
  } catch (error) {
    const path = error instanceof Error && 'path' in error ? error.path : undefined;
    throw typeof path === 'string' ? stateErrorOf(path, error) : error;
  }
};
