import {
  arn,
  physicalName,
  type ResourceContext,
  type ResourceType,
  unsupported,
  withoutLocalEffect,
} from '../resourceType.ts';
import type { SchedulePlan } from '../stackPlan.ts';

const people = 'for people';
const tags = 'for billing and search on AWS';
const iam = 'IAM is not evaluated locally';
const retries = 'the function’s own retries and dead-letter queue apply';

const logLevels = ['ALL', 'ERROR', 'FATAL', 'OFF'];

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html */
const stateMachine: ResourceType = {
  properties: {
    Definition: true,
    DefinitionString: true,
    DefinitionSubstitutions: true,
    StateMachineName: true,
    StateMachineType: true,
    EncryptionConfiguration: 'encryption at rest is the disk’s business',
    LoggingConfiguration: {
      Level: true,
      IncludeExecutionData: 'lines go to the platform’s log',
      Destinations: 'lines go to the platform’s log',
    },
    RoleArn: iam,
    Tags: tags,
    TracingConfiguration: 'tracing',
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'StateMachineName');
    const ref = arn(context, 'states', `stateMachine:${name}`);
    return { ref, attributes: { Arn: ref, Name: name } };
  },
  plan: (plan, properties, context) => {
    const { Definition, DefinitionString, DefinitionSubstitutions = {}, StateMachineType = 'STANDARD' } = properties;
    if (StateMachineType !== 'EXPRESS') {
      unsupported(context, `only state machines of the type EXPRESS run locally, not ${StateMachineType}.`);
    }
    const definition = typeof DefinitionString === 'string' ? DefinitionString : JSON.stringify(Definition);
    if (definition === undefined) unsupported(context, 'a state machine needs a Definition or DefinitionString.');
    const { Level = 'OFF' } = Object(properties.LoggingConfiguration) as { Level?: string };
    if (!logLevels.includes(Level)) unsupported(context, `${Level} is not a level of logging.`);
    const values = DefinitionSubstitutions as Record<string, unknown>;
    plan.stateMachines.push({
      name: context.attributes.Name ?? '',
      definition: definition.replace(/\$\{(\w+)\}/g, (text, name: string) =>
        name in values ? String(values[name]) : text,
      ),
    });
  },
};

type Target = {
  Arn: string;
  Input?: string;
};

const targetProperties = {
  Arn: true,
  Input: true,
  Id: people,
  RoleArn: iam,
  DeadLetterConfig: retries,
  RetryPolicy: retries,
} as const;

const toSchedule = (
  context: ResourceContext,
  arn: string,
  expression: unknown,
  { Arn, Input }: Target,
): SchedulePlan => {
  if (!Arn.startsWith('arn:aws:lambda:'))
    unsupported(context, `only functions are run by a schedule locally, not ${Arn}.`);
  return {
    arn,
    expression: String(expression),
    functionArn: Arn,
    ...(Input === undefined ? {} : { input: JSON.parse(Input) }),
  };
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html */
const rule: ResourceType = {
  properties: {
    Name: true,
    ScheduleExpression: true,
    State: true,
    Targets: targetProperties,
    Description: people,
    Tags: tags,
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'Name');
    return { ref: name, attributes: { Arn: arn(context, 'events', `rule/${name}`) } };
  },
  plan: (plan, properties, context) => {
    const { ScheduleExpression: expression, State, Targets } = properties;
    if (State === 'DISABLED') return;
    for (const target of (Targets ?? []) as Target[]) {
      plan.schedules.push(toSchedule(context, context.attributes.Arn ?? '', expression, target));
    }
  },
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-scheduler-schedule.html */
const schedule: ResourceType = {
  properties: {
    Name: true,
    ScheduleExpression: true,
    State: true,
    Target: targetProperties,
    Description: people,
    FlexibleTimeWindow: 'a local schedule is on time',
    GroupName: people,
    KmsKeyArn: 'encryption at rest is the disk’s business',
    ScheduleExpressionTimezone: true,
  },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'Name');
    return { ref: name, attributes: { Arn: arn(context, 'scheduler', `schedule/default/${name}`) } };
  },
  plan: (plan, properties, context) => {
    const { ScheduleExpression: expression, ScheduleExpressionTimezone: timezone = 'UTC', State, Target } = properties;
    if (timezone !== 'UTC') unsupported(context, `local schedules run in UTC, not ${timezone}.`);
    if (State === 'DISABLED') return;
    plan.schedules.push(toSchedule(context, context.attributes.Arn ?? '', expression, Target as Target));
  },
};

const noBus = 'there is no event bus on one machine';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-eventbus.html */
const eventBus: ResourceType = {
  properties: { Name: true, Description: people, EventSourceName: noBus, KmsKeyIdentifier: noBus, Tags: tags },
  identity: (context, properties) => {
    const name = physicalName(context, properties, 'Name');
    return { ref: name, attributes: { Arn: arn(context, 'events', `event-bus/${name}`), Name: name } };
  },
};

export const workflows: Record<string, ResourceType> = {
  'AWS::StepFunctions::StateMachine': stateMachine,
  'AWS::Events::Archive': withoutLocalEffect(noBus, 'events'),
  'AWS::Events::EventBus': eventBus,
  'AWS::Events::Rule': rule,
  'AWS::Scheduler::Schedule': schedule,
};
