/**
 * Every npm command: its program, its purpose and examples. `--help` prints them with the options that the program adds. Plain JavaScript
 * without dependencies, because it is read before anything is installed.
 */
import { platformProgram } from './platformProgram.mjs';

const CREDENTIALS =
  'It uses the AWS credentials of your environment and stops at once if there are none: docs/deploy.md#what-you-need.';
const LOCAL_OR_STAGE = `Without --stage it works on the platform that "npm start" runs on this machine. With --stage it works on a
deployed stage, with the AWS credentials of your environment; if there are none, it stops at once: docs/deploy.md#what-you-need.`;

const PORT_BASE = `PORT_BASE in the environment is the first port, 4000 by default: the start page. The services use +1 to +5, the mailbox +10, the test payment
provider +11, the API reference +12 and the AWS endpoints +20 and above. Use 0 for any free ports.`;

/**
 * @typedef {object} CommandText
 * @property {string[]} program the program for Node, with its fixed arguments
 * @property {'runtime'} [installs] what has to be installed: only runtime dependencies, or everything (the default)
 * @property {string} purpose
 * @property {string} [details]
 * @property {[call: string, says: string][]} examples
 */

/** @type {Record<string, CommandText>} */
export const commands = {
  start: {
    program: platformProgram,
    installs: 'runtime',
    purpose: 'Runs the five services on this machine until Ctrl-C. No AWS account or Docker is needed.',
    details: `It installs what is missing, packages the services and prints their addresses. Data is kept in .local between runs.\n\n${PORT_BASE}`,
    examples: [
      ['npm start', 'continue with the data of the last run'],
      ['npm start -- --fresh', 'begin with an empty shop'],
      ['PORT_BASE=5000 npm start', 'use ports from 5000 on'],
    ],
  },
  dev: {
    program: [...platformProgram, '--watch'],
    installs: 'runtime',
    purpose: 'Runs the five services like "npm start", and reloads changed code when you save a file.',
    details: PORT_BASE,
    examples: [['npm run dev', 'edit any file below src/ and call the route again']],
  },
  demo: {
    program: ['shared/cli/demo.ts'],
    installs: 'runtime',
    purpose:
      'Walks through a first order on the running platform: sign-up, product, order, cart, checkout and payment.',
    details: 'It prints each request and response. "npm start" must run in another terminal.',
    examples: [['npm run demo', 'needs no arguments']],
  },
  pay: {
    program: ['shared/cli/pay.ts'],
    installs: 'runtime',
    purpose: "Pays an order at the running platform's test payment provider.",
    details: '"npm start" must run in another terminal.',
    examples: [
      ['npm run pay -- 7c9e6679-7425-40de-944b-e07fc1f90ae7', 'pay the order'],
      ['npm run pay -- 7c9e6679-7425-40de-944b-e07fc1f90ae7 --fail', 'try a card that is declined'],
    ],
  },
  seed: {
    program: ['shared/cli/seed.ts'],
    installs: 'runtime',
    purpose: 'Fills the shop with ten categories, four banners and products with pictures that are on sale.',
    details: `Existing data is kept, so after Ctrl-C or a failure the same command continues where it stopped.
The stage prod is refused. ${LOCAL_OR_STAGE}

The products belong to the account "Seed Seller", which the command creates and adds to the admin group. --full-name names another
administrator's account; put its password into the environment variable SEED_PASSWORD.`,
    examples: [
      ['npm run seed', '1,000 products on this machine'],
      ['npm run seed -- --products 50', 'only 50 products'],
      ['npm run seed -- --stage dev --region eu-west-1', 'a deployed stage'],
    ],
  },
  'check-csv': {
    program: ['productService/cli/checkCsv.ts'],
    installs: 'runtime',
    purpose:
      "Checks a file of products, Shopify's or ours, against this shop's rules, and prints each line that breaks one.",
    details: `It reads the file and changes nothing. The exit code is 1 if a product does not fit. Columns and limits: docs/product-files.md.`,
    examples: [['npm run check-csv -- products_export.csv', 'needs no platform']],
  },
  import: {
    program: ['shared/cli/import.ts'],
    installs: 'runtime',
    purpose: "Imports products from a CSV file, Shopify's or ours, and prints each line that was refused.",
    details: `It shows how far the import is; after Ctrl-C the import goes on by itself. The exit code is 1 if a line was refused. What an import does with each
product: docs/product-files.md#importing. ${LOCAL_OR_STAGE}

The account "Seed Seller" imports, which the command creates and adds to the admin group. --full-name names another account of staff; put its
password into the environment variable IMPORT_PASSWORD.`,
    examples: [
      ['npm run import -- products.csv', 'on this machine'],
      ['npm run import -- products.csv --dry-run', 'write nothing'],
      ['npm run import -- products.csv --stage dev --full-name "Ann Lee"', 'a deployed stage'],
    ],
  },
  'grant-admin': {
    program: ['shared/cli/grantAdmin.ts'],
    installs: 'runtime',
    purpose: 'Adds a confirmed account to the admin group, or removes it from the group.',
    details: `The account's tokens contain the group from its next sign-in on. ${LOCAL_OR_STAGE}`,
    examples: [
      ['npm run grant-admin -- ann@example.com', 'on this machine'],
      ['npm run grant-admin -- ann@example.com --stage dev', 'on a deployed stage'],
      ['npm run grant-admin -- ann@example.com --revoke', 'remove Ann from the group'],
    ],
  },
  order: {
    program: ['shared/cli/order.ts'],
    installs: 'runtime',
    purpose: 'Prints everything that happened to an order: its row, its next step and its log lines.',
    details: LOCAL_OR_STAGE,
    examples: [
      ['npm run order -- 7c9e6679-7425-40de-944b-e07fc1f90ae7', 'on this machine'],
      ['npm run order -- 7c9e6679-7425-40de-944b-e07fc1f90ae7 --stage prod --days 3', 'on a deployed stage'],
      ['npm run order -- 7c9e6679-7425-40de-944b-e07fc1f90ae7 --retry', 'run the workflow for it now'],
    ],
  },
  replay: {
    program: ['orderService/cli/replay.ts'],
    purpose: 'Sends the events of orders again, from the orders’ own rows, with the same ids.',
    details: `Events are those that happened from --from until before --to, and that were published then. They are marked as replayed: webhooks see the header webhook-replayed, the topic's subscribers the attribute replayed.
Only orders remember their events: those of products and stock cannot be sent again.
${LOCAL_OR_STAGE}`,
    examples: [
      [
        'npm run replay -- --stage dev --from 2026-11-27T10:00:00Z --to 2026-11-27T12:00:00Z',
        'to all subscribers of the topic',
      ],
      [
        'npm run replay -- --stage dev --from 2026-11-01 --to 2026-12-01 --type ORDER_SHIPPING',
        'one type; the option may be repeated',
      ],
      ['npm run replay -- --stage dev --from 2026-11-01 --to 2026-12-01 --to-webhook ID', 'to one webhook only'],
      ['npm run replay -- --stage dev --from 2026-11-01 --to 2026-12-01 --dry-run', 'only count them'],
    ],
  },
  redrive: {
    program: ['shared/cli/redrive.ts'],
    installs: 'runtime',
    purpose: 'Lists the messages in dead-letter queues and, after you confirm, returns them to their source.',
    details: `First repair what made them fail: docs/runbooks. Message contents are never shown, only when each was sent and the id to search the logs for.
${LOCAL_OR_STAGE}`,
    examples: [
      ['npm run redrive', 'all queues on this machine'],
      ['npm run redrive -- --stage prod --queue OrderDeadLetterQueue', 'one queue of a deployed stage'],
    ],
  },
  'repeat-deletions': {
    program: ['shared/cli/repeatDeletions.ts'],
    installs: 'runtime',
    purpose: 'Requests the deletion of every deleted account again, in all services.',
    details: `After a table was restored from a backup that still has data of deleted accounts: docs/personal-data.md. It changes nothing else.
${LOCAL_OR_STAGE}`,
    examples: [['npm run repeat-deletions -- --stage prod', 'a deployed stage']],
  },
  check: {
    program: ['shared/cli/check.ts'],
    purpose: 'Runs the quick half of the tests: types, format and lint, unused code, unit tests. No server is started.',
    examples: [['npm run check', 'before each commit; about half a minute']],
  },
  format: {
    program: ['shared/cli/format.ts'],
    purpose: 'Formats the code with Biome, and Markdown pages with one sentence per line.',
    details: 'It also applies the safe fixes of the linter. "npm run check" checks the same.',
    examples: [['npm run format', 'before each commit']],
  },
  test: {
    program: ['shared/cli/test.ts'],
    purpose:
      'Runs all tests but load tests and restarts: types, format and lint, unused code, unit, integration, and end to end on a platform of its own.',
    details: 'How to run a single test file: docs/testing.md#running-one.',
    examples: [['npm test', 'the last line tells how many passed and failed']],
  },
  'test:load': {
    program: ['shared/cli/testLoad.ts'],
    purpose: 'Runs the load tests: hundreds of orders and checkouts, and orders while calls to AWS fail.',
    details: 'Takes about 4 minutes. CHECKOUTS in the environment is the number of checkouts, 250 by default.',
    examples: [
      ['npm run test:load', 'after a change of the order flow or the local platform'],
      ['CHECKOUTS=2000 npm run test:load', 'the long run'],
    ],
  },
  'test:upgrade': {
    program: ['shared/upgrade/main.ts'],
    purpose:
      'Deploys the previous release, fills it with orders in every state, deploys these sources over it, and lets all orders end.',
    details:
      'Once on this machine, and once against an AWS emulator where there is Python 3.10 or newer. Takes about 8 minutes.',
    examples: [
      ['npm run test:upgrade', 'from the last tagged release'],
      ['npm run test:upgrade -- --from v1.0.0', 'from another one'],
    ],
  },
  'test:restart': {
    program: ['shared/cli/testRestart.ts'],
    purpose: 'Runs the tests that kill a platform amid orders, payments and indexing, and start it again.',
    details: 'Takes about 3 minutes.',
    examples: [['npm run test:restart', 'after a change of the order flow or the local platform']],
  },
  'test:kafka': {
    program: ['shared/cli/testKafka.ts'],
    purpose: 'Forwards events to a real broker of Apache Kafka that is killed midway.',
    details: 'Takes a minute. Needs Java 17 and, the first time, Maven; without them it says what was skipped.',
    examples: [['npm run test:kafka', 'after a change in shared/events']],
  },
  'test:e2e': {
    program: ['shared/cli/testE2e.ts'],
    purpose: 'Runs the end-to-end tests against a deployed stage.',
    details: `The tests find the addresses in Parameter Store, confirm the accounts that they sign up, and read tables. They leave accounts, products and
orders behind, so the stage prod is refused. ${CREDENTIALS}`,
    examples: [['npm run test:e2e -- --stage dev --region eu-west-1', 'test the stage dev']],
  },
  'test:deploy': {
    program: ['shared/cli/testDeploy.ts'],
    purpose: 'Deploys all stacks to an emulator of AWS on this machine and tests them there.',
    details: 'Takes about 10 minutes. Needs Python 3.10 or newer, and tells you if there is none.',
    examples: [['npm run test:deploy', 'before you change templates or the deployment']],
  },
  'lint:templates': {
    program: ['shared/cli/lintTemplates.ts'],
    purpose: 'Runs cfn-lint on the compiled templates of the stages dev and prod.',
    details: 'Needs Python 3.10 or newer, and says so if there is none.',
    examples: [['npm run lint:templates', 'after changing a serverless.yml']],
  },
  deploy: {
    program: ['shared/cli/deploy.ts'],
    installs: 'runtime',
    purpose: 'Deploys the stacks of a stage to AWS, each one after the stacks whose parameters it reads.',
    details: `Unchanged stacks are skipped. ${CREDENTIALS}
Then it checks the account, before anything is packaged: docs/deploy.md#before-anything-is-deployed.`,
    examples: [
      ['npm run deploy -- --stage dev --region eu-west-1 --param mailFrom=shop@example.com', 'all stacks'],
      ['npm run deploy -- --stage dev --service orderService', 'one stack'],
    ],
  },
  remove: {
    program: ['shared/cli/remove.ts'],
    installs: 'runtime',
    purpose: 'Removes the stacks of a stage from AWS, each one before the stacks whose parameters it reads.',
    details: `It lists what it would delete and asks first. Tables are deleted with everything in them, except on a stage with keepData=yes.
${CREDENTIALS}`,
    examples: [
      ['npm run remove -- --stage dev --region eu-west-1', 'asks before it deletes'],
      ['npm run remove -- --stage dev --delete-data --yes', 'images too, without asking'],
      ['npm run remove -- --stage dev --gateway', 'only the gateway, once the services are deployed without it'],
      ['npm run remove -- --stage dev --events', 'only what forwards events to Kafka and EventBridge'],
    ],
  },
  openapi: {
    program: ['shared/cli/openapi.ts'],
    purpose:
      'Regenerates docs/openapi/*.json, the Postman collection and the route facts in docs/routes.md and READMEs from the code.',
    examples: [['npm run openapi', 'after changing a route, its schemas or its texts']],
  },
  asyncapi: {
    program: ['shared/cli/asyncapi.ts'],
    purpose: 'Regenerates docs/asyncapi.json from the schemas in shared/src/events.',
    examples: [['npm run asyncapi', 'after changing an event']],
  },
  bench: {
    program: ['shared/bench/main.ts'],
    purpose: 'Measures this project on this machine, each figure next to a baseline of the same run.',
    details: 'All topics take about 20 minutes. docs/figures.md explains what they measure.',
    examples: [
      ['npm run bench', 'all topics'],
      ['npm run bench -- orders stock', 'two topics'],
      ['npm run bench -- customers --against HEAD~1', 'compare with the previous commit'],
    ],
  },
  chaos: {
    program: ['shared/chaos/main.ts'],
    purpose: 'Places orders on a platform of its own whose calls to AWS fail, and checks that the invariants hold.',
    details: `A call is throttled, answered with 500, delayed, cut off before it is made, or made and its response lost. Half of the faults hit every
attempt of the SDK, the others only the first one. Exits with 1 if an invariant is broken. More: docs/testing.md#orders-under-injected-faults.`,
    examples: [
      ['npm run chaos', '300 orders, a fault in every fifth call'],
      ['npm run chaos -- --seed 7 --orders 2000 --p 0.3', 'more of both'],
    ],
  },
  simulate: {
    program: ['shared/simulation/main.ts'],
    purpose: 'Runs the order flow in simulated time against services that fail, and checks that the invariants hold.',
    details: `The services live in memory; they fail, lose responses, delay, repeat and reorder. The seed decides everything: the same seed gives the same run.
For a seed that fails it prints the shortest story and exits with 1. More: docs/testing.md#simulation.`,
    examples: [
      ['npm run simulate -- --seeds 100', 'seeds 1 to 100'],
      ['npm run simulate -- --seed 42 --story', 'everything that happens with seed 42'],
    ],
  },
};

/**
 * Returns the text of an existing command.
 *
 * @param {string} name
 */
const textOf = (name) => {
  const text = commands[name];
  if (text === undefined) throw new Error(`There is no command "${name}".`);
  return text;
};

/**
 * Returns how a command is called, without arguments: `npm start`, `npm run pay`.
 *
 * @param {string} name
 */
export const callOf = (name) => (name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`);

/**
 * Returns the examples of a command's help, one per line with its explanation.
 *
 * @param {string} name
 */
export const exampleLines = (name) => {
  const { examples } = textOf(name);
  const width = Math.max(...examples.map(([call]) => call.length));
  return ['Examples:', ...examples.map(([call, says]) => `  ${call.padEnd(width)}  # ${says}`)].join('\n');
};

/**
 * Returns what a command does, in paragraphs.
 *
 * @param {string} name
 */
export const descriptionOf = (name) => {
  const { purpose, details = '' } = textOf(name);
  return `${purpose}\n\n${details}`.trim().replaceAll(/(?<!\n)\n(?!\n)/g, ' ');
};

/**
 * Returns the help of a command before its libraries are installed: everything except its options.
 *
 * @param {string} name
 */
export const shortHelp = (name) => {
  const parts = [`Usage: ${callOf(name)} -- [arguments] [options]`, descriptionOf(name), exampleLines(name)];
  return `${[...parts, 'After "npm install", this help also lists the options.'].join('\n\n')}\n`;
};

/** Returns the list of all commands with their purposes. */
export const commandList = () => {
  const width = Math.max(...Object.keys(commands).map((name) => callOf(name).length));
  return Object.entries(commands)
    .map(([name, { purpose }]) => `  ${callOf(name).padEnd(width)}  ${purpose}`)
    .join('\n');
};
