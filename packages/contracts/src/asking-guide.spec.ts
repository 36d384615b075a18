import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRequested } from './events/check-requested.ts';
import { checkAnswered } from './events/check-result.ts';

const guide = readFileSync(new URL('../../../docs/guides/asking.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```json (\S+)\n([\s\S]*?)```/g)].map(([, kind = '', json = '']) => ({
  kind,
  data: JSON.parse(json) as unknown,
}));

describe('the guide to asking in any language', () => {
  it('shows a question of each check that Officine takes, and an answer that it gives', () => {
    const requests = examples.filter(({ kind }) => kind === 'request').map(({ data }) => checkRequested.schema.parse(data));
    const answers = examples.filter(({ kind }) => kind === checkAnswered.type);

    expect(requests.map(({ check }) => check)).toEqual(['affiliation', 'accident', 'prescriber']);
    expect(answers.map(({ data }) => checkAnswered.schema.parse(data).check)).toEqual(['affiliation']);
    expect(guide).toContain(`\`${checkRequested.type}\``);
  });
});
