import { createInterface } from 'node:readline/promises';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { commandLine, runCommand, UsageError } from './commandLine.ts';
import { reachTarget } from './commandTarget.ts';
import {
  DEAD_LETTER_QUEUES,
  type DeadLetter,
  type DeadLetterQueue,
  findQueue,
  type RedriveTarget,
  readQueue,
  redriveMessages,
} from './deadLetters.ts';
import { addStageOptions, DEPLOYED_OR_LOCAL, type StageFlags } from './deployment/stageOptions.ts';

const command = addStageOptions(commandLine('redrive'), DEPLOYED_OR_LOCAL)
  .option('--service <service>', 'only queues of this service, for example productService')
  .option('--queue <queue>', 'only this queue, for example OrderDeadLetterQueue')
  .option('--yes', 'do not ask', false)
  .parse();

const targetOf = async (flags: StageFlags): Promise<RedriveTarget> => {
  const { stage, isLocal, configOf } = await reachTarget(flags);
  return {
    stage,
    sqs: new SQSClient(configOf('sqs')),
    lambda: new LambdaClient(configOf('lambda')),
    movesMessages: !isLocal,
    hasStreams: !isLocal,
  };
};

const ago = (date: Date): string => {
  const minutes = Math.round((Date.now() - date.getTime()) / 60_000);
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
};

const describe = ({ sentAt, traceableBy }: DeadLetter): string =>
  `  sent ${sentAt.toISOString()} (${ago(sentAt)})  ${traceableBy}`;

/** Asks at the terminal. Without a terminal the answer is no. */
const agreed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

type Selection = { service?: string; queue?: string };

/** Returns the selected queues. @throws {UsageError} that lists all queues if none matches */
const selectQueues = (selection: Selection): DeadLetterQueue[] => {
  const wanted = DEAD_LETTER_QUEUES.filter(
    ({ service, queue }) => service === (selection.service ?? service) && queue === (selection.queue ?? queue),
  );
  if (wanted.length > 0) return wanted;
  const all = Object.entries(Object.groupBy(DEAD_LETTER_QUEUES, ({ service }) => service));
  const lines = all.map(([service, queues = []]) => `  ${service}: ${queues.map(({ queue }) => queue).join(', ')}`);
  throw new UsageError(`There is no such dead-letter queue. These exist, by service:\n${lines.join('\n')}\n`);
};

const redrive = async (wanted: DeadLetterQueue[], yes: boolean, target: RedriveTarget) => {
  for (const letters of wanted) {
    const name = `${letters.service}-${target.stage}-${letters.queue}`;
    const url = await findQueue(target.sqs, target.stage, letters);
    if (url === undefined) {
      console.log(`${name}: not found; is ${letters.service} deployed to this stage?`);
      continue;
    }
    const { count, letters: shown } = await readQueue(target.sqs, url);
    console.log(`${name}: ${count === 0 ? 'empty' : `${count} message${count === 1 ? '' : 's'}`}`);
    for (const letter of shown) console.log(describe(letter));
    if (count > shown.length) console.log(`  and ${count - shown.length} more`);
    if (count === 0) continue;
    const go = yes || (await agreed('  Return them to their source?'));
    console.log(
      go
        ? `  ${await redriveMessages(target, letters, url, count)}.`
        : '  Not moved (--yes moves them without asking).',
    );
  }
};

await runCommand(command, async () => {
  const { service, queue, yes, ...flags } = command.opts<StageFlags & Selection & { yes: boolean }>();
  const wanted = selectQueues({ ...(service && { service }), ...(queue && { queue }) });
  await redrive(wanted, yes, await targetOf(flags));
});
