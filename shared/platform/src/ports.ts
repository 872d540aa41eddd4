import { createServer } from 'node:net';

/** Ports of the platform's endpoints, relative to the base port. */
const offsets = {
  mailbox: 10,
  dynamodb: 20,
  storage: 21,
  cognito: 22,
  stepFunctions: 23,
  parameters: 24,
  lambda: 25,
} as const;

/** The first offset for stacks without a fixed one. */
const FIRST_STACK_OFFSET = 30;

export type PlatformPorts = Record<keyof typeof offsets, number> & {
  /** Ports of HTTP APIs by stack name. */
  apis: Readonly<Record<string, number>>;
  /** Ports by sidecar name. */
  sidecars: Readonly<Record<string, number>>;
};

type Place = { name: string; portOffset?: number };

/** A port is in use by another program; the message is all that needs to be printed. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
}

const host = '127.0.0.1';

/** What needs a port besides the platform's own endpoints. */
type Places = { stacks: readonly Place[]; sidecars: readonly Place[] };

/**
 * Bases for any free ports: below the ports that the system gives to outgoing connections, which might take one before the platform
 * listens.
 */
const FREE_BASES = { first: 11_000, step: 100, count: 200 } as const;

/**
 * Chooses the port of each part of the platform, relative to `base`, or any free ones if `base` is 0.
 *
 * @throws {PortInUseError} that names the first port in use
 */
export const choosePorts = async (base: number, places: Places): Promise<PlatformPorts> => {
  if (base !== 0) return portsFrom(base, places);
  for (let attempt = 0; ; attempt += 1) {
    // Platforms that start at the same time begin at different bases
    const free = FREE_BASES.first + FREE_BASES.step * ((process.pid + attempt) % FREE_BASES.count);
    try {
      return await portsFrom(free, places);
    } catch (error) {
      if (!(error instanceof PortInUseError) || attempt === FREE_BASES.count) throw error;
    }
  }
};

const portsFrom = async (base: number, { stacks, sidecars }: Places): Promise<PlatformPorts> => {
  const places = [
    ...Object.entries(offsets),
    ...sidecars.map(({ name, portOffset = 0 }) => [name, portOffset] as const),
    ...stacks.map(({ name, portOffset }, index) => [name, portOffset ?? FIRST_STACK_OFFSET + index] as const),
  ];
  refuseSharedPlaces(places);
  const ports = places.map(([name, offset]) => [name, base + offset] as const);
  // All are reserved until the last is known to be free, so that no two are the same.
  const tried = await Promise.allSettled(ports.map(async ([name, port]) => [name, await hold(port, base)] as const));
  const held = tried.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  await Promise.all(held.map(([, { release }]) => release()));
  const refused = tried.find((result) => result.status === 'rejected');
  if (refused) throw refused.reason;
  const chosen = Object.fromEntries(held.map(([name, { port }]) => [name, port]));
  const portOf = (name: string) => chosen[name] ?? 0;
  return {
    mailbox: portOf('mailbox'),
    dynamodb: portOf('dynamodb'),
    storage: portOf('storage'),
    cognito: portOf('cognito'),
    stepFunctions: portOf('stepFunctions'),
    parameters: portOf('parameters'),
    lambda: portOf('lambda'),
    apis: Object.fromEntries(stacks.map(({ name }) => [name, portOf(name)])),
    sidecars: Object.fromEntries(sidecars.map(({ name }) => [name, portOf(name)])),
  };
};

/** Rejects duplicate names and ports. */
const refuseSharedPlaces = (places: readonly (readonly [string, number])[]): void => {
  for (const [index, [name, offset]] of places.entries()) {
    const other = places.slice(0, index).find((place) => place[0] === name || place[1] === offset);
    if (other)
      throw new RangeError(`${name} (port offset ${offset}) and ${other[0]} (${other[1]}) share a name or a port.`);
  }
};

const hold = (port: number, base: number): Promise<{ port: number; release(): Promise<void> }> => {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(explain(error, port, base)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : port,
        release: () => new Promise((released) => server.close(() => released())),
      });
    });
  });
};

const explain = (error: NodeJS.ErrnoException, port: number, base: number): Error => {
  if (error.code !== 'EADDRINUSE') return error;
  return new PortInUseError(
    `Port ${port} is in use by another program: stop that program, or move all ports of the platform with PORT_BASE, ` +
      `for example PORT_BASE=${base + 1000} npm start.`,
  );
};
