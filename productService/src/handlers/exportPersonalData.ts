import { exportHandler } from '@ecommerce/shared/personalData/exporter.ts';
import { sellerSections } from '../personalData/sellerSections.ts';
import { shopperSections } from '../personalData/shopperSections.ts';

/** For authService: a page of what this service holds about an account. */
export const handler = exportHandler({ ...sellerSections, ...shopperSections });
