import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchedOnce } from './fetched.ts';
import { DEVSTACK_DIR } from './paths.ts';
import { JAVA, MAVEN, requirePrerequisite } from './prerequisites.ts';
import type { Progress } from './progress.ts';
import { runToEnd } from './run-to-end.ts';

/** The broker that devstack runs: the real one, as Maven has it. */
export const KAFKA_VERSION = '4.1.1';

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>lu.officine</groupId>
  <artifactId>devstack-kafka</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <groupId>org.apache.maven.plugins</groupId>
        <artifactId>maven-dependency-plugin</artifactId>
        <version>3.8.1</version>
      </plugin>
    </plugins>
  </build>
</project>
`;

/** A JVM and the class path of a Kafka server. */
export interface KafkaDistribution {
  readonly java: string;
  readonly classPath: string;
}

/** Finds Java, and fetches Kafka with Maven the first time. Thrown when Java or Maven is missing: MissingPrerequisite. */
export async function kafkaDistribution(progress: Progress): Promise<KafkaDistribution> {
  const java = await requirePrerequisite(JAVA);
  const folder = await fetchedOnce(join(DEVSTACK_DIR, `kafka-${KAFKA_VERSION}`), async (partial) => {
    const maven = await requirePrerequisite(MAVEN);
    mkdirSync(partial, { recursive: true });
    writeFileSync(join(partial, 'pom.xml'), POM);
    await progress.step(`Fetch Apache Kafka ${KAFKA_VERSION} (45 files, 43 MB)`, (tell) =>
      runToEnd({
        name: 'Maven',
        command: maven,
        args: [
          '-B',
          '-f',
          join(partial, 'pom.xml'),
          'dependency:copy-dependencies',
          `-DoutputDirectory=${join(partial, 'libs')}`,
        ],
        onLine: tell,
      }),
    );
  });
  return { java, classPath: join(folder, 'libs', '*') };
}
