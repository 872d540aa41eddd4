import { exportHandler } from '@ecommerce/shared/personalData/exporter.ts';
import { customerSections } from '../personalData/customerSections.ts';

/** For authService: a page of what this service holds about an account. */
export const handler = exportHandler(customerSections);
