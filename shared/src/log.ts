import { Logger } from '@aws-lambda-powertools/logger';
import { correlationId } from './correlation.ts';

const logger = new Logger(); // service name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL

type Details = Record<string, unknown>;
const details = (more: Details) => ({ correlation_id: correlationId(), ...more });

/**
 * Structured log lines, each with the correlation id. Never pass personal data (names, mail addresses) or tokens.
 * An error goes under the key `error`: its stack is logged with it.
 */
export const log = {
  debug: (message: string, more: Details = {}) => logger.debug(message, details(more)),
  info: (message: string, more: Details = {}) => logger.info(message, details(more)),
  warn: (message: string, more: Details = {}) => logger.warn(message, details(more)),
  error: (message: string, more: Details = {}) => logger.error(message, details(more)),
};
