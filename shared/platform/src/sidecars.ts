import { join } from 'node:path';
import { stateErrorOf } from './state/stateErrors.ts';

/** A server beside the stacks: a stand-in for an API that they call, or a page about them. */
export type Sidecar = {
  /** Of its address in the address file, and of its folder below the state directory. */
  name: string;
  /** What it is, for the person who starts the platform. */
  note?: string;
  /** Its port, counted from the platform's base port. */
  portOffset: number;
  /**
   * @param place.port 0 for any free one
   * @param place.directory where it may keep data, made by itself; undefined where nothing is kept
   * @throws an Error with the property `path` where a file of kept data cannot be read
   */
  start(place: { port: number; directory: string | undefined }): Promise<RunningSidecar>;
};

export type RunningSidecar = {
  url: string;
  /** Parameter Store entries by which stacks find it. */
  parameters?: readonly { name: string; value: string; type?: 'String' | 'SecureString' }[];
  /** Is called once, when all stacks answer. */
  onReady?(addresses: PlatformAddresses): void;
  close(): Promise<void>;
};

export type PlatformAddresses = {
  /** As they stand in the address file. */
  urls: Readonly<Record<string, string>>;
  /** Of each stack's HTTP API, by the stack's name. */
  apis: Readonly<Record<string, string>>;
};

/** Starts all sidecars at once. When one fails, those that came up are closed again. */
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
