import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { percentile } from './statistics.ts';
import { figure, type Table } from './table.ts';
import type { Offer, QueuedLane, Usage } from './webhookQueue.ts';

/** How long events are offered, in milliseconds. */
const OFFERED_MS = Number(process.env.WEBHOOK_SECONDS ?? 20) * 1000;

/** How many events may be on their way while as many are sent as this machine can. */
const BACKLOG = 500;

type Endpoint = 'healthy' | 'hanging' | 'failing';

const CASES: { what: string; endpoints: Endpoint[] }[] = [
  { what: 'one endpoint that answers', endpoints: ['healthy'] },
  { what: 'beside one that never answers', endpoints: ['healthy', 'hanging'] },
  { what: 'beside one that answers 500', endpoints: ['healthy', 'failing'] },
];

type Run = { what: string; events: number; seconds: number; delays: number[]; fanOut: Usage; delivery: Usage };

/**
 * Measures how many events reach an endpoint, and how late, alone and beside another that does not take them: first as many as this machine
 * can, then at a rate that it can sustain in each case.
 */
export const benchWebhooks = async (progress: (text: string) => void): Promise<Table[]> => {
  const most: Run[] = [];
  for (const { what, endpoints } of CASES) {
    progress(`as many as possible, ${what}`);
    most.push(await measure(what, endpoints, { backlog: BACKLOG }));
  }
  const rate = Math.floor(Math.min(...most.map(({ events, seconds }) => events / seconds)) / 20) * 10;
  const steady: Run[] = [];
  for (const { what, endpoints } of CASES) {
    progress(`${rate} a second, ${what}`);
    steady.push(await measure(what, endpoints, { rate }));
  }
  return [throughput(most), lateness(steady, rate)];
};

/** A process, and what it answers. Messages about lanes go on to the process that delivers. */
const start = async (file: URL, env: NodeJS.ProcessEnv = {}, toDeliver = (_: QueuedLane): void => undefined) => {
  const child = fork(file, { env: { ...process.env, ...env } });
  const answers: ((answer: unknown) => void)[] = [];
  const nextAnswer = <Answer>() => new Promise<Answer>((resolve) => answers.push(resolve as (answer: unknown) => void));
  child.on('message', (message: { answer: unknown } | QueuedLane) => {
    if ('answer' in message) answers.shift()?.(message.answer);
    else toDeliver(message);
  });
  child.once('exit', (code) => {
    if (code) throw new Error(`${file.pathname} has ended with ${code}`);
  });
  const first = await nextAnswer<unknown>();
  const ask = <Answer>(message: object | string): Promise<Answer> => {
    const answer = nextAnswer<Answer>();
    child.send(message);
    return answer;
  };
  return { child, first, ask };
};

type Program = Awaited<ReturnType<typeof start>>;

type Pace = { rate: number } | { backlog: number };

const measure = async (what: string, endpoints: Endpoint[], pace: Pace): Promise<Run> => {
  const programs: ChildProcess[] = [];
  const begin = async (...program: Parameters<typeof start>): Promise<Program> => {
    const started = await start(...program);
    programs.push(started.child);
    return started;
  };
  try {
    const env = {
      AWS_ENDPOINT_URL_DYNAMODB: String((await begin(new URL('dynamoDbServer.ts', import.meta.url))).first),
    };
    const receivers = await begin(new URL('webhookReceivers.ts', import.meta.url));
    const known = receivers.first as Record<Endpoint, string>;
    const urls = endpoints.map((endpoint) => known[endpoint]);
    const toDeliver = (lane: QueuedLane): void => void delivery.child.send(lane);
    const delivery = await begin(new URL('../../orderService/test/bench/delivery.ts', import.meta.url), env, (lane) =>
      toDeliver(lane),
    );
    const fanOut = await begin(new URL('../../orderService/test/bench/fanOut.ts', import.meta.url), env, toDeliver);
    await offer(fanOut, receivers, { urls, ms: 3000, backlog: 50 }); // to warm up
    await delivery.ask('restart');
    const offered = await offer(fanOut, receivers, { urls, ms: OFFERED_MS, ...pace });
    return { what, ...offered, fanOut: await fanOut.ask('usage'), delivery: await delivery.ask('usage') };
  } finally {
    for (const program of programs) program.removeAllListeners('exit').kill();
  }
};

/** Offers events and waits until the endpoint that answers has had all of them. `delays`: how late each was, in milliseconds. */
const offer = async (fanOut: Program, receivers: Program, task: Offer) => {
  const started = performance.now();
  const delays: number[] = [];
  let events = Number.POSITIVE_INFINITY;
  const offering = fanOut.ask<number>(task).then((count) => {
    events = count;
  });
  while (delays.length < events) {
    await wait(50);
    delays.push(...(await receivers.ask<number[]>('delays')));
    fanOut.child.send({ received: delays.length });
  }
  await offering;
  return { events, seconds: (performance.now() - started) / 1000 - 1.1, delays }; // it waits until endpoints are known
};

const throughput = (runs: Run[]): Table => ({
  title: 'Events to webhooks, as many as this machine can',
  columns: [
    ...['', 'events/s', 'to the baseline', 'CPU ms an event, fan-out', 'delivery'],
    ...['DynamoDB calls an event, fan-out', 'delivery'],
  ],
  rows: runs.map((run) => [run.what, ...ratesOf(run, runs[0] ?? run).map(figure)]),
  notes: [
    'Baseline: the first row. With a second endpoint there are twice as many deliveries to write down.',
    'The local DynamoDB takes its share of this machine.',
  ],
});

const ratesOf = ({ events, seconds, fanOut, delivery }: Run, alone: Run): number[] => [
  events / seconds,
  events / seconds / (alone.events / alone.seconds),
  ...[fanOut.cpuMs / events, delivery.cpuMs / events, fanOut.calls / events, delivery.calls / events],
];

const lateness = (runs: Run[], rate: number): Table => ({
  title: `How late events reach an endpoint that answers, ms, at ${figure(rate)} a second for ${OFFERED_MS / 1000} s`,
  columns: ['', 'events', 'median', '95 %', '99 %', 'median, to the baseline', '99 %, to the baseline'],
  rows: runs.map(({ what, delays }) => {
    const [alone = delays] = runs.map((run) => run.delays);
    const late = [0.5, 0.95, 0.99].map((share) => percentile(delays, share));
    const ratios = [0.5, 0.99].map((share) => percentile(delays, share) / percentile(alone, share));
    return [what, ...[delays.length, ...late, ...ratios].map(figure)];
  }),
  notes: ['Baseline: the first row. The rate is half of what this machine can beside the slowest neighbour.'],
});
