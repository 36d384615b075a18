import { describe, expect, it } from 'vitest';
import { Counter, exposition, Gauge, Histogram } from './open-metrics.ts';

describe('OpenMetrics', () => {
  it('tells counters, gauges and histograms with the latest trace of each bucket, and ends with EOF', () => {
    const calls = new Counter('calls', 'Calls');
    calls.add({ step: 'get' });
    calls.add({ step: 'get' }, 2);
    const age = new Gauge('age', 'Age', () => [
      [{}, 7],
      [{ view: 'a"b' }, Number.NaN],
    ]);
    const duration = new Histogram('duration_seconds', 'Duration', [0.1, 1]);
    duration.observe({ step: 'get' }, 0.05, undefined, 0);
    duration.observe({ step: 'get' }, 0.5, 'abc', 1_500);
    duration.observe({ step: 'get' }, 5, undefined, 0);

    expect(exposition([calls, age, duration])).toBe(
      `# TYPE calls counter
# HELP calls Calls
calls_total{step="get"} 3
# TYPE age gauge
# HELP age Age
age 7
# TYPE duration_seconds histogram
# HELP duration_seconds Duration
duration_seconds_bucket{step="get",le="0.1"} 1
duration_seconds_bucket{step="get",le="1"} 2 # {trace_id="abc"} 0.5 1.500
duration_seconds_bucket{step="get",le="+Inf"} 3
duration_seconds_count{step="get"} 3
duration_seconds_sum{step="get"} 5.55
# EOF
`,
    );
  });

  it('escapes what stands in labels', () => {
    const calls = new Counter('calls', 'Calls');
    calls.add({ code: 'a"b\\c\nd' });

    expect(calls.expose()[2]).toBe('calls_total{code="a\\"b\\\\c\\nd"} 1');
  });
});
