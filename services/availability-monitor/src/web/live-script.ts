import { hash } from 'node:crypto';

/**
 * Keeps an open page true without a reload: fetches it anew when something changed, tells a screen reader what, and says so when the
 * server has fallen silent, as an old page must not look like a current one. Without it the page reloads itself each minute.
 */
export const LIVE_SCRIPT = `
const root = document.documentElement;
const announce = document.getElementById('announce');
const lost = document.getElementById('lost');
const lostTouchMs = Number(document.body.dataset.lostTouchMs);
const headline = () => document.querySelector('.headline')?.textContent ?? '';
const shown = (at) => new Intl.DateTimeFormat(root.lang, { timeZone: 'Europe/Luxembourg', dateStyle: 'medium', timeStyle: 'short' }).format(at);
let heardAt = Date.now();
let refreshing = false;
let again = false;

function heard() {
  heardAt = Date.now();
  if (!lost.hidden) refresh();
}

async function refresh() {
  if (refreshing) {
    again = true;
    return;
  }
  refreshing = true;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    if (!response.ok) return;
    put(new DOMParser().parseFromString(await response.text(), 'text/html'));
    heardAt = Date.now();
    lost.hidden = true;
  } catch {
    // The event source tries again by itself, and so do we.
  } finally {
    refreshing = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

function put(fresh) {
  const before = headline();
  const unfolded = new Map([...document.querySelectorAll('main details')].map((one) => [one.id, one.open]));
  const focused = focusIn(document.querySelector('main'));
  document.querySelector('main').replaceWith(fresh.querySelector('main'));
  document.title = fresh.title;
  document.querySelector('link[rel=icon]').href = fresh.querySelector('link[rel=icon]').href;
  for (const [id, open] of unfolded) document.getElementById(id)?.toggleAttribute('open', open);
  focused?.()?.focus({ preventScroll: true });
  if (headline() !== before) announce.textContent = announce.dataset.prefix + ': ' + headline();
}

function focusIn(main) {
  const active = document.activeElement;
  if (!main.contains(active) || active === main) return undefined;
  const owner = active.closest('[id]');
  if (owner === null) return undefined;
  const tag = active.tagName;
  return () => (owner === active ? document.getElementById(owner.id) : document.getElementById(owner.id)?.querySelector(tag));
}

function look() {
  if (Date.now() - heardAt <= lostTouchMs || !lost.hidden) return;
  lost.querySelector('span').textContent = shown(heardAt);
  lost.hidden = false;
  const glance = document.querySelector('.glance');
  glance.className = 'glance unknown';
  glance.querySelector('.headline').textContent = glance.dataset.unknown;
}

const events = new EventSource('/events');
events.addEventListener('changed', () => {
  heard();
  refresh();
});
events.addEventListener('observed', ({ data }) => {
  heard();
  const at = Date.parse(data);
  const observed = document.getElementById('observed');
  if (observed === null || Number.isNaN(at)) return;
  observed.dateTime = data;
  observed.textContent = shown(at);
});
setInterval(refresh, 60000);
setInterval(look, Math.min(1000, lostTouchMs));
`;

/** Its address changes with it. */
export const LIVE_PATH = `/live-${hash('sha256', LIVE_SCRIPT).slice(0, 12)}.js`;
