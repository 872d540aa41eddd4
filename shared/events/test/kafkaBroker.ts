import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** The folder with the jars of Apache Kafka, which `npm run test:kafka` has made. */
const JARS = process.env.KAFKA_JARS ?? '';

export const CREDENTIALS = { username: 'shop', password: 'shop-secret' };

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
};

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });

/** A broker of Apache Kafka in one process (KRaft) that can be killed and started again with what it has stored. */
export const makeBroker = async () => {
  const [open, secured, controller] = [await freePort(), await freePort(), await freePort()];
  const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
  const settings = join(folder, 'server.properties');
  writeFileSync(
    settings,
    `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=OPEN://127.0.0.1:${open},SECURED://127.0.0.1:${secured},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=OPEN://127.0.0.1:${open},SECURED://127.0.0.1:${secured}
listener.security.protocol.map=OPEN:PLAINTEXT,SECURED:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=OPEN
sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.secured.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
log.dirs=${join(folder, 'log')}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
`,
  );
  const java = (...program: string[]) =>
    spawn('java', ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', join(JARS, '*'), ...program], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const scram = `SCRAM-SHA-512=[name=${CREDENTIALS.username},password=${CREDENTIALS.password}]`;
  const format = java('kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk', '-c', settings, '-S', scram);
  format.stdout.resume();
  const [code] = await once(format, 'exit');
  if (code !== 0) throw new Error('The storage of the broker could not be made');
  let running: ChildProcess | undefined;
  return {
    open: `127.0.0.1:${open}`,
    secured: `127.0.0.1:${secured}`,
    start: async () => {
      const broker = java('kafka.Kafka', settings);
      broker.stdout.resume();
      running = broker;
      while (!(await isOpen(secured))) {
        if (broker.exitCode !== null) throw new Error('The broker has ended');
        await wait(100);
      }
    },
    kill: async () => {
      if (!running || running.exitCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'exit');
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
};
