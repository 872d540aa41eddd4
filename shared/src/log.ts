import { Logger } from '@aws-lambda-powertools/logger';
import { correlationId } from './correlation.ts';

const logger = new Logger(); // service name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL

type Details = Record<string, unknown>;
const details = (more: Details) => ({ correlationId: correlationId(), ...more });

/**
 * Writes structured log lines, each with the correlation id. Never pass personal data (names, email addresses) or tokens. Pass an error
 * under the key `error`: then its stack is logged too.
 */
export const log = {
  debug: (message: string, more: Details = {}) => logger.debug(message, details(more)),
  info: (message: string, more: Details = {}) => logger.info(message, details(more)),
  warn: (message: string, more: Details = {}) => logger.warn(message, details(more)),
  error: (message: string, more: Details = {}) => logger.error(message, details(more)),
};
