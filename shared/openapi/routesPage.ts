import { sentencePerLine } from '../checks/sentencePerLine.ts';
import { ERROR_STATUS, type ErrorCode } from '../src/errors.ts';
import type { Limit, RouteDefinition } from '../src/route.ts';
import type { Throttle } from './deployedRoutes.ts';
import { routesOf, type ServiceApi } from './description.ts';
import { END, generated, START } from './generatedText.ts';
import { errorsOf } from './routeErrors.ts';

/**
 * Returns docs/routes.md with the facts of each route below its heading, between two comments: caller, throttle, rate limit,
 * `Idempotency-Key`, caching, errors. The text around them stays unchanged.
 *
 * @throws Error if a route has no heading
 */
export const withRouteFacts = (page: string, apis: ReadonlyMap<string, ServiceApi>): string => {
  const sections = page.split(/^(?=## )/m);
  for (const [service, { description, deployed }] of apis) {
    const index = sections.findIndex((section) => section.startsWith(`## ${service}\n`));
    for (const { definition } of routesOf(description)) {
      const { route } = definition;
      const heading = `### \`${route}\`\n`;
      const [before, after] = sections[index]?.split(heading) ?? [];
      if (before === undefined || after === undefined) {
        throw new Error(`docs/routes.md needs the heading "${heading.trim()}" under "## ${service}".`);
      }
      const facts = factsOf(definition, deployed.find((candidate) => candidate.route === route)?.throttle);
      sections[index] = `${before}${heading}\n${generated(facts)}\n\n${withoutFacts(after)}`;
    }
  }
  return sections.join('');
};

const withoutFacts = (text: string): string =>
  text.trimStart().startsWith(START) ? text.slice(text.indexOf(END) + END.length).trimStart() : text.trimStart();

const CALLERS: Readonly<Record<NonNullable<RouteDefinition['auth']>, string>> = {
  customer: 'Customer.',
  staff: 'Staff.',
  admin: 'Admin.',
  customerOrGuest: 'Customer, or guest without a token.',
  customerOrOrderKey: 'Customer, or guest with the order’s key as `X-Order-Key`.',
  uploads: 'Anyone; admin where the stage parameter `uploadsBy` says so, as on stage `prod`.',
};

const callersOf = ({ auth, route }: RouteDefinition): string => {
  if (auth === undefined) return 'Anyone.';
  if (auth === 'customerOrOrderKey' && route.startsWith('GET ')) return CALLERS[auth].replace(/\.$/, ' or `?key=`.');
  return CALLERS[auth];
};

const factsOf = (definition: RouteDefinition, throttle: Throttle | undefined): string => {
  const { auth, rateLimit, idempotencyKey, maxAgeSeconds } = definition;
  const errors = errorsOf(definition);
  const sentences = [
    callersOf(definition),
    throttle && `Throttle: ${throttle.rate} a second, bursts of ${throttle.burst}.`,
    rateLimit &&
      (auth === 'customerOrGuest'
        ? `Rate limit of guests: ${guestLimits(rateLimit)}.`
        : `Rate limit: ${limits(rateLimit)}.`),
    idempotencyKey && 'Honours `Idempotency-Key`.',
    maxAgeSeconds !== undefined && `May be cached for ${maxAgeSeconds} seconds.`,
    errors.length > 0 && `Errors: ${errorList(errors)}.`,
  ];
  return sentencePerLine(sentences.filter((sentence) => sentence).join('\n'));
};

const PERIODS: Readonly<Record<number, string>> = { 60: 'a minute', 3600: 'an hour', 86400: 'a day' };

const perTime = ({ attempts, seconds }: Limit): string =>
  `${attempts} ${PERIODS[seconds] ?? `in ${seconds / 60} minutes`}`;

const limits = ({ client, account }: NonNullable<RouteDefinition['rateLimit']>): string =>
  account ? `${perTime(client)} for a client, ${perTime(account)} for an account` : `${perTime(client)} for a client`;

const guestLimits = (rateLimit: NonNullable<RouteDefinition['rateLimit']>): string =>
  limits(rateLimit).replace('an account', 'an email address');

/** Lists codes by status, in the order of the table of errors. */
const errorList = (codes: readonly ErrorCode[]): string => {
  const known = Object.entries(ERROR_STATUS).filter(([code]) => codes.includes(code as ErrorCode));
  const statuses = [...new Set(known.map(([, status]) => status))].sort((one, other) => one - other);
  return statuses
    .map((status) => {
      const ofStatus = known.filter(([, candidate]) => candidate === status).map(([code]) => `\`${code}\``);
      return `${status} ${ofStatus.join(', ')}`;
    })
    .join('; ');
};
