import { Database } from './database.ts';
import type { Deployment } from './deployment.ts';
import { Functions, type SimulatedFunction } from './functions.ts';
import { Mailbox } from './mailbox.ts';
import { PaymentProvider } from './paymentProvider.ts';
import { Queues } from './queues.ts';
import { type Outage, Requests } from './requests.ts';
import { Topics } from './topics.ts';
import { Workflows } from './workflows.ts';
import type { World } from './world.ts';

/** All services of one run. */
export type Cloud = {
  world: World;
  requests: Requests;
  database: Database;
  functions: Functions;
  queues: Queues;
  topics: Topics;
  workflows: Workflows;
  mailbox: Mailbox;
  payments: PaymentProvider;
  /** Parameters of Parameter Store, by name. */
  parameters: Map<string, string>;
};

/** The settings from which the services of every run are created. */
export type CloudSetting = {
  deployment: Deployment;
  functions: ReadonlyMap<string, SimulatedFunction>;
  parameters: Map<string, string>;
};

export const createCloud = (
  world: World,
  { deployment, functions: handlers, parameters }: CloudSetting,
  outages: Outage[],
): Cloud => {
  const requests = new Requests(world, outages);
  const functions = new Functions(world, handlers);
  const queues = new Queues(world, functions, deployment.queues, deployment.consumers);
  return {
    world,
    requests,
    functions,
    queues,
    parameters,
    database: new Database(world, deployment.tables),
    topics: new Topics(world, queues, deployment.subscriptions),
    workflows: new Workflows(world, functions, deployment.machines),
    mailbox: new Mailbox(),
    payments: new PaymentProvider(),
  };
};
