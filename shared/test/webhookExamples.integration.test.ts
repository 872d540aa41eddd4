import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';

/** The receivers of docs/events.md, each run by the runtime of its language; where that does not exist, its test is skipped by name. */
const EXAMPLES = [
  {
    language: 'js',
    file: 'receiver.mjs',
    probe: [process.execPath, '--version'],
    run: () => [process.execPath, 'receiver.mjs'],
  },
  { language: 'python', file: 'receiver.py', probe: ['python3', '--version'], run: () => ['python3', 'receiver.py'] },
  {
    language: 'go',
    file: 'receiver.go',
    probe: ['go', 'version'],
    run: () => ['./receiver'],
    build: ['go', 'build', '-o', 'receiver', 'receiver.go'],
  },
  {
    language: 'php',
    file: 'receiver.php',
    probe: ['php', '--version'],
    run: (port: number) => ['php', '-S', `localhost:${port}`, 'receiver.php'],
  },
];

const page = readFileSync('docs/events.md', 'utf8');
const directory = mkdtempSync(join(tmpdir(), 'webhook-examples-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const isThere = ([command = '', ...args]: string[]) => spawnSync(command, args).status === 0;
const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
};

const post = async (port: number, headers: Record<string, string>, body: string): Promise<number> => {
  for (let left = 200; ; left -= 1) {
    try {
      return (await fetch(`http://localhost:${port}/events`, { method: 'POST', headers, body })).status;
    } catch (error) {
      if (left === 0) throw error; // it is still starting
      await wait(50);
    }
  }
};

const secret = `whsec_${Buffer.from('a key that nobody else has: 32 B').toString('base64')}`;
const other = `whsec_${Buffer.from('the key that came before: 32 byt').toString('base64')}`;
const body = JSON.stringify({ type: 'ORDER_CREATED', data: { note: 'Grüße, 靴' } });
const signed = (by: string, at = new Date()) => {
  const id = randomUUID();
  const signature = new Webhook(by).sign(id, at, body);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signature,
  };
};

const [found, absent] = [true, false].map((wanted) => EXAMPLES.filter(({ probe }) => isThere(probe) === wanted));

for (const { language } of absent ?? [])
  test.skip(`the receiver in ${language} (skipped, there is no ${language})`, () => {});

test.each(found ?? [])(
  'the receiver in $language takes what is genuine, and nothing else',
  async ({ language, file, run, build }) => {
    const [, code = ''] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page) ?? [];
    writeFileSync(join(directory, file), code);
    if (build) {
      const [command = '', ...args] = build;
      expect(spawnSync(command, args, { cwd: directory, encoding: 'utf8' }).stderr).toBe('');
    }
    const port = await freePort();
    const [command = '', ...args] = run(port);
    const env = { ...process.env, NODE_OPTIONS: '', WEBHOOK_SECRET: secret, PORT: String(port) };
    const child = spawn(command, args, { cwd: directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
    started.push(child);
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += chunk));

    const genuine = signed(secret);
    const both = {
      ...genuine,
      'webhook-signature': `${signed(other)['webhook-signature']} ${genuine['webhook-signature']}`,
    };
    expect(await post(port, genuine, body)).toBe(204);
    expect(await post(port, both, body)).toBe(204);
    expect(await post(port, signed(other), body)).toBe(401);
    expect(await post(port, genuine, body.replace('ORDER', 'other'))).toBe(401);
    expect(await post(port, { ...genuine, 'webhook-id': randomUUID() }, body)).toBe(401);
    expect(await post(port, signed(secret, new Date(Date.now() - 600_000)), body)).toBe(401);
    expect(await post(port, {}, body)).toBe(401);
    while (!printed.includes('ORDER_CREATED')) await wait(20);
    expect(printed).toContain(genuine['webhook-id']);
  },
  300_000, // building the first Go program of a machine takes minutes on a busy one
);
