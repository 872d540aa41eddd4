import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine } from './commandLine.ts';
import { finish, jestStep, run } from './steps.ts';

/** https://central.sonatype.com/artifact/org.apache.kafka/kafka_2.13 */
const VERSION = '3.9.1';

/** What is not run where there is no Java, Maven or network. */
const SUITE = 'shared/events/test/*.kafka.test.ts';

/**
 * `npm run test:kafka`: forwards events to a real broker of Apache Kafka that is killed midway. Without a JDK, and Maven, which
 * brings the broker's jars on first use, it prints that it did not run, and exits with 0.
 */
commandLine('test:kafka').parse();

/** Runs a program and returns its exit code, 127 if there is no such program. */
const exitCode = (command: string, args: string[]): Promise<number> => run(command, args).catch(() => 127);

/** Returns the folder with the broker's jars, brought by Maven on first use; `undefined` if that is impossible. */
const ensureJars = async (): Promise<string | undefined> => {
  const folder = join(process.cwd(), '.local', `kafka-${VERSION}`);
  if (existsSync(folder)) return folder;
  const scratch = `${folder}-${process.pid}`;
  mkdirSync(scratch, { recursive: true });
  try {
    const pom = join(scratch, 'pom.xml');
    writeFileSync(pom, POM);
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${join(scratch, 'jars')}`];
    const patience = ['-Daether.connector.connectTimeout=10000', '-Daether.connector.requestTimeout=60000'];
    if ((await exitCode('mvn', ['-q', '-B', '-f', pom, ...goal, ...patience])) !== 0) return undefined;
    renameSync(join(scratch, 'jars'), folder);
    return folder;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>local</groupId><artifactId>broker</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
  </dependencies>
</project>
`;

/** Prints what was not tested, and why. */
const skip = (why: string): never => {
  console.log(`\nSkipped: ${SUITE}, since there is ${why}.`);
  process.exit(0);
};

if ((await exitCode('javac', ['--release', '17', '-version'])) !== 0) skip('no JDK (Java 17 or newer, with javac)');
const KAFKA_JARS = (await ensureJars()) ?? skip(`no Apache Kafka ${VERSION}, which Maven (mvn) brings`);
finish([await jestStep('kafka', ['--runInBand'], { KAFKA_JARS })]);
