import type { RouteDefinition } from '../src/route.ts';
import { routesOf, type ServiceDescription } from './description.ts';
import { END, generated, START } from './generatedText.ts';

/**
 * Returns a service's README with the table of its routes in place of its generated text.
 *
 * @throws Error if the page has no marks for the table
 */
export const withRouteTable = (readme: string, description: ServiceDescription): string => {
  const [before, ...rest] = readme.split(START);
  const after = rest.join(START).split(END).slice(1).join(END);
  if (before === undefined || after === '') throw new Error(`A service's README needs "${START}" and "${END}".`);
  const rows = routesOf(description).map(
    ({ definition: { route, auth }, summary }) => `| \`${route}\` | ${CALLERS[auth ?? 'anyone']} | ${summary} |`,
  );
  return before + generated(['| route | who | what |', '| --- | --- | --- |', ...rows].join('\n')) + after;
};

const CALLERS: Readonly<Record<NonNullable<RouteDefinition['auth']> | 'anyone', string>> = {
  anyone: 'anyone',
  customer: 'customer',
  staff: 'staff',
  admin: 'admin',
  customerOrGuest: 'customer, guest',
  customerOrOrderKey: 'customer, or the order’s key',
  uploads: 'anyone, or admins (`uploadsBy`)',
};
