import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { closeServer, listenOnLoopback } from '@ecommerce/platform/loopback-server';

/** A MiniStack that runs on this machine. */
export type Emulator = {
  /** Where the front finds it; all others go to the front. */
  url: string;
  /** Ends it and every function that it runs. */
  stop(): Promise<void>;
  /** The same without waiting, for when this process ends. */
  kill(): void;
};

/** The account's root user, which alone the emulator knows from the start. */
export const rootCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

const START_SECONDS = 60;
const END_SECONDS = 5;

/**
 * Starts MiniStack on a free port of 127.0.0.1, with IAM switched on: it checks signatures and lets a function do only what its role
 * allows.
 *
 * @param options.programs folder of its program
 * @param options.directory for its state, its log and what functions leave behind
 * @param options.front where AWS is found: by functions, and in every address that the emulator gives out
 */
export const startEmulator = async (options: {
  programs: string;
  directory: string;
  region: string;
  front: string;
}): Promise<Emulator> => {
  const { programs, directory, region, front } = options;
  mkdirSync(join(directory, 'tmp'), { recursive: true });
  writeFileSync(join(directory, 'tmp', 'package.json'), '{}'); // else the repository's says that what runs the functions is an ES module
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const app = `${fileURLToPath(new URL('standIns.py', import.meta.url))}:app`;
  const server = ['-B', '-m', 'hypercorn', app, '--bind', `127.0.0.1:${port}`, '--keep-alive', '75'];
  const child = spawn(join(programs, 'python'), server, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that its functions end with it
    env: {
      ...withoutAws(process.env),
      PATH: [functionNode(directory), process.env.PATH].join(delimiter),
      TMPDIR: join(directory, 'tmp'),
      GATEWAY_PORT: new URL(front).port,
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_REGION: region,
      IOT_MTLS_ENABLED: '0', // would listen on all addresses
      LAMBDA_EXECUTOR: 'local',
      LAMBDA_ASYNC_RETRY_BASE_SECONDS: '1',
      SFN_WAIT_SCALE: '0.1', // a refusal is retried there like any failure: not for half a minute
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

/** A `node` for MiniStack to run functions with: the one that runs this, with what keeps them on this machine. */
const functionNode = (directory: string): string => {
  const folder = join(directory, 'bin');
  const preload = fileURLToPath(new URL('loopbackOnly.mjs', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' --import '${preload}' "$@"\n`);
  chmodSync(join(folder, 'node'), 0o755);
  return folder;
};

/** The environment without what would tell the emulator or a function of a real account. */
export const withoutAws = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(environment).filter(([key]) => !/^AWS_|^NODE_OPTIONS$/.test(key)));

/** MiniStack takes no port 0. */
const freePort = async (): Promise<number> => {
  const server = createServer();
  const url = await listenOnLoopback(server, 0);
  await closeServer(server);
  return Number(new URL(url).port);
};

const answers = async (url: string, child: ChildProcess): Promise<void> => {
  const gone = new Promise<never>((_, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => reject(new Error(`MiniStack ended with ${code} before it answered.`)));
  });
  gone.catch(() => undefined);
  for (const end = Date.now() + START_SECONDS * 1000; ; ) {
    const healthy = fetch(`${url}/_ministack/health`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (await Promise.race([healthy, gone])) return;
    if (Date.now() > end) throw new Error(`MiniStack does not answer after ${START_SECONDS} s.`);
    await Promise.race([sleep(100), gone]);
  }
};

const endGroup = async (child: ChildProcess): Promise<void> => {
  const gone = new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)));
  signal(child, 'SIGTERM');
  await Promise.race([gone, sleep(END_SECONDS * 1000, undefined, { ref: false })]);
  signal(child, 'SIGKILL'); // functions that did not listen
};

/** Sends a signal to the process and all that it has started. */
const signal = ({ pid }: ChildProcess, name: NodeJS.Signals): void => {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
