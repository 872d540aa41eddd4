import type { DatabaseSync } from 'node:sqlite';
import { atomically } from '../../state/database.ts';
import type { SqsMessage, SqsQueue, SqsStore } from './fauxqs.ts';

/** The atomic writes for a message's life cycle. */
type MessageRows = {
  save(queue: string, message: SqsMessage): void;
  /** Records a receive: the receive count, the receipt handle, and until when the message is hidden. */
  hide(held: Held): void;
  show(messageId: string): void;
  remove(messageId: string): void;
  removeAll(queue: string): void;
  all(queue: string): { message: SqsMessage; held: Omit<Held, 'message'> | undefined }[];
};

/** A received message, hidden from others until the deadline, in epoch milliseconds. */
type Held = { message: SqsMessage; receiptHandle: string; visibilityDeadline: number };

const openMessageRows = (database: DatabaseSync): MessageRows => {
  database.exec(`CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL, message TEXT NOT NULL,
    receives INTEGER NOT NULL, firstReceive INTEGER);
    CREATE INDEX IF NOT EXISTS messagesOfQueue ON messages (queue, position);
    CREATE TABLE IF NOT EXISTS heldMessages (id TEXT PRIMARY KEY, receiptHandle TEXT NOT NULL, until INTEGER NOT NULL);`);
  // A message that moves to its dead-letter queue keeps its id: one replaced row, so that it is always in exactly one of them.
  const save = database.prepare(
    'INSERT OR REPLACE INTO messages (id, queue, message, receives, firstReceive) VALUES (?, ?, ?, ?, ?)',
  );
  const countReceive = database.prepare('UPDATE messages SET receives = ?, firstReceive = ? WHERE id = ?');
  const hold = database.prepare('INSERT OR REPLACE INTO heldMessages (id, receiptHandle, until) VALUES (?, ?, ?)');
  const show = database.prepare('DELETE FROM heldMessages WHERE id = ?');
  const remove = database.prepare('DELETE FROM messages WHERE id = ?');
  const showAll = database.prepare('DELETE FROM heldMessages WHERE id IN (SELECT id FROM messages WHERE queue = ?)');
  const removeAll = database.prepare('DELETE FROM messages WHERE queue = ?');
  const all = database.prepare(
    `SELECT message, receives, firstReceive, receiptHandle, until FROM messages LEFT JOIN heldMessages USING (id)
     WHERE queue = ? ORDER BY position`,
  );
  const firstReceive = (message: SqsMessage) => message.approximateFirstReceiveTimestamp ?? null;
  return {
    save: (queue, message) => {
      const body = JSON.stringify(message);
      save.run(message.messageId, queue, body, message.approximateReceiveCount, firstReceive(message));
      show.run(message.messageId);
    },
    hide: ({ message, receiptHandle, visibilityDeadline }) => {
      countReceive.run(message.approximateReceiveCount, firstReceive(message), message.messageId);
      hold.run(message.messageId, receiptHandle, visibilityDeadline);
    },
    show: (messageId) => void show.run(messageId),
    remove: (messageId) => {
      remove.run(messageId);
      show.run(messageId);
    },
    removeAll: (queue) => {
      showAll.run(queue);
      removeAll.run(queue);
    },
    all: (queue) =>
      all.all(queue).map((row) => ({
        message: {
          ...JSON.parse(String(row.message)),
          approximateReceiveCount: Number(row.receives),
          ...(row.firstReceive !== null && { approximateFirstReceiveTimestamp: Number(row.firstReceive) }),
        },
        held:
          row.receiptHandle === null
            ? undefined
            : { receiptHandle: String(row.receiptHandle), visibilityDeadline: Number(row.until) },
      })),
  };
};

/** Restores the messages of `queue`, then writes every change of its messages before it is acknowledged. */
const keepMessages = (queue: SqsQueue, rows: MessageRows, database: DatabaseSync): void => {
  for (const { message, held } of rows.all(queue.name)) {
    if (held && held.visibilityDeadline > Date.now())
      queue.inflightMessages.set(held.receiptHandle, { message, ...held });
    else queue.enqueue(message);
  }

  const enqueue = queue.enqueue.bind(queue);
  queue.enqueue = (message) => {
    rows.save(queue.name, message);
    enqueue(message);
  };
  const dequeue = queue.dequeue.bind(queue);
  queue.dequeue = (...request) =>
    atomically(database, () => {
      const received = dequeue(...request);
      for (const { ReceiptHandle } of received) {
        const entry = queue.inflightMessages.get(ReceiptHandle);
        if (entry) rows.hide(entry);
      }
      return received;
    });
  const changeVisibility = queue.changeVisibility.bind(queue);
  queue.changeVisibility = (receiptHandle, seconds) => {
    const before = queue.inflightMessages.get(receiptHandle);
    changeVisibility(receiptHandle, seconds);
    const after = queue.inflightMessages.get(receiptHandle);
    if (after) rows.hide(after);
    else if (before) rows.show(before.message.messageId);
  };
  const deleteMessage = queue.deleteMessage.bind(queue);
  queue.deleteMessage = (receiptHandle) => {
    const entry = queue.inflightMessages.get(receiptHandle);
    if (entry) rows.remove(entry.message.messageId);
    return deleteMessage(receiptHandle);
  };
  const purge = queue.purge.bind(queue);
  queue.purge = () => {
    rows.removeAll(queue.name);
    purge();
  };
};

/**
 * Persists the queues of `store`: a message is on disk from before its sender gets the response until it is deleted, with its receive
 * count, in its queue or its dead-letter queue. A message in flight stays hidden until its visibility timeout, as on AWS, where nobody
 * notices that its consumer has died. Queues themselves are not stored: creating a queue again (with possibly changed attributes)
 * restores its messages.
 *
 * @see docs/adr/0016-libraries.md why fauxqs does not do this with its own storage
 */
export const keepQueues = (store: SqsStore, database: DatabaseSync): void => {
  const rows = openMessageRows(database);
  const createQueue = store.createQueue.bind(store);
  store.createQueue = (...definition) => {
    const queue = createQueue(...definition);
    keepMessages(queue, rows, database);
    return queue;
  };
  const deleteQueue = store.deleteQueue.bind(store);
  store.deleteQueue = (url) => {
    const queue = store.getQueue(url);
    if (queue) rows.removeAll(queue.name);
    return deleteQueue(url);
  };
};
