import { routesOf } from '../../openapi/description.ts';
import { readApis } from '../../openapi/services.ts';

/** Every route of every service: its definition, with what its document says. */
export const routes = [...(await readApis('.'))].flatMap(([service, { description }]) =>
  routesOf(description).map((described) => ({ service, ...described.definition, ...described })),
);
