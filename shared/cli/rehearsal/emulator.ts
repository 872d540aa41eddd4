import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';

/** A MiniStack that runs on this machine. */
export type Emulator = {
  /** Its address, for the front only; everything else uses the front. */
  url: string;
  /** Ends it and all functions that it runs. */
  stop(): Promise<void>;
  /** Ends it without waiting, for when this process ends. */
  kill(): void;
};

/** The account's root user, the only one that the emulator knows at first. */
export const rootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const START_SECONDS = 60;
const END_SECONDS = 5;

/**
 * Starts MiniStack on a free port of 127.0.0.1 with IAM enabled: it checks signatures and enforces the roles of functions.
 *
 * @param options.programs folder of the emulator's program
 * @param options.directory for its state, its log and temporary files of functions
 * @param options.front the address of AWS for functions, and in every URL that the emulator returns
 */
export const startEmulator = async (options: {
  programs: string;
  directory: string;
  region: string;
  front: string;
}): Promise<Emulator> => {
  const { programs, directory, region, front } = options;
  mkdirSync(join(directory, 'tmp'), { recursive: true });
  writeFileSync(join(directory, 'tmp', 'package.json'), '{}'); // otherwise the repository's would make the functions' runner an ES module
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = `${fileURLToPath(new URL('standIns.py', import.meta.url))}:app`;
  const server = ['-B', '-m', 'hypercorn', app, '--bind', `127.0.0.1:${port}`, '--keep-alive', '75'];
  const child = spawn(join(programs, 'python'), server, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own process group, so that its functions end with it
    env: {
      ...withoutAws(process.env),
      PATH: [functionNode(directory), process.env.PATH].join(delimiter),
      TMPDIR: join(directory, 'tmp'),
      GATEWAY_PORT: new URL(front).port,
      MINISTACK_HOST: 'localhost', // in the addresses of APIs, which would be no URLs if they ended in a number
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0', // would listen on all addresses
      LAMBDA_EXECUTOR: 'local',
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '1',
      SFN_WAIT_SCALE: '0.1', // shortens retries, which would take half a minute
      S3_DATA_DIR: join(directory, 's3'),
      STATE_DIR: join(directory, 'state'),
      AUTH: 'true',
      AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
      AWS_ENDPOINT_URL: front,
    },
  });
  const log = createWriteStream(join(directory, 'ministack.log'));
  for (const stream of [child.stdout, child.stderr]) stream.pipe(log, { end: false });
  const kill = () => signal(child, 'SIGKILL');
  const stop = () => endGroup(child);
  await answers(url, child).catch(async (error) => {
    await stop();
    throw error;
  });
  return { url, stop, kill };
};

/** Creates a `node` with which MiniStack runs functions: this process's Node, with loopbackOnly.mjs preloaded. */
const functionNode = (directory: string): string => {
  const folder = join(directory, 'bin');
  const preload = fileURLToPath(new URL('loopbackOnly.mjs', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' --import '${preload}' "$@"\n`);
  chmodSync(join(folder, 'node'), 0o755);
  return folder;
};

/** Returns the environment without anything that could lead the emulator or a function to a real account. */
export const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([key]) => !/^AWS_|^NODE_OPTIONS$/.test(key)));

/** Returns a free port, since MiniStack does not accept port 0. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  const url = await listenOnLoopback(server, 0);
  await closeServer(server);
  return Number(new URL(url).port);
};

const answers = async (url: string, child: ChildProcess): Promise<void> => {
  const gone = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`MiniStack exited with ${code} before it responded.`)));
  });
  gone.catch(() => undefined);
  for (const end = Date.now() + START_SECONDS * 1000; ; ) {
    const healthy = fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (await Promise.race([healthy, gone])) return;
    if (Date.now() > end) throw new Error(`MiniStack does not respond after ${START_SECONDS} s.`);
    await Promise.race([sleep(100), gone]);
  }
};

const endGroup = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
  signal(child, 'SIGTERM');
  await Promise.race([gone, sleep(END_SECONDS * 1000, undefined, { ref: false })]);
  signal(child, 'SIGKILL'); // for functions that ignored SIGTERM
};

/** Sends a signal to the process and all its children. */
const signal = ({ pid }: ChildProcess, name: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
