import { describe, expect, it } from 'vitest';
import { allSettings } from './all-settings.ts';
import { settingsReference } from './settings-reference.ts';

describe('the reference of settings', () => {
  it('has one row for each setting, told in words', () => {
    const rows = settingsReference()
      .split('\n')
      .filter((line) => line.startsWith('| `'));

    expect(rows).toHaveLength(allSettings.length);
    expect(new Set(allSettings.map(({ env }) => env)).size).toBe(allSettings.length);
    expect(allSettings.filter(({ doc }) => doc.length < 10)).toEqual([]);
  });

  it('says what is required and what the defaults are', () => {
    const reference = settingsReference();

    expect(reference).toContain('| `KAFKA_BROKERS` | host:port, separated by commas | **required** | Brokers to begin with |');
    expect(reference).toContain('| `OFFICINE_HTTP_PORT` | a port, 0 for a free one | `8080` |');
  });
});
