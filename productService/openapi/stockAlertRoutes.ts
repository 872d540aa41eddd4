import { answered } from '../../shared/openapi/answered.ts';
import type { RouteDescription } from '../../shared/openapi/description.ts';
import { askForAlertRoute, listStockAlertsRoute, withdrawAlertRoute } from '../src/stockAlert/stockAlertRoutes.ts';
import * as answers from './answers.ts';
import { detailedProduct, id as productId } from './examples.ts';

const variantId = detailedProduct.variants[1]?.id ?? '';
const example = { path: { variantId } };
const alert = { variantId, productId, askedAt: '2026-11-27T10:15:00.000Z' };

/** What customers wait for. */
export const alerting: RouteDescription[] = [
  {
    definition: listStockAlertsRoute,
    summary: 'What the caller is told of when it is back in stock',
    answer: answered('At most 100 variants.', answers.StockAlertList, { alerts: [alert] }),
  },
  {
    definition: askForAlertRoute,
    summary: 'Be told by email when a variant is back in stock',
    description:
      'Once, in the order of asking; no more customers are told than there are units. A product without variants is named by its own id. Repeating the request changes nothing.',
    example,
    answer: answered('The caller is in line.', answers.StockAlert, alert),
  },
  {
    definition: withdrawAlertRoute,
    summary: 'Not be told of a variant any more',
    description: 'Repeating the request changes nothing.',
    example,
    answer: answered('The caller is not told.', answers.NamedVariant, { variantId }),
  },
];
