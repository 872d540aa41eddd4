/**
 * Returns the name of a dead-letter queue's alarm, which is also that of its runbook: `orderDeadLetters`.
 *
 * @param {string} queue its logical id, `OrderDeadLetterQueue`
 */
module.exports = (queue) => `${queue.charAt(0).toLowerCase()}${queue.slice(1).replace(/Queue$/, '')}s`;
