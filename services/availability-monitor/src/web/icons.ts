import type { AvailabilityState } from '@officine/contracts';
import { type Html, html } from './html.ts';

/** A shape for each state, so that nobody needs to see its colour. */
const SHAPES: Readonly<Record<AvailabilityState, string>> = {
  up: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.6 14.6-4-4 1.7-1.7 2.3 2.3 5.5-5.5 1.7 1.7Z',
  degraded: 'M12 2.5 1.5 21h21Zm-1.3 6.5h2.6l-.3 6h-2Zm1.3 10a1.5 1.5 0 1 1 0-3 1.5 1.5 0 0 1 0 3Z',
  down: 'M7.9 2 2 7.9v8.2L7.9 22h8.2l5.9-5.9V7.9L16.1 2Zm.2 5.4L12 10.6l3.9-3.2.7.7-3.2 3.9 3.2 3.9-.7.7-3.9-3.2-3.9 3.2-.7-.7 3.2-3.9-3.2-3.9Z',
  maintenance: 'M3 3h18v18H3Zm4 4v3h10V7Zm0 5v2h10v-2Zm0 4v1.500h6V16Z',
  unknown:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm0 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16Zm0 2.500a3.500 3.500 0 0 0-3.500 3.500h2a1.500 1.500 0 1 1 2.200 1.300c-1 .5-1.700 1.400-1.700 2.500v.700h2v-.700c0-.3.2-.6.6-.8A3.500 3.500 0 0 0 12 6.500ZM11 16v2h2v-2Z',
};

/** The icon of a state; whoever cannot see it reads the word beside it. */
export function stateIcon(state: AvailabilityState): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path fill-rule="evenodd" d="${SHAPES[state]}"/></svg>`;
}

/** The page's own icon: the state at a glance, in a row of tabs. */
export function favicon(state: AvailabilityState, colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill="${colour}" fill-rule="evenodd" d="${SHAPES[state]}"/></svg>`;
}
