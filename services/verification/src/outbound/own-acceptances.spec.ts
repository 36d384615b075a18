import { describe, expect, it } from 'vitest';
import { OwnAcceptances } from './own-acceptances.ts';

const at = (offset: bigint) => ({ partition: 0, offset });

describe('an acceptance that this replica recorded', () => {
  it('is in force from its acknowledgement until it is read back', () => {
    const own = new OwnAcceptances();

    own.wrote('acme/ph-1/u', '1', at(5n));
    expect(own.version('acme/ph-1/u')).toBe('1');
    own.read('acme/ph-1/u', at(5n));

    expect(own.version('acme/ph-1/u')).toBeUndefined();
  });

  it('hides nothing that others record later, though its acknowledgement comes after it was read', () => {
    const own = new OwnAcceptances();

    own.read('acme/ph-1/u', at(5n));
    own.wrote('acme/ph-1/u', '1', at(5n));

    expect(own.version('acme/ph-1/u')).toBeUndefined();
  });

  it('is the later of two that are on their way', () => {
    const own = new OwnAcceptances();

    own.wrote('acme/ph-1/u', '1', at(5n));
    own.wrote('acme/ph-1/u', '2', at(6n));
    own.read('acme/ph-1/u', at(5n));

    expect(own.version('acme/ph-1/u')).toBe('2');
  });
});
