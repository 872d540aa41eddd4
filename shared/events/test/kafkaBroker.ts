import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Admin } from '@platformatic/kafka';

/** The folder with the jars of Apache Kafka, which `npm run test:kafka` has made. */
const JARS = process.env.KAFKA_JARS ?? '';

export const CREDENTIALS = { username: 'shop', password: 'shop-secret' };

/** A user whose password a test may change. */
export const ROTATED = { username: 'rotated', password: 'former' };

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

/** Starts a program of Java, with its warnings on this terminal. */
const start = (cwd: string, program: string, args: string[]): ChildProcess => {
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  child.stderr.on(
    'data',
    (text) => /SLF4J|^(Generating|Certificate stored|\s)/.test(String(text)) || process.stderr.write(text),
  );
  return child;
};

const run = async (cwd: string, program: string, args: string[]): Promise<void> => {
  const [code] = await once(start(cwd, program, args), 'exit');
  if (code !== 0) throw new Error(`${program} ${args[0]} has failed`);
};

const STORE = ['-keystore', 'broker.p12', '-storetype', 'PKCS12', '-storepass', 'changeit'];
const VALID = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', '2'];

/** Makes a certificate for `localhost`, signed by an authority of its own, and returns the authority's. */
const makeCertificates = async (folder: string): Promise<string> => {
  const authority = [
    '-genkeypair',
    '-alias',
    'ca',
    '-dname',
    'CN=Authority of the test',
    '-ext',
    'bc:critical=ca:true',
  ];
  await run(folder, 'keytool', [...authority, ...VALID, ...STORE]);
  const leaf = ['-genkeypair', '-alias', 'broker', '-dname', 'CN=broker', '-ext', 'san=dns:localhost', '-signer', 'ca'];
  await run(folder, 'keytool', [...leaf, ...VALID, ...STORE]);
  await run(folder, 'keytool', ['-exportcert', '-rfc', '-alias', 'ca', '-file', 'ca.pem', ...STORE]);
  await run(folder, 'keytool', ['-delete', '-alias', 'ca', ...STORE]);
  return readFileSync(join(folder, 'ca.pem'), 'utf8');
};

type Ports = Record<'open' | 'scram' | 'iam' | 'controller', number>;

const propertiesOf = (folder: string, { open, scram, iam, controller }: Ports, more: string): string =>
  `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=OPEN://127.0.0.1:${open},SCRAM://127.0.0.1:${scram},IAM://127.0.0.1:${iam},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=OPEN://127.0.0.1:${open},SCRAM://localhost:${scram},IAM://localhost:${iam}
listener.security.protocol.map=OPEN:PLAINTEXT,SCRAM:SASL_SSL,IAM:SASL_SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=OPEN
ssl.keystore.location=${join(folder, 'broker.p12')}
ssl.keystore.password=changeit
ssl.keystore.type=PKCS12
listener.name.scram.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.scram.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
listener.name.iam.sasl.enabled.mechanisms=OAUTHBEARER
listener.name.iam.oauthbearer.sasl.jaas.config=org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;
listener.name.iam.oauthbearer.sasl.server.callback.handler.class=TokenCheck
log.dirs=${join(folder, 'log')}
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=4000
${more}
`;

/**
 * A broker of Apache Kafka in one process (KRaft) that can be killed and started again with what it has stored. It listens without any
 * protection, by TLS with SCRAM, and by TLS with the tokens that TokenCheck.java takes.
 *
 * @param authority where TokenCheck.java asks
 * @param more lines of its server.properties
 */
export const makeBroker = async ({ authority = 'http://127.0.0.1:1/', more = '' } = {}) => {
  const ports = {
    open: await freePort(),
    scram: await freePort(),
    iam: await freePort(),
    controller: await freePort(),
  };
  const folder = mkdtempSync(join(tmpdir(), 'kafka-'));
  const settings = join(folder, 'server.properties');
  writeFileSync(settings, propertiesOf(folder, ports, more));
  const classes = [join(JARS, '*'), folder].join(delimiter);
  const flags = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', classes, `-Dauthority=${authority}`];
  const users = [CREDENTIALS, ROTATED].flatMap(({ username, password }) => [
    ...['-S', `SCRAM-SHA-512=[name=${username},password=${password}]`],
  ]);
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qk', '-c', settings, ...users];
  const [ca] = await Promise.all([
    makeCertificates(folder),
    run(folder, 'java', [...flags, ...format]),
    run(folder, 'javac', ['-cp', classes, '-d', folder, resolve(import.meta.dirname, 'TokenCheck.java')]),
  ]);
  let running: ChildProcess | undefined;
  const kill = async () => {
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    running.kill('SIGKILL');
    await once(running, 'exit');
  };
  return {
    open: `127.0.0.1:${ports.open}`,
    scram: `localhost:${ports.scram}`,
    iam: `localhost:${ports.iam}`,
    /** The certificate of the authority that has signed the broker's, which is for `localhost`. */
    ca,
    start: async () => {
      const broker = start(folder, 'java', [...flags, 'kafka.Kafka', settings]);
      running = broker;
      while (!(await isOpen(ports.iam))) {
        if (broker.exitCode !== null) throw new Error('The broker has ended');
        await wait(100);
      }
    },
    createTopics: async (topics: string[], settings: Record<string, string> = {}) => {
      const configs = Object.entries(settings).map(([name, value]) => ({ name, value }));
      const admin = new Admin({
        clientId: 'test',
        bootstrapBrokers: [`127.0.0.1:${ports.open}`],
        retries: 20,
        retryDelay: 500,
      });
      await admin.createTopics({ topics, partitions: 3, replicas: 1, configs });
      await admin.metadata({ topics }); // fails, and is repeated, until each partition has a leader
      await admin.close();
    },
    /** As an operator does it. */
    changePassword: async (user: string, password: string) => {
      const change = ['--alter', '--add-config', `SCRAM-SHA-512=[password=${password}]`];
      const at = ['--bootstrap-server', `127.0.0.1:${ports.open}`, '--entity-type', 'users', '--entity-name', user];
      await run(folder, 'java', [...flags, 'kafka.admin.ConfigCommand', ...at, ...change]);
    },
    kill,
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
