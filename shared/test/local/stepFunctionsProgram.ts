import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startStepFunctions } from '../../local/aws/stepFunctions.ts';
import { accountId, call, functionArn, region } from './stepFunctionsSetting.ts';

/** Step Functions in a process that may be killed; its functions write their calls down in `directory`/calls. */
const directory = String(process.argv[2]);

const stepFunctions = await startStepFunctions({
  port: 0,
  directory,
  region,
  accountId,
  invokeFunction: async (arn, payload) => {
    const name = arn.split(':').at(6) ?? '';
    appendFileSync(join(directory, 'calls'), `${name} ${JSON.stringify(payload)}\n`);
    while (name === 'gate' && !existsSync(join(directory, 'open'))) await setTimeout(10);
    return { by: name };
  },
});
const next = (name: string, Next: string) => call(name, { ResultPath: `$.${name}`, Next });
stepFunctions.createStateMachine({
  name: 'order',
  definition: {
    StartAt: 'First',
    States: {
      First: next('first', 'Gate'),
      Gate: next('gate', 'Last'),
      Last: call('last', { ResultPath: '$.last', End: true }),
    },
  },
});
const ask = (fields: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
  Parameters: { FunctionName: functionArn('ask'), Payload: { 'token.$': '$$.Task.Token' } },
  ...fields,
});
stepFunctions.createStateMachine({
  name: 'callback',
  definition: {
    StartAt: 'Ask',
    States: {
      Ask: ask({ Next: 'Gate' }),
      Gate: next('gate', 'Done'),
      Done: { Type: 'Succeed' },
    },
  },
});
const timely = (limits: object) => ({
  StartAt: 'Ask',
  States: {
    Ask: ask({
      ...limits,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }],
      End: true,
    }),
    Late: { Type: 'Pass', Result: 'late', End: true },
  },
});
stepFunctions.createStateMachine({
  name: 'limited',
  definition: timely({ TimeoutSeconds: 4, Retry: [{ ErrorEquals: ['States.TaskFailed'] }] }),
});
stepFunctions.createStateMachine({ name: 'beating', definition: timely({ HeartbeatSeconds: 3 }) });
stepFunctions.createStateMachine({
  name: 'waiting',
  definition: { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 4, End: true } } },
});
await stepFunctions.resume();
console.log(stepFunctions.url);
