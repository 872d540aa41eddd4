import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DEAD_LETTER_QUEUES, type DeadLetter, findQueue, lookAt, putBack, type RedriveTarget } from './deadLetters.ts';
import { LOCAL_STAGE, localClient, readPlatformFile } from './platformTarget.ts';

const usage = `Usage: npm run redrive -- [--stage <stage>] [--region <region>] [--service <service>] [--queue <queue>] [--yes]

Shows the messages in the dead-letter queues and, once you say yes, puts them back where they came from. Mend what made them fail first:
docs/runbooks. Without --stage on the platform that runs on this machine, with --stage on a deployed one (with the AWS credentials of
your environment). Nothing of what messages say is shown: only when each was sent, and the id under which the logs tell more.

  --service  only of this service, e.g. productService
  --queue    only this one, e.g. OrderDeadLetterQueue
  --yes      does not ask`;

const options = {
  stage: { type: 'string' },
  region: { type: 'string' },
  service: { type: 'string' },
  queue: { type: 'string' },
  yes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** The clients of the stage: the local platform's where no stage is named. */
function targetOf(stage: string | undefined, region: string | undefined): RedriveTarget {
  if (stage !== undefined) {
    const config = region === undefined ? {} : { region };
    return { stage, sqs: new SQSClient(config), lambda: new LambdaClient(config), movesMessages: true };
  }
  const platform = readPlatformFile();
  return {
    stage: LOCAL_STAGE,
    sqs: new SQSClient(localClient(platform, 'sqs')),
    lambda: new LambdaClient(localClient(platform, 'lambda')),
    movesMessages: false,
  };
}

const ago = (date: Date): string => {
  const minutes = Math.round((Date.now() - date.getTime()) / 60_000);
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`;
};

const describe = ({ sentAt, traceableBy }: DeadLetter): string =>
  `  sent ${sentAt.toISOString()} (${ago(sentAt)})  ${traceableBy}`;

/** Asks at the terminal; no answer can be had, and none is taken for a yes, where there is none. */
async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function redrive(values: { service?: string; queue?: string; yes: boolean }, target: RedriveTarget) {
  const wanted = DEAD_LETTER_QUEUES.filter(
    ({ service, queue }) => service === (values.service ?? service) && queue === (values.queue ?? queue),
  );
  if (wanted.length === 0) throw new Error('There is no such dead-letter queue.');
  for (const letters of wanted) {
    const name = `${letters.service}-${target.stage}-${letters.queue}`;
    const url = await findQueue(target.sqs, target.stage, letters);
    if (url === undefined) {
      console.log(`${name}: not there; is ${letters.service} deployed to this stage?`);
      continue;
    }
    const { count, letters: shown } = await lookAt(target.sqs, url);
    console.log(`${name}: ${count === 0 ? 'empty' : `${count} message${count === 1 ? '' : 's'}`}`);
    for (const letter of shown) console.log(describe(letter));
    if (count > shown.length) console.log(`  and ${count - shown.length} more`);
    if (count === 0) continue;
    const go = values.yes || (await agreed('  Put them back?'));
    console.log(go ? `  ${await putBack(target, letters, url, count)}.` : '  Left there (--yes puts them back).');
  }
}

try {
  const { values } = parseArgs({ options });
  if (values.help) console.log(usage);
  else await redrive(values, targetOf(values.stage, values.region));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
