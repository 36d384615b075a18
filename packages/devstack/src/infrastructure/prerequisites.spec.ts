import { describe, expect, it } from 'vitest';
import { JAVA, MAVEN, MissingPrerequisite, PYTHON, requirePrerequisite } from './prerequisites.ts';

const node = (version: string) => ({ commands: [process.execPath], versionArgs: ['-e', `console.log('${version}')`] });

describe('a prerequisite', () => {
  it.each([
    [JAVA, 'openjdk version "17.0.15" 2025-04-15'],
    [JAVA, 'java version "21" 2023-09-19'],
    [MAVEN, 'Apache Maven 3.8.7'],
    [PYTHON, 'Python 3.10'],
  ])('is met by its least version or a later one: %#', async (wanted, printed) => {
    await expect(requirePrerequisite({ ...wanted, ...node(printed.replaceAll('"', '\\"').replaceAll("'", '')) })).resolves.toBe(
      process.execPath,
    );
  });

  it.each([
    [JAVA, 'openjdk version "11.0.2"', /Java 17 .*KAFKA_BROKERS/],
    [JAVA, 'java version "1.8.0_391"', /Java 17 .*KAFKA_BROKERS/],
    [PYTHON, 'Python 3.9', /Python 3\.10 .*MONGODB_URI/],
  ])('that is too old is named, with the variable that replaces it: %#', async (wanted, printed, message) => {
    const missing = requirePrerequisite({ ...wanted, ...node(printed.replaceAll('"', '\\"')) });

    await expect(missing).rejects.toBeInstanceOf(MissingPrerequisite);
    await expect(missing).rejects.toThrow(message);
  });

  it('that is not there is named, with the variable that replaces it', async () => {
    const missing = requirePrerequisite({ ...MAVEN, commands: ['no-such-maven'] });

    await expect(missing).rejects.toThrow(/Maven .*not found on the PATH.*KAFKA_BROKERS/);
  });
});
