import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type CompiledStack, resourcesOf } from './compiledStacks.ts';

/** Returns an alarm's name without service and stage; the parts of an alarm that was split share one name. */
const shortName = (alarmName: string): string => (alarmName.split('-').at(-1) ?? '').replace(/\d+$/, '');

/** Finds alarms without a runbook, without the operations topic, or that do not name their runbook; and runbooks without an alarm. */
export const runbookDifferences = (stacks: readonly CompiledStack[], root = process.cwd()): string[] => {
  const runbooks = readdirSync(join(root, 'docs', 'runbooks'))
    .filter((file) => file !== 'README.md')
    .map((file) => file.replace(/\.md$/, ''));
  const alarms = resourcesOf(stacks, 'AWS::CloudWatch::Alarm');
  const names = new Set(alarms.map(({ properties }) => shortName(String(properties.AlarmName))));
  return [
    ...[...names].filter((name) => !runbooks.includes(name)).map((name) => `docs/runbooks/${name}.md is missing`),
    ...runbooks.filter((name) => !names.has(name)).map((name) => `docs/runbooks/${name}.md has no alarm`),
    ...alarms.flatMap(({ properties }) => {
      const { AlarmName, AlarmDescription, AlarmActions } = properties;
      const named = String(AlarmDescription).endsWith(`docs/runbooks/${shortName(String(AlarmName))}.md`);
      return [
        ...(named ? [] : [`${AlarmName} does not name its runbook`]),
        ...(JSON.stringify(AlarmActions ?? '').includes('-Operations') ? [] : [`${AlarmName} tells no one`]),
      ];
    }),
  ];
};
