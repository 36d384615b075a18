import { describe, expect, it } from 'vitest';
import { refuseSamplesInExploitation } from './sample-models.ts';

const SAMPLES = { samples: ['affiliation', 'accident'] };

describe('a sample model', () => {
  it('never starts in exploitation, and is named (R3)', () => {
    expect(() => refuseSamplesInExploitation(SAMPLES, 'exploitation')).toThrow(/OFFICINE_MODELS_DIR.*affiliation, accident$/);
  });

  it('may be used where nobody is served, as may models of the CNS everywhere', () => {
    expect(() => {
      refuseSamplesInExploitation(SAMPLES, 'certification');
      refuseSamplesInExploitation(SAMPLES, 'custom');
      refuseSamplesInExploitation({ samples: [] }, 'exploitation');
    }).not.toThrow();
  });
});
